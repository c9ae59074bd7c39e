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
    /// A DPC or work item, and how often it has been started before, itself included.
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

/// Added to a process's number where the call that it is about to make fails.
const FAILS: usize = 1 << 24;

/// A process that goes on with a call that fails.
pub(super) const fn failing(process: usize) -> usize {
    process | FAILS
}

/// The processes that were met, whose numbers are their places.
#[derive(Debug, Default)]
pub(super) struct Processes(RefCell<Vec<Process>>);

impl Processes {
    /// The number of a process.
    pub(super) fn number(&self, process: Process) -> usize {
        let mut met = self.0.borrow_mut();
        met.iter().position(|known| *known == process).unwrap_or_else(|| {
            met.push(process);
            met.len() - 1
        })
    }
}
