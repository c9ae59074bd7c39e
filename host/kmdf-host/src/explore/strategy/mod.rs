//! Strategies: the ways to choose what runs next.
#![forbid(unsafe_code)]

mod chooser;
mod depth_first;
mod drawn;
mod node;
mod parts;
mod pct;
mod random;
mod replay;
mod schedule;
mod seen;
mod slice;
mod work;

use std::fmt;
use std::sync::Arc;

pub(super) use self::chooser::{Chooser, Decision, State, Taken};
use self::depth_first::Tree;
use self::drawn::{Blocks, Range};
use self::pct::Pct;
use self::random::Random;
use self::replay::Once;
pub use self::schedule::{ParseScheduleError, Schedule};
pub(super) use self::slice::{Division, Mark, Slice};
pub(super) use self::work::Work;
use super::shard::Shard;

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

    /// Whether it searches a tree of choices, whose schedules have no numbers.
    pub(super) const fn has_tree(&self) -> bool {
        matches!(self.0, Kind::Exhaustive | Kind::Preemptions(_))
    }

    /// The work of a search with at most `schedules` schedules. With a limit in bytes for the states
    /// that the search has seen, it prunes. With a slice, it has a shard's schedules only.
    pub(super) fn work(
        &self,
        memory: Option<usize>,
        schedules: Option<u64>,
        slice: Option<Slice>,
    ) -> Arc<dyn Work> {
        let shard = slice.as_ref().map_or(Shard::WHOLE, |slice| slice.shard);
        let drawn = Range { limit: schedules, shard };
        match &self.0 {
            Kind::Exhaustive => Arc::new(Tree::new(None, memory, slice)),
            Kind::Preemptions(limit) => Arc::new(Tree::new(Some(*limit), memory, slice)),
            Kind::Random { seed } => Arc::new(Blocks::new(*seed, Random::new(), drawn)),
            Kind::Pct { seed, depth } => Arc::new(Blocks::new(*seed, Pct::new(*depth), drawn)),
            Kind::Replay(schedule) => Arc::new(Once::new(schedule.clone())),
        }
    }

    /// The chooser of a search that has one worker and no limit.
    pub(super) fn chooser(&self, memory: Option<usize>) -> Box<dyn Chooser> {
        self.work(memory, None, None).chooser()
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
