//! The result of an exploration, or of one schedule.
#![forbid(unsafe_code)]

use std::fmt;
use std::time::Duration;

use super::strategy::Schedule;
use crate::trace::Event;

/// The result of an exploration.
#[derive(Debug)]
pub struct Report {
    pub(super) schedules: u64,
    pub(super) steps: u64,
    pub(super) differing: Option<u64>,
    /// A hash of each end that differs, in order, for the other shards.
    pub(super) ends: Option<Vec<u64>>,
    pub(super) exhausted: bool,
    pub(super) hidden: Option<&'static str>,
    pub(super) forgotten: Forgotten,
    pub(super) elapsed: Duration,
    pub(super) failure: Option<Failure>,
}

/// What a search forgot for want of memory.
#[derive(Debug)]
pub(super) struct Forgotten {
    /// The limit in bytes.
    pub(super) limit: u64,
    pub(super) states: u64,
    pub(super) ways: u64,
    /// Whether there was no room to count the schedules that differ.
    pub(super) ends: bool,
}

/// A schedule that failed.
#[derive(Debug)]
pub struct Failure {
    /// What was wrong: broken rules, failed checks, panics.
    pub complaints: Vec<String>,
    /// How many schedules were tried until one failed.
    pub after: u64,
    /// The shortest failing schedule that was found.
    pub schedule: Schedule,
    /// The trace of that schedule.
    pub trace: Vec<Event>,
    /// Where a search that runs all schedules meets it; empty for the first one of all.
    pub(super) place: Vec<u64>,
}

/// The result of one schedule.
#[derive(Debug)]
pub struct Replay {
    /// What was wrong; empty if nothing was.
    pub complaints: Vec<String>,
    /// The choices of the schedule that could be made.
    pub schedule: Schedule,
    /// The trace.
    pub trace: Vec<Event>,
}

impl Report {
    /// How many schedules were run.
    #[must_use]
    pub const fn schedules(&self) -> u64 {
        self.schedules
    }

    /// How many steps the schedules had; a step leads from one point to the next.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// How many of the schedules differ in more than the order of independent steps, if the
    /// strategy tracks that and the memory was large enough to count them.
    #[must_use]
    pub const fn differing(&self) -> Option<u64> {
        self.differing
    }

    /// Whether all schedules that the strategy allows were covered and none failed.
    #[must_use]
    pub const fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Why no schedule was left out although the explorer prunes, if that is so: the driver gave the
    /// framework a pointer to memory that the host does not see, and so does not compare.
    #[must_use]
    pub fn pruning_off(&self) -> Option<String> {
        let call = self.hidden?;
        Some(format!(
            "{call} was given a context outside the memory of the machine, such as a variable on a \
             stack or a static: every schedule runs; give it a context of an object or a pool block"
        ))
    }

    /// What the search forgot, if it met the limit of its memory. Nothing was left out for want of
    /// memory: what was forgotten ran again.
    #[must_use]
    pub fn memory_met(&self) -> Option<String> {
        let Forgotten { limit, states, ways, ends } = self.forgotten;
        if states == 0 && ways == 0 && !ends {
            return None;
        }
        let uncounted = if ends { ", did not count the schedules that differ" } else { "" };
        Some(format!(
            "the search met its memory limit of {limit} bytes, forgot {states} states and {ways} \
             steps, and ran them again where it met them{uncounted}; a larger limit takes fewer \
             schedules"
        ))
    }

    /// How long the exploration took, including the search for a short failing schedule.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The schedule that failed, if one did.
    #[must_use]
    pub const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} schedules", self.schedules)?;
        if let Some(differing) = self.differing {
            write!(f, ", {differing} of which differ")?;
        }
        if self.exhausted {
            f.write_str(", all of them")?;
        }
        if let Some(reason) = self.pruning_off() {
            write!(f, "\npruning was off: {reason}")?;
        }
        if let Some(met) = self.memory_met() {
            write!(f, "\n{met}")?;
        }
        match &self.failure {
            Some(failure) => write!(f, "\n{failure}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "wrong in schedule {}:", self.after)?;
        for complaint in &self.complaints {
            writeln!(f, "  {complaint}")?;
        }
        writeln!(f, "shortest schedule found, to be replayed: {}", self.schedule)?;
        for event in &self.trace {
            writeln!(f, "  {event}")?;
        }
        Ok(())
    }
}
