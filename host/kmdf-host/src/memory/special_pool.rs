//! Special pool: memory in pages of its own, between inaccessible pages.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use region::{Allocation, Protection};

/// How a machine places the memory that drivers get (Driver Verifier, "Special Pool").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpecialPool {
    /// Like ordinary pool. Bytes around each block show overruns and underruns when the block is
    /// freed.
    #[default]
    Off,
    /// Each block in pages of its own, with its end at an inaccessible page: an overrun faults.
    VerifyEnd,
    /// Each block in pages of its own, with its beginning at an inaccessible page: an underrun
    /// faults. Rust's own allocations lie as with `VerifyEnd`, because the host has bytes of its own
    /// before them.
    VerifyStart,
}

/// How many blocks of all machines lie in special pool at once; further ones lie in ordinary pool.
/// Each takes three mappings, of which Linux gives a process 65,530: a process without any left
/// cannot start a thread.
const BLOCKS: usize = 8192;

/// How many blocks lie in special pool.
static IN_USE: AtomicUsize = AtomicUsize::new(0);

/// A place for a block in special pool.
struct Place;

impl Place {
    fn take() -> Option<Self> {
        let more = |count: usize| (count < BLOCKS).then_some(count + 1);
        IN_USE.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok().then(|| Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        IN_USE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Pages between two inaccessible pages.
pub(super) struct Pages {
    memory: Allocation,
    page: usize,
    _place: Place,
}

impl Pages {
    /// Zeroed pages with room for `length` bytes; `None` if special pool is full, or the operating
    /// system refuses them.
    pub(super) fn new(length: usize) -> Option<Self> {
        let place = Place::take()?;
        let page = region::page::size();
        let data = length.max(1).checked_next_multiple_of(page)?;
        let memory = region::alloc(data.checked_add(2 * page)?, Protection::NONE).ok()?;
        let pages = Self { memory, page, _place: place };
        pages.set_accessible(true).then_some(pages)
    }

    /// Where the pages between the inaccessible ones begin.
    pub(super) fn start(&self) -> *mut u8 {
        self.memory.as_ptr::<u8>().cast_mut().wrapping_add(self.page)
    }

    /// The size of the pages between the inaccessible ones, in bytes.
    pub(super) fn len(&self) -> usize {
        self.memory.len() - 2 * self.page
    }

    /// Makes the pages accessible, or not. Returns whether the operating system did.
    pub(super) fn set_accessible(&self, accessible: bool) -> bool {
        let protection = if accessible { Protection::READ_WRITE } else { Protection::NONE };
        // SAFETY: the pages are this value's own; its owner does not use inaccessible ones.
        unsafe { region::protect(self.start(), self.len(), protection) }.is_ok()
    }

    /// All addresses, those of the inaccessible pages included.
    pub(super) fn range(&self) -> Range<usize> {
        self.memory.as_range()
    }
}

// Miri has no inaccessible pages.
// Windows refuses such pages, and all blocks lie in ordinary pool.
#[cfg(all(test, not(miri), not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn special_pool_is_full_before_a_process_has_no_mappings_left() {
        let pages: Vec<_> = (0..=BLOCKS).map_while(|_| Pages::new(1)).collect();
        assert!(pages.len() <= BLOCKS, "{} blocks", pages.len());
        drop(pages);
        assert!(Pages::new(1).is_some(), "the blocks gave their places back");
    }
}
