//! What came of an exploration, or of one schedule.
#![forbid(unsafe_code)]

use std::fmt;
use std::time::Duration;

use super::strategy::Schedule;
use crate::trace::Event;

/// What came of an exploration.
#[derive(Debug)]
pub struct Report {
    pub(super) schedules: u64,
    pub(super) steps: u64,
    pub(super) differing: Option<u64>,
    pub(super) exhausted: bool,
    pub(super) elapsed: Duration,
    pub(super) failure: Option<Failure>,
}

/// A schedule in which something was wrong.
#[derive(Debug)]
pub struct Failure {
    /// What was wrong: rules that were broken, checks that failed, panics.
    pub complaints: Vec<String>,
    /// How many schedules were tried until it was found.
    pub after: u64,
    /// The shortest schedule that was found in which something is wrong.
    pub schedule: Schedule,
    /// What happened in it.
    pub trace: Vec<Event>,
}

/// What happened in one schedule.
#[derive(Debug)]
pub struct Replay {
    /// What was wrong; nothing, if it is empty.
    pub complaints: Vec<String>,
    /// The choices that could be made as the schedule says.
    pub schedule: Schedule,
    /// What happened.
    pub trace: Vec<Event>,
}

impl Report {
    /// How many schedules were run.
    #[must_use]
    pub const fn schedules(&self) -> u64 {
        self.schedules
    }

    /// How many steps they had, from one point to the next.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// How many of the schedules differ in more than the order of steps that have nothing to do with
    /// each other, if the strategy looks at that.
    #[must_use]
    pub const fn differing(&self) -> Option<u64> {
        self.differing
    }

    /// Whether all schedules that the strategy allows were covered and nothing was wrong.
    #[must_use]
    pub const fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// How long it took, with the search for a short schedule if something was wrong.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// What was wrong.
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
