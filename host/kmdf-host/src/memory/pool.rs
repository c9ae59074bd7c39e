//! The drivers' pool: every block with its tag, size and owner, and the freed blocks that are
//! watched.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::block::Block;
use super::freed::{Freed, Quarantine};
use crate::footprint::{Resource, change, look};
use crate::names::PoolTag;
use crate::points;

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
    /// Whether only the explored thread that allocated it can know its address.
    private: Cell<bool>,
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
        let number = self.made;
        let private = Cell::new(points::is_explored());
        self.blocks.insert(address, Allocation { number, memory, size, tag, driver, private });
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

    /// The memory of the blocks that several threads may know.
    pub(crate) fn memory(&self) -> impl Iterator<Item = &Block> {
        self.blocks.values().filter(|block| !block.private.get()).map(|block| &block.memory)
    }

    /// Addresses between which all private blocks lie; `None` if there is no private block.
    pub(crate) fn private(&self) -> Option<Range<usize>> {
        let mut private = self.blocks.iter().filter(|(_, block)| block.private.get());
        let first = private.next()?;
        let (start, last) = private.next_back().unwrap_or(first);
        Some(*first.0..start + last.size.max(1))
    }

    /// Notes that several threads may know an address. Returns the memory of the block that is
    /// private no longer.
    pub(crate) fn publish(&self, address: usize) -> Option<&Block> {
        let (start, block) = self.blocks.range(..=address).next_back()?;
        let leads_here = address < start + block.size.max(1);
        (leads_here && block.private.replace(false)).then_some(&block.memory)
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

#[cfg(test)]
mod tests {
    use super::Pool;

    const TAG: u32 = u32::from_le_bytes(*b"test");

    #[test]
    fn block_is_freed_once_and_with_its_tag() {
        let mut pool = Pool::default();
        let block = pool.allocate(0, TAG, 24).expect("memory");
        let refused = pool.free(block, Some(1));
        assert!(refused.is_err_and(|error| error.contains("allocated with 'test'")));
        assert!(pool.free(block, Some(TAG)).is_ok_and(|damaged| damaged.is_empty()));
        assert!(pool.free(block, None).is_err());
    }

    #[test]
    fn freed_memory_that_nobody_writes_to_is_undamaged() {
        let mut pool = Pool::default();
        let block = pool.allocate(0, TAG, 24).expect("memory");
        assert!(pool.free(block, None).is_ok());
        assert!(pool.inspect_freed().is_empty());
    }

    #[test]
    fn private_block_becomes_public_with_any_of_its_addresses() {
        for offset in [0, 1, 23] {
            let mut pool = Pool::default();
            let block = pool.allocate(0, TAG, 24).expect("memory");
            assert!(pool.private().is_none(), "no thread is explored");
            pool.blocks[&block].private.set(true);
            assert_eq!(pool.private(), Some(block..block + 24));
            assert_eq!(pool.memory().count(), 0);
            assert!(pool.publish(block - 1).is_none() && pool.publish(block + 24).is_none());
            assert!(pool.publish(block + offset).is_some());
            assert!(pool.private().is_none() && pool.publish(block).is_none());
            assert_eq!(pool.memory().count(), 1);
        }
    }
}
