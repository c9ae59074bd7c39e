//! Random: at each decision a random choice, all equally likely.
#![forbid(unsafe_code)]

use super::chooser::{Chooser, Decision};
use crate::explore::hash::Numbers;

/// The chooser.
pub(super) struct Random {
    numbers: Numbers,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self { numbers: Numbers::new(seed) }
    }
}

impl Chooser for Random {
    fn begin(&mut self) -> bool {
        true
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        self.numbers.below(decision.choices.len())
    }
}
