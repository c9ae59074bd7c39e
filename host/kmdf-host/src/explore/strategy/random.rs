//! Random: at each decision any choice, with equal chances.
#![forbid(unsafe_code)]

use super::{Chooser, Decision};
use crate::explore::order::mix;

/// Numbers that look random, the same ones for a seed.
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self(mix(seed, 0))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(0, self.0)
    }

    /// A number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let product = u128::from(self.next()) * limit as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }
}

/// The choices.
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
