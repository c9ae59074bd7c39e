//! The parts of a search that wait for a worker.
//!
//! A worker explores its part depth first. While another worker has none, the worker gives away the
//! choices of its part that are nearest to the beginning, and most schedules are behind these.
#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use crate::explore::memory::lock;

/// The parts.
pub(super) struct Parts<P> {
    waiting: Mutex<Waiting<P>>,
    changed: Condvar,
    /// Whether more workers than parts wait.
    wanted: AtomicBool,
    stopped: AtomicBool,
}

struct Waiting<P> {
    parts: VecDeque<P>,
    /// How many workers wait.
    workers: usize,
    /// How many parts wait or are with a worker.
    unfinished: usize,
}

impl<P> Parts<P> {
    /// These parts.
    pub(super) fn of(parts: Vec<P>) -> Self {
        let unfinished = parts.len();
        Self {
            waiting: Mutex::new(Waiting { parts: parts.into(), workers: 0, unfinished }),
            changed: Condvar::new(),
            wanted: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        }
    }

    /// Takes a part. Waits while there is none and other workers may give some; `None` if there will be
    /// none.
    pub(super) fn take(&self) -> Option<P> {
        let mut waiting = lock(&self.waiting);
        while !self.is_stopped() && waiting.unfinished > 0 {
            if let Some(part) = waiting.parts.pop_front() {
                return Some(part);
            }
            waiting.workers += 1;
            self.note_wanted(&waiting);
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            waiting.workers -= 1;
            self.note_wanted(&waiting);
        }
        None
    }

    /// Whether a worker waits for a part.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }

    /// Adds a part.
    pub(super) fn give(&self, part: P) {
        let mut waiting = lock(&self.waiting);
        waiting.parts.push_back(part);
        waiting.unfinished += 1;
        self.note_wanted(&waiting);
        drop(waiting);
        self.changed.notify_one();
    }

    /// Notes that a worker has explored its part.
    pub(super) fn finish(&self) {
        let mut waiting = lock(&self.waiting);
        waiting.unfinished -= 1;
        let is_last = waiting.unfinished == 0;
        drop(waiting);
        if is_last {
            self.changed.notify_all();
        }
    }

    /// Ends the search, even if there are parts.
    pub(super) fn stop(&self) {
        let waiting = lock(&self.waiting);
        self.stopped.store(true, Ordering::Relaxed);
        drop(waiting);
        self.changed.notify_all();
    }

    /// Whether the search was ended.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Whether all parts are explored.
    pub(super) fn are_finished(&self) -> bool {
        lock(&self.waiting).unfinished == 0
    }

    fn note_wanted(&self, waiting: &Waiting<P>) {
        self.wanted.store(waiting.workers > waiting.parts.len(), Ordering::Relaxed);
    }
}
