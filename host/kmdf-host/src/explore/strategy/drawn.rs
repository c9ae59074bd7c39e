//! Schedules that are drawn: in blocks, of which each has pseudo-random numbers of its own. So a
//! schedule depends on its number alone, and not on the worker that runs the schedule.
#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::chooser::{Chooser, Decision};
use super::work::Work;
use crate::explore::hash::mix;
use crate::explore::shard::Shard;

/// The number of schedules in a block.
const BLOCK: u64 = 1024;

/// A way to draw schedules.
pub(super) trait Draw: Clone + Send + Sync {
    /// Begins a block with the numbers of a seed.
    fn begin_block(&mut self, seed: u64);
    /// Begins a schedule.
    fn begin(&mut self) {}
    /// Chooses.
    fn choose(&mut self, decision: &Decision<'_>) -> usize;
}

/// Which schedules to draw.
pub(super) struct Range {
    /// The number of the first schedule that does not run.
    pub(super) limit: Option<u64>,
    /// The shard, which takes turns with the others block by block.
    pub(super) shard: Shard,
}

/// The blocks of a search.
pub(super) struct Blocks<D> {
    seed: u64,
    draw: D,
    shard: Shard,
    /// The next block.
    next: AtomicU64,
    /// The number of the first schedule that does not run.
    limit: AtomicU64,
}

impl<D> Blocks<D> {
    /// The blocks of a seed.
    pub(super) fn new(seed: u64, draw: D, Range { limit, shard }: Range) -> Self {
        let limit = AtomicU64::new(limit.unwrap_or(u64::MAX));
        let next = AtomicU64::new(u64::from(shard.number() - 1));
        Self { seed, draw, shard, next, limit }
    }

    fn limit(&self) -> u64 {
        self.limit.load(Ordering::Relaxed)
    }
}

impl<D: Draw + 'static> Work for Blocks<D> {
    fn chooser(self: Arc<Self>) -> Box<dyn Chooser> {
        let draw = self.draw.clone();
        Box::new(Drawn { blocks: self, block: 0..0, number: 0, draw })
    }

    fn stop(&self) {
        self.limit.store(0, Ordering::Relaxed);
    }

    fn stop_after(&self, number: u64) {
        self.limit.fetch_min(number, Ordering::Relaxed);
    }
}

/// A worker's chooser.
struct Drawn<D> {
    blocks: Arc<Blocks<D>>,
    /// The schedules of its block that have not begun.
    block: std::ops::Range<u64>,
    number: u64,
    draw: D,
}

impl<D: Draw> Chooser for Drawn<D> {
    fn begin(&mut self) -> bool {
        let limit = self.blocks.limit();
        if self.block.is_empty() || self.block.start >= limit {
            let step = u64::from(self.blocks.shard.count());
            let block = self.blocks.next.fetch_add(step, Ordering::Relaxed);
            let first = block.saturating_mul(BLOCK);
            if first >= limit {
                return false;
            }
            self.block = first..first.saturating_add(BLOCK);
            let seed = self.blocks.seed;
            self.draw.begin_block(if block == 0 { seed } else { mix(seed, block) });
        }
        self.number = self.block.start;
        self.block.start += 1;
        self.draw.begin();
        true
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        self.draw.choose(decision)
    }

    fn number(&self) -> Option<u64> {
        Some(self.number)
    }
}
