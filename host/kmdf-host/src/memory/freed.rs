//! Freed memory that is kept for a while, to detect accesses to it.
#![forbid(unsafe_code)]

use std::collections::{BTreeMap, VecDeque};

use super::block::{Block, Damage};
use super::origin::Origin;
use super::purpose::Purpose;

/// What freed memory is filled with.
const POISON: u8 = 0xDD;

/// Freed memory to compare with, filled once: to fill an array for each block would take longer than
/// to compare.
static POISONED: [u8; 4096] = [POISON; 4096];

/// A write where the driver may not write, found later in the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misuse {
    /// To freed memory.
    AfterFree,
    /// Around a block.
    Around(Damage),
}

/// Memory of a driver that was misused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misused {
    pub(crate) how: Misuse,
    pub(crate) purpose: Purpose,
    pub(crate) allocated: Origin,
    pub(crate) freed: Origin,
}

/// A freed block.
pub(crate) struct Freed {
    pub(crate) memory: Block,
    pub(crate) purpose: Purpose,
    /// Who freed it.
    pub(crate) by: Origin,
}

impl Freed {
    fn misused(&self, how: Misuse) -> Misused {
        let (purpose, allocated, freed) = (self.purpose, self.memory.origin(), self.by);
        Misused { how, purpose, allocated, freed }
    }
}

/// Freed memory.
#[derive(Default)]
pub(crate) struct Quarantine {
    /// Oldest first.
    blocks: VecDeque<Freed>,
    /// The numbers of the blocks, by their addresses.
    numbers: BTreeMap<usize, usize>,
    /// The number of the oldest block.
    first: usize,
    bytes: usize,
}

impl Quarantine {
    /// The most bytes of freed memory that are kept, each block with its [`OVERHEAD`](Self::OVERHEAD).
    pub(crate) const LIMIT: usize = 8 << 20;

    /// What keeping a block costs beside its bytes: its entries, and the allocator's header. Without
    /// this share small blocks would take many times the limit.
    pub(crate) const OVERHEAD: usize = 128;

    fn cost(memory: &Block) -> usize {
        memory.size() + Self::OVERHEAD
    }

    /// How many blocks are kept.
    pub(super) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Takes freed memory; in special pool, nobody can use the memory then. Returns the damage around
    /// the memory, and the older blocks that leave and were written to.
    pub(super) fn take(&mut self, memory: Block, purpose: Purpose, by: Origin) -> Vec<Misused> {
        let mut misused = Vec::new();
        if memory.length() == 0 && !matches!(purpose, Purpose::Pool(..)) {
            return misused;
        }
        let mut freed = Freed { memory, purpose, by };
        freed.memory.set_accessible(true);
        if let Some(damage) = freed.memory.damage() {
            misused.push(freed.misused(Misuse::Around(damage)));
        }
        if !freed.memory.set_accessible(false) {
            freed.memory.bytes_mut().fill(POISON);
        }
        self.bytes += Self::cost(&freed.memory);
        self.numbers.insert(freed.memory.address(), self.first + self.blocks.len());
        self.blocks.push_back(freed);
        while self.bytes > Self::LIMIT {
            misused.extend(self.evict());
        }
        misused
    }

    /// The freed block near an address.
    pub(super) fn near(&self, address: usize) -> Option<&Freed> {
        let before = self.numbers.range(..=address).next_back();
        let after = self.numbers.range(address..).next();
        let both = before.into_iter().chain(after);
        let mut both = both.filter_map(|(_, number)| self.blocks.get(number - self.first));
        both.find(|freed| freed.memory.is_near(address))
    }

    /// Checks all blocks for writes, and stops watching them. Returns those that were written to.
    pub(super) fn inspect(&mut self) -> Vec<Misused> {
        let mut misused = Vec::new();
        while !self.blocks.is_empty() {
            misused.extend(self.evict());
        }
        misused
    }

    fn evict(&mut self) -> Option<Misused> {
        let freed = self.blocks.pop_front()?;
        self.first += 1;
        self.numbers.remove(&freed.memory.address());
        self.bytes -= Self::cost(&freed.memory);
        if freed.memory.is_special() {
            return None;
        }
        let untouched = |chunk: &[u8]| chunk == &POISONED[..chunk.len()];
        let is_untouched = freed.memory.bytes().chunks(POISONED.len()).all(untouched);
        (!is_untouched).then(|| freed.misused(Misuse::AfterFree))
    }
}
