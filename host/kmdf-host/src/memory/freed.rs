//! Freed memory that is kept for a while, to detect writes to it.
#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::fmt;

use super::block::Block;
use crate::names::{ObjectName, PoolTag};

/// What freed memory is filled with.
const POISON: u8 = 0xDD;

/// What freed memory was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freed {
    /// A block of pool, by its tag, and its size in bytes.
    Pool(PoolTag, usize),
    /// A context of an object.
    Context(ObjectName),
    /// The buffer of a request.
    Buffer(ObjectName),
    /// The `WDF_DRIVER_GLOBALS` of an image.
    Globals,
}

impl fmt::Display for Freed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pool(tag, size) => write!(f, "pool '{tag}', {size} bytes"),
            Self::Context(object) => write!(f, "context of {object}"),
            Self::Buffer(request) => write!(f, "buffer of {request}"),
            Self::Globals => f.write_str("WDF_DRIVER_GLOBALS"),
        }
    }
}

/// Freed memory, oldest first.
#[derive(Default)]
pub(crate) struct Quarantine {
    blocks: VecDeque<(Block, Freed)>,
    bytes: usize,
}

impl Quarantine {
    /// The most bytes of freed memory that are kept, each block with its [`OVERHEAD`](Self::OVERHEAD).
    pub(crate) const LIMIT: usize = 8 << 20;

    /// What keeping a block costs beside its bytes: its entry, and the allocator's header. Without
    /// this share small blocks would take many times the limit.
    pub(crate) const OVERHEAD: usize = 64;

    fn cost(memory: &Block) -> usize {
        memory.capacity() + Self::OVERHEAD
    }

    /// How many blocks are kept.
    pub(super) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Takes freed memory. Returns the older blocks that leave and were written to.
    pub(super) fn take(&mut self, mut memory: Block, what: Freed) -> Vec<Freed> {
        let mut damaged = Vec::new();
        if memory.capacity() == 0 {
            return damaged;
        }
        memory.bytes_mut().fill(POISON);
        self.bytes += Self::cost(&memory);
        self.blocks.push_back((memory, what));
        while self.bytes > Self::LIMIT {
            damaged.extend(self.evict());
        }
        damaged
    }

    /// Checks all blocks for writes, and stops watching them. Returns those that were written to.
    pub(super) fn inspect(&mut self) -> Vec<Freed> {
        let mut damaged = Vec::new();
        while !self.blocks.is_empty() {
            damaged.extend(self.evict());
        }
        damaged
    }

    fn evict(&mut self) -> Option<Freed> {
        let (memory, what) = self.blocks.pop_front()?;
        self.bytes -= Self::cost(&memory);
        let pattern = [POISON; 4096];
        let untouched = |chunk: &[u8]| chunk == &pattern[..chunk.len()];
        (!memory.bytes().chunks(pattern.len()).all(untouched)).then_some(what)
    }
}
