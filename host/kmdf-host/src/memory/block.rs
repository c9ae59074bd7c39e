//! Memory whose address the driver gets: it stays in place until it is dropped.

use std::alloc::{Layout, alloc_zeroed};
use std::cell::Cell;
use std::ptr::NonNull;

use super::origin::Origin;
use super::special_pool::{Pages, SpecialPool};
use super::words::Words;

/// What the eight bytes are that fill the room before a block for drivers.
pub(crate) const MARK: [u8; 8] = *b"ntospool";

/// The least room before a block for drivers, which the mark fills.
pub(crate) const ROOM_BEFORE: usize = 16;

/// What fills the room behind a block for drivers.
const BEHIND: u8 = 0xBD;

/// The least room behind a block for drivers in ordinary pool.
const ROOM_BEHIND: usize = 8;

/// Where a block lies.
enum Store {
    /// In ordinary memory, as a boxed slice.
    Ordinary(NonNull<[u128]>),
    /// In special pool.
    Special(Pages),
}

/// Bytes of the room around a block that a driver has written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// Before the block: the distance of the nearest byte from the block's beginning.
    Before(usize),
    /// Behind the block: the distance of the nearest byte from the block's end.
    Behind(usize),
}

/// Memory, aligned to 16 bytes and zeroed at first.
pub(crate) struct Block {
    store: Store,
    /// The offset of the contents in the store, a multiple of 16.
    offset: usize,
    /// The number of bytes that were asked for.
    length: usize,
    /// Whether the room around the contents is filled, to find writes there.
    marked: bool,
    origin: Origin,
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
        Self::of(Store::Ordinary(NonNull::from(Box::leak(words))), 0, length)
    }

    /// Zeroed memory for a driver, with marked room around it; `None` if the length is above
    /// [`Block::LIMIT`], or if the host has no memory left. Without room for special pool, the
    /// memory is ordinary.
    pub(crate) fn for_driver(length: usize, special: SpecialPool, origin: Origin) -> Option<Self> {
        if length > Self::LIMIT {
            return None;
        }
        let block = Self::in_special_pool(length, special);
        let mut block = block.or_else(|| Self::in_ordinary_pool(length))?;
        block.origin = origin;
        block.marked = true;
        let (contents, length) = (block.offset, block.length);
        let all = block.all_mut();
        for mark in all[..contents].chunks_exact_mut(MARK.len()) {
            mark.copy_from_slice(&MARK);
        }
        all[contents + length..].fill(BEHIND);
        Some(block)
    }

    /// Zeroed memory of an application, which `guarded` lets [`Block::set_accessible`] protect.
    pub(crate) fn for_user(length: usize, guarded: bool) -> Option<Self> {
        if length > Self::LIMIT {
            return None;
        }
        let pages =
            (guarded && length > 0).then(|| Self::in_special_pool(length, SpecialPool::VerifyEnd));
        pages.flatten().or_else(|| Some(Self::zeroed(length)))
    }

    fn in_ordinary_pool(length: usize) -> Option<Self> {
        let words = (ROOM_BEFORE + length + ROOM_BEHIND).div_ceil(16);
        let layout = Layout::array::<u128>(words).ok()?;
        // SAFETY: the layout is not of size 0.
        let start = NonNull::new(unsafe { alloc_zeroed(layout) })?;
        let words = NonNull::slice_from_raw_parts(start.cast(), words);
        Some(Self::of(Store::Ordinary(words), ROOM_BEFORE, length))
    }

    fn in_special_pool(length: usize, special: SpecialPool) -> Option<Self> {
        match special {
            SpecialPool::Off => None,
            SpecialPool::VerifyStart => {
                Some(Self::of(Store::Special(Pages::new(length)?), 0, length))
            }
            SpecialPool::VerifyEnd => {
                let size = length.next_multiple_of(16);
                let pages = Pages::new(size + ROOM_BEFORE)?;
                let offset = pages.len() - size;
                Some(Self::of(Store::Special(pages), offset, length))
            }
        }
    }

    fn of(store: Store, offset: usize, length: usize) -> Self {
        let (origin, seen) = (Origin::default(), Cell::new(false));
        Self { store, offset, length, marked: false, origin, seen }
    }

    /// A copy of `bytes`, of a length that the host itself determines.
    pub(crate) fn copy_of(bytes: &[u8]) -> Self {
        let mut block = Self::zeroed(bytes.len());
        block.fill_from(bytes);
        block
    }

    /// Copies as many of `bytes` as fit to the beginning of the block.
    pub(crate) fn fill_from(&mut self, bytes: &[u8]) {
        let count = bytes.len().min(self.length);
        self.bytes_mut()[..count].copy_from_slice(&bytes[..count]);
    }

    /// Copies `bytes` to an offset; they must fit there.
    pub(crate) fn put(&mut self, offset: usize, bytes: &[u8]) {
        self.bytes_mut()[offset..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Where it begins.
    pub(crate) fn address(&self) -> usize {
        self.start().expose_provenance() + self.offset
    }

    /// The number of bytes that were asked for.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// How many bytes of the host it takes, with the room around it.
    pub(super) fn size(&self) -> usize {
        match &self.store {
            Store::Ordinary(words) => words.len() * 16,
            Store::Special(pages) => pages.range().len(),
        }
    }

    /// Who allocated it.
    pub(crate) const fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether an address lies in the block, in the room around it, or in the inaccessible pages of a
    /// block in special pool.
    pub(crate) fn is_near(&self, address: usize) -> bool {
        match &self.store {
            Store::Ordinary(words) => {
                let start = words.cast::<u8>().as_ptr().addr();
                (start..start + words.len() * 16).contains(&address)
            }
            Store::Special(pages) => pages.range().contains(&address),
        }
    }

    /// Whether it is in special pool.
    pub(crate) const fn is_special(&self) -> bool {
        matches!(self.store, Store::Special(_))
    }

    /// Makes a block in special pool accessible, or not. Returns whether the block is in special
    /// pool.
    pub(crate) fn set_accessible(&self, accessible: bool) -> bool {
        match &self.store {
            Store::Ordinary(_) => false,
            Store::Special(pages) => pages.set_accessible(accessible),
        }
    }

    /// The damage of the room around it that is nearest to the block, if a driver wrote there. The
    /// block must be accessible.
    pub(super) fn damage(&self) -> Option<Damage> {
        if !self.marked {
            return None;
        }
        let (all, end) = (self.all(), self.offset + self.length);
        let wrong = all[end..].iter().position(|byte| *byte != BEHIND);
        if let Some(distance) = wrong {
            return Some(Damage::Behind(distance));
        }
        let mut before = all[..self.offset].rchunks_exact(MARK.len());
        let chunk = before.position(|mark| mark != MARK)?;
        let end = self.offset - chunk * MARK.len();
        let bytes = all[end - MARK.len()..end].iter().zip(MARK).rev();
        let near = bytes.take_while(|(byte, mark)| *byte == mark).count();
        Some(Damage::Before(self.offset - end + near + 1))
    }

    /// Its contents, for a look at them while the driver's threads are stopped.
    pub(crate) fn words(&self) -> Words<'_> {
        let start = self.start().wrapping_add(self.offset);
        // SAFETY: the memory is the block's own, and lives as long as the block; the threads of a
        // machine run one at a time. An exploration, which looks, has no special pool.
        unsafe { Words::new(start, self.length.next_multiple_of(16)) }
    }

    /// Notes that an exploration has seen the block. Returns whether it had seen the block before.
    pub(crate) fn note_seen(&self) -> bool {
        self.seen.replace(true)
    }

    /// Its bytes, as the driver left them.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.all()[self.offset..][..self.length]
    }

    /// Its bytes, for writing.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        let (offset, length) = (self.offset, self.length);
        &mut self.all_mut()[offset..][..length]
    }

    fn start(&self) -> *mut u8 {
        match &self.store {
            Store::Ordinary(words) => words.cast::<u8>().as_ptr(),
            Store::Special(pages) => pages.start(),
        }
    }

    /// The size of the memory that [`start`](Self::start) leads to.
    fn room(&self) -> usize {
        match &self.store {
            Store::Ordinary(words) => words.len() * 16,
            Store::Special(pages) => pages.len(),
        }
    }

    /// The contents and the room around them.
    fn all(&self) -> &[u8] {
        // SAFETY: the memory is the block's own and initialized; the driver, which also writes to
        // it, does not run while the machine's state is borrowed.
        unsafe { std::slice::from_raw_parts(self.start(), self.room()) }
    }

    fn all_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `all`, and the block is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.start(), self.room()) }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if let Store::Ordinary(words) = &self.store {
            // SAFETY: the memory is that of a boxed slice: `zeroed` leaked one, and
            // `in_ordinary_pool` allocated with the layout of one. It goes back into a box only here.
            drop(unsafe { Box::from_raw(words.as_ptr()) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Damage, Origin, SpecialPool};

    fn damage(size: usize, place: impl Fn(usize) -> usize) -> Option<Damage> {
        let block = Block::for_driver(size, SpecialPool::Off, Origin::default());
        let mut block = block.expect("memory");
        let place = place(block.offset);
        block.all_mut()[place] ^= 1;
        block.damage()
    }

    #[test]
    fn write_around_a_block_is_found_with_its_distance() {
        for size in [0, 1, 8, 15, 16, 24, 100] {
            for distance in [1, 7, 8, 9, 16] {
                let found = damage(size, |start| start - distance);
                assert_eq!(found, Some(Damage::Before(distance)), "{size} bytes");
            }
            for distance in [0, 7] {
                let found = damage(size, |start| start + size + distance);
                assert_eq!(found, Some(Damage::Behind(distance)), "{size} bytes");
            }
        }
    }

    #[test]
    fn write_to_a_block_is_no_damage() {
        assert_eq!(damage(24, |start| start), None);
        assert_eq!(damage(24, |start| start + 23), None);
    }
}
