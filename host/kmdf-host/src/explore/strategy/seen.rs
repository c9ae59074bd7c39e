//! The states that a search has seen, for all of its workers.
#![forbid(unsafe_code)]

use std::sync::Mutex;

use super::chooser::States;
use crate::explore::memory::{Halves, Table, lock};

/// The most parts of the table. Each has a lock of its own, so that workers seldom wait for one.
const PARTS: usize = 16;

/// The least memory for a part, in bytes.
const PART: usize = 64 << 10;

/// The states seen so far, as far as the memory reaches, with the fewest preemptions that led to each.
pub(super) struct Seen(Vec<Mutex<Halves<Table<u8>>>>);

impl Seen {
    /// No states, and room for states that take up to `limit` bytes.
    pub(super) fn within(limit: usize) -> Self {
        let parts = (limit / PART).clamp(1, PARTS);
        Self((0..parts).map(|_| Mutex::new(Halves::within(limit / parts))).collect())
    }

    /// The part of a state, by bits that the part's own tables do not use.
    fn part(&self, state: u64) -> &Mutex<Halves<Table<u8>>> {
        &self.0[(state >> 48) as usize % self.0.len()]
    }

    /// Whether a state was seen after so many preemptions, or fewer.
    pub(super) fn has(&self, state: u64, preemptions: u32) -> bool {
        has(&lock(self.part(state)), state, preemptions)
    }

    /// Notes a state. Returns whether it was new: not seen after so many preemptions, or fewer. A state
    /// after more preemptions than a table can say is always new.
    pub(super) fn note(&self, state: u64, preemptions: u32) -> bool {
        let mut part = lock(self.part(state));
        if has(&part, state, preemptions) {
            return false;
        }
        if let Ok(preemptions) = u8::try_from(preemptions) {
            part.make_room();
            part.younger.insert(state, preemptions);
        }
        true
    }

    /// How many states there are, and how many are forgotten.
    pub(super) fn states(&self) -> States {
        self.0.iter().fold(States::default(), |sum, part| {
            let part = lock(part);
            States {
                count: sum.count + part.len() as u64,
                bytes: sum.bytes + part.bytes(),
                forgotten: sum.forgotten + part.forgotten(),
            }
        })
    }
}

fn has(part: &Halves<Table<u8>>, state: u64, preemptions: u32) -> bool {
    part.find(|half| half.get(state)).is_some_and(|fewest| u32::from(fewest) <= preemptions)
}
