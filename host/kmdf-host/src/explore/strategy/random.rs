//! Random: at each decision a random choice, all equally likely.
#![forbid(unsafe_code)]

use super::chooser::Decision;
use super::drawn::Draw;
use crate::explore::hash::Numbers;

/// The way to draw.
#[derive(Clone)]
pub(super) struct Random {
    numbers: Numbers,
}

impl Random {
    pub(super) fn new() -> Self {
        Self { numbers: Numbers::new(0) }
    }
}

impl Draw for Random {
    fn begin_block(&mut self, seed: u64) {
        self.numbers = Numbers::new(seed);
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        self.numbers.below(decision.choices.len())
    }
}
