//! Special pool: memory in pages of its own, between inaccessible pages.

use std::ops::Range;

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

/// Pages between two inaccessible pages.
pub(super) struct Pages {
    memory: Allocation,
    page: usize,
}

impl Pages {
    /// Zeroed pages with room for `length` bytes; `None` if the operating system refuses them.
    pub(super) fn new(length: usize) -> Option<Self> {
        let page = region::page::size();
        let data = length.max(1).checked_next_multiple_of(page)?;
        let memory = region::alloc(data.checked_add(2 * page)?, Protection::NONE).ok()?;
        let pages = Self { memory, page };
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
