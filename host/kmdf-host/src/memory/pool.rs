//! The drivers' pool: every block with its tag, size and owner, and the freed blocks that are
//! watched.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::block::Block;
use super::freed::{Freed, Misused, Quarantine};
use super::origin::Origin;
use super::purpose::Purpose;
use crate::footprint::{Resource, change, look};
use crate::names::PoolTag;
use crate::points;

/// A block of pool.
struct Allocation {
    /// The number of the allocation, for an order that does not depend on addresses.
    number: u64,
    memory: Block,
    owner: Owner,
    /// Whether only the explored thread that allocated it can know its address.
    private: Cell<bool>,
}

impl Allocation {
    /// Tag and size.
    fn entry(&self) -> (String, usize) {
        (PoolTag(self.owner.tag).to_string(), self.memory.length())
    }

    fn purpose(&self) -> Purpose {
        Purpose::Pool(PoolTag(self.owner.tag), self.memory.length())
    }
}

/// Whose a block of pool is, and which pool the block is from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    /// The index of the service of the driver.
    pub(crate) driver: usize,
    pub(crate) tag: u32,
    /// Whether the block is from paged pool.
    pub(crate) paged: bool,
}

/// A machine's pool.
#[derive(Default)]
pub(crate) struct Pool {
    blocks: BTreeMap<usize, Allocation>,
    made: u64,
    quarantine: Quarantine,
}

impl Pool {
    /// Takes new memory into the pool and returns its address.
    pub(crate) fn insert(&mut self, owner: Owner, memory: Block) -> usize {
        look(Resource::POOL);
        let address = memory.address();
        self.made += 1;
        let number = self.made;
        let private = Cell::new(points::is_explored());
        self.blocks.insert(address, Allocation { number, memory, owner, private });
        address
    }

    /// Whether a block of paged pool begins at an address.
    pub(crate) fn is_paged(&self, address: usize) -> bool {
        self.blocks.get(&address).is_some_and(|block| block.owner.paged)
    }

    /// Frees a block. `Err` says what is wrong with the address or the tag; `Ok` lists memory that
    /// turned out to have been misused.
    pub(crate) fn free(
        &mut self,
        address: usize,
        tag: Option<u32>,
        by: Origin,
    ) -> Result<Vec<Misused>, String> {
        look(Resource::POOL);
        let Some(block) = self.blocks.get(&address) else {
            return Err("no allocated block begins at the address".into());
        };
        let (own, purpose) = (block.owner.tag, block.purpose());
        if let Some(tag) = tag.filter(|tag| *tag != own) {
            let (tag, own) = (PoolTag(tag), PoolTag(own));
            return Err(format!("freed with tag '{tag}', allocated with '{own}'"));
        }
        let Some(block) = self.blocks.remove(&address) else { return Ok(Vec::new()) };
        Ok(self.quarantine.take(block.memory, purpose, by))
    }

    /// Watches memory of the framework whose address a driver has and which the driver must no
    /// longer use.
    pub(crate) fn retire(&mut self, memory: Block, purpose: Purpose, by: Origin) -> Vec<Misused> {
        self.quarantine.take(memory, purpose, by)
    }

    /// The freed memory near an address, if it is still watched.
    pub(crate) fn freed_near(&self, address: usize) -> Option<&Freed> {
        self.quarantine.near(address)
    }

    /// The block near an address: its memory, its purpose, and whether it is from paged pool.
    pub(crate) fn near(&self, address: usize) -> Option<(&Block, Purpose, bool)> {
        let mut blocks = self.blocks.values();
        let block = blocks.find(|block| block.memory.is_near(address))?;
        Some((&block.memory, block.purpose(), block.owner.paged))
    }

    /// Makes paged pool inaccessible, or accessible again; without effect on blocks outside special
    /// pool.
    pub(crate) fn page_out(&mut self, out: bool) {
        for block in self.blocks.values().filter(|block| block.owner.paged) {
            block.memory.set_accessible(!out);
        }
    }

    /// Checks all freed memory for writes, and stops watching it.
    pub(crate) fn inspect_freed(&mut self) -> Vec<Misused> {
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
        Some(*first.0..start + last.memory.length().max(1))
    }

    /// Notes that several threads may know an address. Returns the memory of the block that is
    /// private no longer.
    pub(crate) fn publish(&self, address: usize) -> Option<&Block> {
        let (start, block) = self.blocks.range(..=address).next_back()?;
        let leads_here = address < start + block.memory.length().max(1);
        (leads_here && block.private.replace(false)).then_some(&block.memory)
    }

    /// The blocks that exist, oldest first: tag and size.
    pub(crate) fn census(&self) -> Vec<(String, usize)> {
        self.oldest_first(|_| true)
            .into_iter()
            .filter_map(|address| self.blocks.get(&address))
            .map(Allocation::entry)
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
        self.oldest_first(|block| block.owner.driver == driver)
            .iter()
            .filter_map(|address| self.blocks.remove(address))
            .map(|block| block.entry())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::special_pool::SpecialPool;
    use super::{Block, Origin, Owner, Pool};

    const TAG: u32 = u32::from_le_bytes(*b"test");

    fn allocate(pool: &mut Pool, size: usize) -> usize {
        let memory = Block::for_driver(size, SpecialPool::Off, Origin::default());
        pool.insert(Owner { driver: 0, tag: TAG, paged: false }, memory.expect("memory"))
    }

    #[test]
    fn block_is_freed_once_and_with_its_tag() {
        let mut pool = Pool::default();
        let block = allocate(&mut pool, 24);
        let refused = pool.free(block, Some(1), Origin::default());
        assert!(refused.is_err_and(|error| error.contains("allocated with 'test'")));
        assert_eq!(pool.free(block, Some(TAG), Origin::default()), Ok(Vec::new()));
        assert!(pool.free(block, None, Origin::default()).is_err());
    }

    #[test]
    fn freed_memory_that_nobody_writes_to_is_undamaged() {
        let mut pool = Pool::default();
        let block = allocate(&mut pool, 24);
        assert!(pool.free(block, None, Origin::default()).is_ok());
        assert!(pool.inspect_freed().is_empty());
    }

    #[test]
    fn private_block_becomes_public_with_any_of_its_addresses() {
        for offset in [0, 1, 23] {
            let mut pool = Pool::default();
            let block = allocate(&mut pool, 24);
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
