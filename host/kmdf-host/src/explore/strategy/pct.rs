//! Probabilistic concurrency testing: the highest priority runs, and falls at a few places.
#![forbid(unsafe_code)]

use super::chooser::Decision;
use super::drawn::Draw;
use crate::explore::hash::{Map, Numbers};

/// The way to draw.
#[derive(Clone)]
pub(super) struct Pct {
    numbers: Numbers,
    /// One more than the number of places at which a priority falls.
    depth: u32,
    priorities: Map<usize, u64>,
    /// The decisions at which the current process falls below all others.
    falls: Vec<u32>,
    decision: u32,
    /// The most decisions that a schedule of the block has had so far.
    longest: u32,
}

/// The number of decisions among which priorities fall in the first schedule of a block.
const SHORTEST: u32 = 16;

impl Pct {
    pub(super) fn new(depth: u32) -> Self {
        Self {
            numbers: Numbers::new(0),
            depth,
            priorities: Map::default(),
            falls: Vec::new(),
            decision: 0,
            longest: SHORTEST,
        }
    }
}

impl Draw for Pct {
    fn begin_block(&mut self, seed: u64) {
        (self.numbers, self.longest, self.decision) = (Numbers::new(seed), SHORTEST, 0);
    }

    fn begin(&mut self) {
        self.longest = self.longest.max(self.decision);
        self.decision = 0;
        self.priorities.clear();
        self.falls.clear();
        for _ in 1..self.depth {
            let place = self.numbers.below(self.longest as usize);
            self.falls.push(u32::try_from(place).unwrap_or(0));
        }
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        let falls = self.falls.iter().position(|place| *place == self.decision);
        self.decision += 1;
        for who in decision.choices {
            // New priorities are in the upper half of the numbers, fallen ones in the lower half.
            let drawn = self.numbers.next() | 1 << 63;
            self.priorities.entry(*who).or_insert(drawn);
        }
        if let (Some(place), Some(_)) = (falls, decision.state.current) {
            self.priorities.insert(decision.choices[0], place as u64);
        }
        let priority = |(_, who): &(usize, &usize)| self.priorities.get(*who).copied();
        decision.choices.iter().enumerate().max_by_key(priority).map_or(0, |(choice, _)| choice)
    }
}
