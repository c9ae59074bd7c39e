//! Who goes on: the ways to choose.
#![forbid(unsafe_code)]

mod chooser;
mod depth_first;
mod pct;
mod random;
mod replay;
mod schedule;

use std::fmt;

pub(super) use self::chooser::{Chooser, Decision, State};
use self::depth_first::DepthFirst;
use self::pct::Pct;
use self::random::Random;
use self::replay::Replay;
pub use self::schedule::{ParseScheduleError, Schedule};

/// How schedules are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Exhaustive,
    Preemptions(u32),
    Random { seed: u64 },
    Pct { seed: u64, depth: u32 },
    Replay(Schedule),
}

impl Strategy {
    /// Every schedule, but those that only lead to states from which all has been covered.
    #[must_use]
    pub const fn exhaustive() -> Self {
        Self(Kind::Exhaustive)
    }

    /// Every schedule in which so many threads at most are preempted: made to wait although they
    /// could go on. That a thread waits, ends, or that a timer expires, counts for nothing.
    #[must_use]
    pub const fn preemptions(limit: u32) -> Self {
        Self(Kind::Preemptions(limit))
    }

    /// At each decision any choice, with equal chances.
    #[must_use]
    pub const fn random(seed: u64) -> Self {
        Self(Kind::Random { seed })
    }

    /// Probabilistic concurrency testing: the thread of the highest priority runs; priorities are
    /// drawn, and lowered at `depth - 1` places that are drawn. A mistake that takes `depth`
    /// constraints on the order is found with a chance that does not vanish with the number of
    /// threads (Burckhardt and others, "A Randomized Scheduler with Probabilistic Guarantees of
    /// Finding Bugs", 2010).
    #[must_use]
    pub const fn pct(seed: u64, depth: u32) -> Self {
        Self(Kind::Pct { seed, depth })
    }

    /// One schedule.
    #[must_use]
    pub const fn replay(schedule: Schedule) -> Self {
        Self(Kind::Replay(schedule))
    }

    pub(super) fn chooser(&self, prune: bool) -> Box<dyn Chooser> {
        match &self.0 {
            Kind::Exhaustive => Box::new(DepthFirst::new(None, prune)),
            Kind::Preemptions(limit) => Box::new(DepthFirst::new(Some(*limit), prune)),
            Kind::Random { seed } => Box::new(Random::new(*seed)),
            Kind::Pct { seed, depth } => Box::new(Pct::new(*seed, *depth)),
            Kind::Replay(schedule) => Box::new(Replay::new(schedule.clone())),
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Exhaustive => f.write_str("exhaustive"),
            Kind::Preemptions(limit) => write!(f, "exhaustive up to {limit} preemptions"),
            Kind::Random { seed } => write!(f, "random, seed {seed}"),
            Kind::Pct { seed, depth } => write!(f, "PCT of depth {depth}, seed {seed}"),
            Kind::Replay(schedule) => write!(f, "replay of {schedule}"),
        }
    }
}
