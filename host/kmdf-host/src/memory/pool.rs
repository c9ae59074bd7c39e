//! The drivers' pool: every block with its tag, size and owner, and the freed blocks that are
//! watched.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::collections::BTreeMap;

use super::block::Block;
use super::freed::{Freed, Quarantine};
use crate::footprint::{Resource, change, look};
use crate::names::PoolTag;

/// Room before each block, for the allocator's mark.
pub(crate) const PREFIX: usize = 16;

/// A block of pool.
struct Allocation {
    /// The number of the allocation, for an order that does not depend on addresses.
    number: u64,
    memory: Block,
    size: usize,
    tag: u32,
    driver: usize,
    /// Whether it was ever reachable from a driver's contexts, so that several threads may know it.
    published: Cell<bool>,
}

/// A machine's pool.
#[derive(Default)]
pub(crate) struct Pool {
    blocks: BTreeMap<usize, Allocation>,
    made: u64,
    quarantine: Quarantine,
}

impl Pool {
    /// Allocates zeroed memory and returns its address; `None` for a size that no machine has.
    pub(crate) fn allocate(&mut self, driver: usize, tag: u32, size: usize) -> Option<usize> {
        look(Resource::POOL);
        let memory = Block::try_zeroed(size.checked_add(PREFIX)?)?;
        let address = memory.address() + PREFIX;
        self.made += 1;
        let (number, published) = (self.made, Cell::new(false));
        self.blocks.insert(address, Allocation { number, memory, size, tag, driver, published });
        Some(address)
    }

    /// Frees a block. `Err` says what is wrong with the address or the tag; `Ok` lists freed memory
    /// that turned out to have been written to.
    pub(crate) fn free(&mut self, address: usize, tag: Option<u32>) -> Result<Vec<Freed>, String> {
        look(Resource::POOL);
        let Some(block) = self.blocks.get(&address) else {
            return Err("no allocated block begins at the address".into());
        };
        let (name, size) = (PoolTag(block.tag), block.size);
        if let Some(tag) = tag.filter(|tag| *tag != block.tag) {
            return Err(format!("freed with tag '{}', allocated with '{name}'", PoolTag(tag)));
        }
        let Some(block) = self.blocks.remove(&address) else { return Ok(Vec::new()) };
        if block.published.get() {
            change(Resource::DRIVER_MEMORY);
        }
        Ok(self.quarantine.take(block.memory, Freed::Pool(name, size)))
    }

    /// Watches memory of the framework whose address a driver has and which the driver must no
    /// longer use.
    pub(crate) fn retire(&mut self, memory: Block, what: Freed) -> Vec<Freed> {
        self.quarantine.take(memory, what)
    }

    /// Checks all freed memory for writes, and stops watching it.
    pub(crate) fn inspect_freed(&mut self) -> Vec<Freed> {
        self.quarantine.inspect()
    }

    /// How many blocks exist, and how many freed ones are watched.
    pub(crate) fn kept(&self) -> (usize, usize) {
        (self.blocks.len(), self.quarantine.len())
    }

    /// The contents of the block that contains an address. The driver keeps the address where all
    /// its threads can read it, so that the block is published.
    pub(crate) fn block_at(&self, address: usize) -> Option<&[u8]> {
        let (start, block) = self.blocks.range(..=address).next_back()?;
        let bytes = block.memory.bytes().get(PREFIX..PREFIX + block.size)?;
        (address < start + block.size).then(|| {
            block.published.set(true);
            bytes
        })
    }

    /// The blocks that exist, oldest first: tag and size.
    pub(crate) fn census(&self) -> Vec<(String, usize)> {
        self.oldest_first(|_| true)
            .into_iter()
            .filter_map(|address| self.blocks.get(&address))
            .map(|block| (PoolTag(block.tag).to_string(), block.size))
            .collect()
    }

    /// The addresses of the blocks that `fits` accepts, oldest first.
    fn oldest_first(&self, fits: impl Fn(&Allocation) -> bool) -> Vec<usize> {
        change(Resource::POOL);
        let mut found: Vec<_> = self.blocks.iter().filter(|(_, block)| fits(block)).collect();
        found.sort_unstable_by_key(|(_, block)| block.number);
        found.into_iter().map(|(address, _)| *address).collect()
    }

    /// Removes the blocks that a driver left behind. Returns their tags and sizes, oldest first.
    pub(crate) fn left_by(&mut self, driver: usize) -> Vec<(String, usize)> {
        self.oldest_first(|block| block.driver == driver)
            .iter()
            .filter_map(|address| self.blocks.remove(address))
            .map(|block| (PoolTag(block.tag).to_string(), block.size))
            .collect()
    }
}
