//! The allocator of the crate `wdk-alloc`, on the user-mode host.
//!
//! In a kernel image, every allocation of a driver comes from non-paged pool with the tag `rust`.
//! A hosted driver shares its process and global allocator with the application. The host recognizes
//! the driver's allocations by the running thread and serves them from its own pool, where it can
//! inject failures and find leaks.

use core::alloc::{GlobalAlloc, Layout};

use kmdf_host::kernel::allocator;

/// The global allocator of a driver.
pub struct WdkAllocator;

// SAFETY: the host's functions keep the contract: memory of the layout or null, freed once.
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
