//! A situation to explore: a machine that was set up, and what happens on it at the same time.

use crate::machine::Machine;

type Work = Box<dyn FnOnce(&Machine)>;
type Check = Box<dyn FnOnce(&Machine) -> Result<(), String>>;

/// A situation to explore. One is made for each schedule, and always in the same way.
pub struct Stage {
    machine: Machine,
    pub(super) threads: Vec<(String, Work)>,
    pub(super) ticks: u32,
    pub(super) failures: u32,
    pub(super) checks: Vec<Check>,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let threads: Vec<_> = self.threads.iter().map(|(name, _)| name).collect();
        f.debug_struct("Stage").field("threads", &threads).finish_non_exhaustive()
    }
}

impl Stage {
    pub(super) fn new(machine: Machine) -> Self {
        Self { machine, threads: Vec::new(), ticks: 0, failures: 0, checks: Vec::new() }
    }

    /// The machine. What is done with it before the threads begin is not explored.
    #[must_use]
    pub fn machine(&self) -> Machine {
        self.machine.clone()
    }

    /// Adds a thread, to be run against the others. A panic in it is a failure.
    pub fn thread(&mut self, name: &str, work: impl FnOnce(&Machine) + 'static) {
        // A schedule as text is made of such names.
        let name = name.replace([' ', '@', '='], "-");
        self.threads.push((name, Box::new(work)));
    }

    /// Lets the clock go on to when the next timer is due, and that so often, while threads could
    /// still run. Without this, as beyond it, time passes only when all of them wait.
    pub fn allow_ticks(&mut self, ticks: u32) {
        self.ticks = ticks;
    }

    /// Lets so many of the driver's calls that can fail do so, with `STATUS_INSUFFICIENT_RESOURCES`.
    pub fn allow_failures(&mut self, failures: u32) {
        self.failures = failures;
    }

    /// Adds a check for when all is over, before the machine is shut down. What it complains about,
    /// or a panic in it, is a failure.
    pub fn at_end(&mut self, check: impl FnOnce(&Machine) -> Result<(), String> + 'static) {
        self.checks.push(Box::new(check));
    }
}
