//! The allocator of the crate `wdk-alloc`, over the user-mode host.
//!
//! In a kernel image every allocation of a driver comes from non-paged pool with the tag `rust`.
//! Hosted, driver and application share one process and one global allocator: the host tells by the
//! running thread whose allocation it is, and serves the driver's from its own pool, where failures
//! can be injected and leaks are found.

use core::alloc::{GlobalAlloc, Layout};

use kmdf_host::kernel::allocator;

/// The global allocator of a driver.
pub struct WdkAllocator;

// SAFETY: both functions are a global allocator's: memory of the layout or null, freed once.
unsafe impl GlobalAlloc for WdkAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's layout is valid and has a size.
        unsafe { allocator::alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller got the pointer from `alloc` with this layout.
        unsafe { allocator::dealloc(pointer, layout) }
    }
}
