//! The simulated threads of all schedules of a situation, by numbers that stay the same from one
//! schedule to the next.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::hash::{Hash, Hasher};

use super::hash::{Mixer, Salt};
use crate::machine::Deferred;

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Process {
    /// A thread of the stage, by its number.
    Staged(usize),
    /// A DPC or work item, and which of its starts this is, from 1.
    Deferred(Deferred, usize),
    /// The clock.
    Clock,
}

impl Process {
    /// The hash before its first step, the same in all explorations of a situation.
    pub(super) fn beginning(self) -> u64 {
        let mut mixer = Mixer::default();
        self.hash(&mut mixer);
        Salt::First.mix(mixer.finish())
    }
}

/// Added to a process's number if the call that it is about to make fails.
const FAILS: usize = 1 << 24;

/// The number for a process whose next call fails.
pub(super) const fn failing(process: usize) -> usize {
    process | FAILS
}

/// The processes that have run so far. The number of one is its index.
#[derive(Debug, Default)]
pub(super) struct Processes(RefCell<Vec<Process>>);

impl Processes {
    /// The number of a process.
    pub(super) fn number(&self, process: Process) -> usize {
        let mut seen = self.0.borrow_mut();
        seen.iter().position(|known| *known == process).unwrap_or_else(|| {
            seen.push(process);
            seen.len() - 1
        })
    }
}
