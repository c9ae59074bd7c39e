//! A situation to explore: a prepared machine, and threads that run on it at the same time.

use crate::machine::Machine;

type Work = Box<dyn FnOnce(&Machine)>;
pub(super) type Check = Box<dyn FnOnce(&Machine) -> Result<(), String>>;

/// A situation to explore. Each schedule gets a new stage, which must be set up in the same way
/// each time.
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
        machine.inner.note_explored();
        Self { machine, threads: Vec::new(), ticks: 0, failures: 0, checks: Vec::new() }
    }

    /// The machine. What is done with it before the threads begin is not explored.
    #[must_use]
    pub fn machine(&self) -> Machine {
        self.machine.clone()
    }

    /// Adds a thread that runs concurrently with the others. A panic in it is a failure.
    pub fn thread(&mut self, name: &str, work: impl FnOnce(&Machine) + 'static) {
        // These characters would make the text of a schedule ambiguous.
        let name = name.replace([' ', '@', '='], "-");
        self.threads.push((name, Box::new(work)));
    }

    /// Lets the next due timer expire, up to `ticks` times, while threads could still run.
    /// Otherwise time passes only when all threads wait.
    pub fn allow_ticks(&mut self, ticks: u32) {
        self.ticks = ticks;
    }

    /// Lets up to `failures` of the driver's fallible calls fail, with
    /// `STATUS_INSUFFICIENT_RESOURCES`.
    pub fn allow_failures(&mut self, failures: u32) {
        self.failures = failures;
    }

    /// Adds a check that runs after all threads have ended and before the machine is shut down. An
    /// error or a panic in it is a failure.
    pub fn at_end(&mut self, check: impl FnOnce(&Machine) -> Result<(), String> + 'static) {
        self.checks.push(Box::new(check));
    }
}
