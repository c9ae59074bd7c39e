//! Memory whose address the driver gets: it stays in place until it is dropped.

use std::alloc::{Layout, alloc_zeroed};
use std::cell::Cell;
use std::ptr::NonNull;

use super::words::Words;

/// Zeroed memory, aligned to 16 bytes.
pub(crate) struct Block {
    words: NonNull<[u128]>,
    /// Whether [`Block::note_seen`] was called.
    seen: Cell<bool>,
}

// SAFETY: a block owns its memory; the machine's state, of which it is a part, is behind a lock.
unsafe impl Send for Block {}

impl Block {
    /// The most bytes that a driver or an application gets in one block. Windows limits a block by
    /// the memory of the computer; this limit is the same for all simulated machines.
    pub(crate) const LIMIT: usize = 1 << 30;

    /// Zeroed memory of at least `length` bytes, for a length that the host itself determines.
    pub(crate) fn zeroed(length: usize) -> Self {
        let words = vec![0_u128; length.div_ceil(16)].into_boxed_slice();
        Self::of(NonNull::from(Box::leak(words)))
    }

    /// Zeroed memory of at least `length` bytes, for a length from outside the host; `None` if it is
    /// above [`Block::LIMIT`], or if the host has no memory left.
    pub(crate) fn try_zeroed(length: usize) -> Option<Self> {
        if length > Self::LIMIT {
            return None;
        }
        let layout = Layout::array::<u128>(length.div_ceil(16)).ok()?;
        if layout.size() == 0 {
            return Some(Self::zeroed(0));
        }
        // SAFETY: the layout is not of size 0.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        Some(Self::of(NonNull::slice_from_raw_parts(start.cast(), length.div_ceil(16))))
    }

    const fn of(words: NonNull<[u128]>) -> Self {
        Self { words, seen: Cell::new(false) }
    }

    /// A copy of `bytes`, of a length that the host itself determines.
    pub(crate) fn copy_of(bytes: &[u8]) -> Self {
        let mut block = Self::zeroed(bytes.len());
        block.fill_from(bytes);
        block
    }

    /// Copies as many of `bytes` as fit to the beginning of the block.
    pub(crate) fn fill_from(&mut self, bytes: &[u8]) {
        let count = bytes.len().min(self.capacity());
        self.bytes_mut()[..count].copy_from_slice(&bytes[..count]);
    }

    /// Copies `bytes` to an offset; they must fit there.
    pub(crate) fn put(&mut self, offset: usize, bytes: &[u8]) {
        self.bytes_mut()[offset..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Where it begins.
    pub(crate) fn address(&self) -> usize {
        self.words.cast::<u8>().as_ptr().expose_provenance()
    }

    /// Its size in bytes, a multiple of 16.
    pub(crate) fn capacity(&self) -> usize {
        self.words.len() * 16
    }

    /// Its contents, for a look at them while the driver's threads are stopped.
    pub(crate) fn words(&self) -> Words<'_> {
        // SAFETY: the memory is the block's own, and lives as long as the block; the threads of a
        // machine run one at a time.
        unsafe { Words::new(self.words.cast::<u8>().as_ptr(), self.capacity()) }
    }

    /// Notes that an exploration has seen the block. Returns whether it had seen the block before.
    pub(crate) fn note_seen(&self) -> bool {
        self.seen.replace(true)
    }

    /// Its bytes, as the driver left them.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: the memory is the block's own and initialized; the driver, which also writes to
        // it, does not run while the machine's state is borrowed.
        unsafe { std::slice::from_raw_parts(self.words.cast::<u8>().as_ptr(), self.capacity()) }
    }

    /// Its bytes, for writing.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`, and the block is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.words.cast::<u8>().as_ptr(), self.capacity()) }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: the memory is that of a boxed slice: `zeroed` leaked one, and `try_zeroed` allocated with
        // the layout of one. It goes back into a box only here.
        drop(unsafe { Box::from_raw(self.words.as_ptr()) });
    }
}
