//! The explorer: runs a situation in one schedule after the other, until one fails or a limit is
//! reached.
#![forbid(unsafe_code)]

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::progress::Progress;
use super::report::{Replay, Report};
use super::run::Outcome;
use super::runs::Runs;
use super::search::Search;
use super::shard::Shard;
use super::stage::Stage;
use super::strategy::{Schedule, Strategy};

/// What hears of the progress of a search.
type OnProgress = Box<dyn Fn(&Progress)>;

/// Explores situations.
pub struct Explorer {
    pub(super) strategy: Strategy,
    pub(super) schedules: Option<u64>,
    pub(super) time: Option<Duration>,
    pub(super) interrupted: Option<Arc<AtomicBool>>,
    pub(super) prune: bool,
    pub(super) patience: Duration,
    pub(super) memory: usize,
    pub(super) shard: Option<Shard>,
    pub(super) progress: Option<OnProgress>,
}

impl fmt::Debug for Explorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explorer").field("strategy", &self.strategy).finish_non_exhaustive()
    }
}

/// Runs a situation in one schedule, whether it fails or not.
#[must_use]
pub fn replay(schedule: &Schedule, situation: &dyn Fn(&mut Stage)) -> Replay {
    Explorer::new(Strategy::exhaustive()).replay(schedule, situation)
}

impl Explorer {
    /// The memory of a search unless [`Explorer::memory`] says otherwise, in bytes: 1 GiB.
    pub const MEMORY: usize = 1 << 30;

    /// Explores with a strategy. A strategy that has no end needs a limit: [`Explorer::schedules`]
    /// or [`Explorer::time`].
    #[must_use]
    pub const fn new(strategy: Strategy) -> Self {
        Self {
            strategy,
            schedules: None,
            time: None,
            interrupted: None,
            prune: true,
            patience: Duration::ZERO,
            memory: Self::MEMORY,
            shard: None,
            progress: None,
        }
    }

    /// Stops after `limit` schedules.
    #[must_use]
    pub const fn schedules(mut self, limit: u64) -> Self {
        self.schedules = Some(limit);
        self
    }

    /// Stops at the end of the schedule in which `limit` is reached.
    #[must_use]
    pub const fn time(mut self, limit: Duration) -> Self {
        self.time = Some(limit);
        self
    }

    /// Treats no two states as the same, for drivers or threads that share state outside the
    /// machine.
    #[must_use]
    pub const fn without_pruning(mut self) -> Self {
        self.prune = false;
        self
    }

    /// Stops at the end of the schedule in which `flag` is set: for Ctrl-C, whose handler sets the flag.
    #[must_use]
    pub fn interrupted_by(mut self, flag: Arc<AtomicBool>) -> Self {
        self.interrupted = Some(flag);
        self
    }

    /// Limits how long a schedule may take, in real time. In a schedule beyond the limit, the driver
    /// crashes ([`Cause::Hang`](crate::Cause::Hang)): an endless loop without calls is that
    /// schedule's failure. Without effect on Windows.
    #[must_use]
    pub const fn patience(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    /// Limits the memory of the search to about `bytes`: for the states that it has seen, and for
    /// what it knows of their steps. At the limit the search forgets what it met longest ago. It still
    /// leaves out nothing, but runs again what it has forgotten, and [`Report::memory_met`] says so.
    #[must_use]
    pub const fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// Explores one shard's part of the schedules, for [`Report::part`].
    ///
    /// A drawn schedule belongs to a shard by its number, in blocks of 1,024. Other schedules belong to a shard
    /// by a few steps, which the shards find by the same 512 schedules at random; these are not counted. What
    /// comes before these steps is explored by every shard. [`Explorer::schedules`] limits drawn
    /// schedules by their number, and others for each shard.
    #[must_use]
    pub const fn shard(mut self, shard: Shard) -> Self {
        self.shard = Some(shard);
        self
    }

    /// Calls `report` with how far the search is: after a schedule, at most ten times a second, and
    /// after the last one.
    #[must_use]
    pub fn on_progress(mut self, report: impl Fn(&Progress) + 'static) -> Self {
        self.progress = Some(Box::new(report));
        self
    }

    /// [`replay`], within the explorer's patience.
    #[must_use]
    pub fn replay(&self, schedule: &Schedule, situation: &dyn Fn(&mut Stage)) -> Replay {
        let mut chooser = Strategy::replay(schedule.clone()).chooser(None);
        let (outcome, trace) =
            Runs::of(situation, self.patience, None).perform(&mut *chooser, true);
        let Outcome { complaints, schedule, .. } = outcome;
        Replay { complaints, schedule, trace }
    }

    /// Explores a situation until a schedule fails, every schedule is covered, or a limit is
    /// reached. `situation` sets the stage for each schedule; a panic in it is a failure, too.
    pub fn run(&self, situation: &dyn Fn(&mut Stage)) -> Report {
        Search::new(self, situation, None).run()
    }

    /// [`Explorer::run`] on several threads of the process. They share the schedules, and know the
    /// states that any of them has seen. Ends, verdict and shortest failing schedule are the same as on
    /// one thread. [`Report::schedules`] may differ: which of two orders that lead to one state runs
    /// first depends on the threads.
    pub fn run_on(&self, threads: usize, situation: &(dyn Fn(&mut Stage) + Sync)) -> Report {
        let several = (threads > 1).then_some((threads, situation));
        Search::new(self, situation, several).run()
    }
}
