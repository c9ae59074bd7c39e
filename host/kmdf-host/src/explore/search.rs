//! A search: the schedules of one exploration, on one thread or on several.
#![forbid(unsafe_code)]

use std::panic::resume_unwind;
use std::sync::atomic::Ordering;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::divide::slice;
use super::explorer::Explorer;
use super::memory::{Kept, Memory, Table, lock};
use super::report::{Failure, Forgotten, Report};
use super::runs::Runs;
use super::shared::{Ends, Failed, Shared};
use super::shrink::explain;
use super::stage::Stage;
use super::strategy::Slice;
use super::worker::work_through;

/// The least time between two reports of progress.
const PAUSE: Duration = Duration::from_millis(100);

/// A situation that several threads can set, and the number of threads.
pub(super) type Threads<'a> = (usize, &'a (dyn Fn(&mut Stage) + Sync));

/// A search.
pub(super) struct Search<'a> {
    explorer: &'a Explorer,
    situation: &'a dyn Fn(&mut Stage),
    /// If it has more threads than one.
    threads: Option<Threads<'a>>,
    start: Instant,
    memory: Memory,
    /// The part of the schedules, if the explorer has a shard.
    slice: Option<Slice>,
}

impl<'a> Search<'a> {
    /// A search that has not begun.
    pub(super) fn new(
        explorer: &'a Explorer,
        situation: &'a dyn Fn(&mut Stage),
        threads: Option<Threads<'a>>,
    ) -> Self {
        let (memory, start) = (Memory::of(explorer.memory), Instant::now());
        let slice = explorer.shard.map(|shard| slice(explorer, shard, situation));
        Self { explorer, situation, threads, start, memory, slice }
    }

    /// Runs schedules until one fails, every schedule is covered, or a limit is reached.
    pub(super) fn run(self) -> Report {
        let mut shared = self.shared(self.explorer.prune);
        self.work(&shared);
        let mut failed = shared.take_failed();
        let hidden = shared.hidden.get().copied();
        if hidden.is_some() && failed.is_none() {
            // From the beginning, without leaving out anything.
            let before = shared;
            shared = self.shared(false);
            shared.schedules = before.schedules;
            shared.steps = before.steps;
            self.work(&shared);
            failed = shared.take_failed();
        }
        self.report_progress(&shared);
        let report = self.report(&shared, hidden, failed.is_some());
        let prune = shared.prune && hidden.is_none();
        // The search for a shorter schedule has states of its own.
        drop(shared);
        let failure = failed.map(|failed| self.explain(failed, prune));
        Report { failure, elapsed: self.start.elapsed(), ..report }
    }

    /// What the workers of a search share.
    fn shared(&self, prune: bool) -> Shared {
        let Explorer { strategy, schedules, time, patience, .. } = self.explorer;
        let work =
            strategy.work(prune.then_some(self.memory.states), *schedules, self.slice.clone());
        let counts = work.tells_states_apart() && prune == self.explorer.prune;
        let all = counts.then(Table::default);
        let ends = Ends { all, limit: self.memory.ends, uncounted: false };
        let mut shared = Shared::of(work, prune, *patience);
        shared.ways = self.memory.ways / self.threads.map_or(1, |(threads, _)| threads);
        shared.limit = *schedules;
        shared.deadline = time.and_then(|time| self.start.checked_add(time));
        shared.interrupted.clone_from(&self.explorer.interrupted);
        shared.ends = Mutex::new(ends);
        shared
    }

    fn work(&self, shared: &Shared) {
        if let Some((threads, situation)) = self.threads {
            self.work_on(shared, threads, situation);
            return;
        }
        let mut told = self.start;
        work_through(shared, self.situation, || {
            if told.elapsed() >= PAUSE {
                told = Instant::now();
                self.report_progress(shared);
            }
        });
    }

    /// Works on several threads, and reports their progress.
    fn work_on(&self, shared: &Shared, threads: usize, situation: &(dyn Fn(&mut Stage) + Sync)) {
        let (working, changed) = (Mutex::new(threads), Condvar::new());
        let worker = || {
            let _end = AtEnd(|| {
                if thread::panicking() {
                    shared.work.stop();
                }
                *lock(&working) -= 1;
                changed.notify_all();
            });
            work_through(shared, situation, || ());
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
            let mut left = lock(&working);
            while *left > 0 {
                let waited = changed.wait_timeout(left, PAUSE);
                let (now, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
                left = now;
                if timeout.timed_out() {
                    self.report_progress(shared);
                }
            }
            drop(left);
            for worker in workers {
                worker.join().unwrap_or_else(|panic| resume_unwind(panic));
            }
        });
    }

    fn report_progress(&self, shared: &Shared) {
        if let Some(report) = &self.explorer.progress {
            report(&shared.progress());
        }
    }

    /// The report without the failure.
    fn report(&self, shared: &Shared, hidden: Option<&'static str>, has_failed: bool) -> Report {
        let ends = lock(&shared.ends);
        let forgotten = Forgotten {
            limit: self.explorer.memory as u64,
            states: shared.work.states().forgotten,
            ways: shared.ways_forgotten.load(Ordering::Relaxed),
            ends: ends.uncounted,
        };
        Report {
            schedules: shared.schedules.load(Ordering::Relaxed),
            steps: shared.steps.load(Ordering::Relaxed),
            differing: ends.all.as_ref().map(|ends| ends.len() as u64),
            ends: ends.all.as_ref().filter(|_| self.slice.is_some()).map(Table::hashes),
            exhausted: !has_failed && shared.work.is_exhausted(),
            hidden,
            forgotten,
            failure: None,
            elapsed: Duration::ZERO,
        }
    }

    /// Finds a short schedule that fails, the same one with any number of threads.
    fn explain(&self, failed: Failed, prune: bool) -> Failure {
        let Explorer { strategy, schedules, patience, .. } = self.explorer;
        let [states, ways] =
            [self.memory.states, self.memory.ways].map(|bytes| prune.then_some(bytes));
        let mut runs = Runs::of(self.situation, *patience, ways);
        // Which schedule fails first depends on the threads, unless schedules have numbers.
        let first_of_one_thread = || {
            let work = strategy.work(states, *schedules, self.slice.clone());
            if self.threads.is_none() || !work.tells_states_apart() {
                return None;
            }
            let mut shared = Shared::of(work, prune, *patience);
            (shared.ways, shared.limit) = (self.memory.ways, *schedules);
            work_through(&shared, self.situation, || ());
            shared.take_failed()
        };
        explain(&mut runs, states, failed, strategy.has_tree(), first_of_one_thread)
    }
}

/// Does something at its end, also if that is a panic.
struct AtEnd<F: FnMut()>(F);

impl<F: FnMut()> Drop for AtEnd<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
