//! What the workers of a search share.
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use super::memory::{Kept, Table, lock};
use super::processes::Numbering;
use super::progress::Progress;
use super::run::Outcome;
use super::strategy::Work;

/// A schedule that failed.
pub(super) struct Failed {
    /// Its number, from 0.
    pub(super) number: u64,
    pub(super) outcome: Outcome,
    /// Its choices.
    pub(super) made: Vec<usize>,
}

/// What the workers share.
pub(super) struct Shared {
    pub(super) work: Arc<dyn Work>,
    pub(super) numbering: Numbering,
    /// Whether the search prunes.
    pub(super) prune: bool,
    pub(super) patience: Duration,
    /// The memory of each worker for the ways of steps, in bytes.
    pub(super) ways: usize,
    /// The most schedules.
    pub(super) limit: Option<u64>,
    /// When no schedule begins any more.
    pub(super) deadline: Option<Instant>,
    /// Once set, no schedule begins any more.
    pub(super) interrupted: Option<Arc<AtomicBool>>,
    pub(super) schedules: AtomicU64,
    pub(super) steps: AtomicU64,
    pub(super) ends: Mutex<Ends>,
    /// The call with which the driver handed on memory that the host does not see.
    pub(super) hidden: OnceLock<&'static str>,
    failed: Mutex<Option<Failed>>,
    /// The bytes that the workers take for the ways of steps, and how many ways they have forgotten.
    pub(super) ways_bytes: AtomicUsize,
    pub(super) ways_forgotten: AtomicU64,
}

/// The ends of the schedules that differ.
#[derive(Default)]
pub(super) struct Ends {
    /// `None` if they are not counted.
    pub(super) all: Option<Table<()>>,
    /// The most memory for them, in bytes.
    pub(super) limit: usize,
    /// Whether there was no memory to count them.
    pub(super) uncounted: bool,
}

impl Ends {
    /// Counts an end, if it differs from the others and while there is memory.
    pub(super) fn count(&mut self, end: u64) {
        let Some(ends) = &mut self.all else { return };
        ends.insert(end, ());
        if ends.bytes() > self.limit {
            (self.all, self.uncounted) = (None, true);
        }
    }

    fn bytes(&self) -> usize {
        self.all.as_ref().map_or(0, Kept::bytes)
    }
}

impl Shared {
    /// The work of a search without a limit.
    pub(super) fn of(work: Arc<dyn Work>, prune: bool, patience: Duration) -> Self {
        Self {
            work,
            numbering: Numbering::default(),
            prune,
            patience,
            ways: 0,
            limit: None,
            deadline: None,
            interrupted: None,
            schedules: AtomicU64::new(0),
            steps: AtomicU64::new(0),
            ends: Mutex::default(),
            hidden: OnceLock::new(),
            failed: Mutex::default(),
            ways_bytes: AtomicUsize::new(0),
            ways_forgotten: AtomicU64::new(0),
        }
    }

    /// Counts a schedule that is about to run, and returns its number, unless a limit is reached.
    pub(super) fn claim(&self) -> Option<u64> {
        let is_late = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if is_late || self.interrupted.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return None;
        }
        let more = |count: u64| self.limit.is_none_or(|limit| count < limit).then_some(count + 1);
        self.schedules.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()
    }

    /// Notes a schedule that failed. The one with the lowest number counts.
    pub(super) fn fail(&self, failed: Failed) {
        let mut first = lock(&self.failed);
        if first.as_ref().is_none_or(|first| failed.number < first.number) {
            *first = Some(failed);
        }
    }

    /// Takes the schedule that failed.
    pub(super) fn take_failed(&self) -> Option<Failed> {
        lock(&self.failed).take()
    }

    /// How far the search is.
    pub(super) fn progress(&self) -> Progress {
        let (seen, ends) = (self.work.states(), lock(&self.ends).bytes());
        let bytes = (seen.bytes + self.ways_bytes.load(Ordering::Relaxed) + ends) as u64;
        Progress { schedules: self.schedules.load(Ordering::Relaxed), states: seen.count, bytes }
    }
}
