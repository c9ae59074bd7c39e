//! Strategies: the ways to choose what runs next.
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
    /// Every schedule, except those that only lead to states from which everything was covered.
    #[must_use]
    pub const fn exhaustive() -> Self {
        Self(Kind::Exhaustive)
    }

    /// Every schedule with at most `limit` preemptions. A preemption lets something else run
    /// although the current thread could continue. A thread that blocks or ends, or a timer that
    /// expires, is not a preemption.
    #[must_use]
    pub const fn preemptions(limit: u32) -> Self {
        Self(Kind::Preemptions(limit))
    }

    /// At each decision a random choice, all equally likely.
    #[must_use]
    pub const fn random(seed: u64) -> Self {
        Self(Kind::Random { seed })
    }

    /// Probabilistic concurrency testing: the thread with the highest priority runs. Priorities are
    /// random, and the running thread's is lowered at `depth - 1` random places. The paper gives a
    /// lower bound for the probability that a schedule shows a bug which needs `depth` constraints
    /// on the order (Burckhardt and others, "A Randomized Scheduler with Probabilistic Guarantees
    /// of Finding Bugs", 2010).
    #[must_use]
    pub const fn pct(seed: u64, depth: u32) -> Self {
        Self(Kind::Pct { seed, depth })
    }

    /// One schedule only.
    #[must_use]
    pub const fn replay(schedule: Schedule) -> Self {
        Self(Kind::Replay(schedule))
    }

    /// The chooser. With a limit in bytes for the states that it has seen, it prunes.
    pub(super) fn chooser(&self, memory: Option<usize>) -> Box<dyn Chooser> {
        match &self.0 {
            Kind::Exhaustive => Box::new(DepthFirst::new(None, memory)),
            Kind::Preemptions(limit) => Box::new(DepthFirst::new(Some(*limit), memory)),
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
