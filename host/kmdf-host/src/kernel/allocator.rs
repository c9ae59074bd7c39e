//! Rust allocations: the driver's come from its machine's pool, all others from the system.
//!
//! A process has one `#[global_allocator]`, and a hosted driver shares its process with the host
//! and the test. The allocator looks at which code runs. A mark before each block names the origin:
//! any code may free any block.

use std::alloc::{GlobalAlloc, Layout, System};

use super::exports;
use crate::memory::pool::PREFIX;
use crate::running::{self, DISPATCH};

/// The pool tag of Rust allocations, the same as wdk-alloc's.
const RUST_TAG: u32 = u32::from_le_bytes(*b"rust");

/// Marks of the two origins.
const FROM_POOL: u64 = u64::from_le_bytes(*b"ntospool");
const FROM_SYSTEM: u64 = u64::from_le_bytes(*b"usermode");

/// The layout of a system block with room before it, and the size of the room: enough for the mark,
/// and a multiple of the alignment.
fn system_layout(layout: Layout) -> Option<(Layout, usize)> {
    let room = layout.align().max(PREFIX);
    let size = layout.size().checked_add(room)?;
    Some((Layout::from_size_align(size, room).ok()?, room))
}

/// Writes the mark before a block.
///
/// # Safety
/// The 16 bytes before `block` belong to it.
unsafe fn mark(block: *mut u8, origin: u64) {
    // SAFETY: the caller owns the bytes before the block.
    let place = unsafe { block.sub(PREFIX) };
    // SAFETY: as above.
    unsafe { place.cast::<[u8; 8]>().write(origin.to_ne_bytes()) };
}

/// Allocates as `GlobalAlloc::alloc` does. A driver gets non-paged pool with the tag "rust", as
/// from `ExAllocatePool2`.
///
/// # Safety
/// `GlobalAlloc::alloc`'s.
#[must_use]
pub unsafe fn alloc(layout: Layout) -> *mut u8 {
    if running::in_driver() {
        let address = exports::allocate(RUST_TAG, layout.size(), DISPATCH, |_| {});
        running::note_allocation((address == 0).then_some(layout.size()));
        if address == 0 {
            return std::ptr::null_mut();
        }
        let block = std::ptr::with_exposed_provenance_mut(address);
        // SAFETY: the pool leaves room for the mark before each block.
        unsafe { mark(block, FROM_POOL) };
        return block;
    }
    let Some((whole, room)) = system_layout(layout) else { return std::ptr::null_mut() };
    // SAFETY: the layout is not of size 0.
    let base = unsafe { System.alloc(whole) };
    if base.is_null() {
        return base;
    }
    // SAFETY: the allocation is `room` bytes longer than the requested layout.
    let block = unsafe { base.add(room) };
    // SAFETY: `room` is 16 at least.
    unsafe { mark(block, FROM_SYSTEM) };
    block
}

/// Frees as `GlobalAlloc::dealloc` does.
///
/// # Safety
/// `GlobalAlloc::dealloc`'s, for a block of [`alloc`].
pub unsafe fn dealloc(block: *mut u8, layout: Layout) {
    // SAFETY: every block of `alloc` has a mark in the 16 bytes before it.
    let place = unsafe { block.sub(PREFIX) };
    // SAFETY: as above.
    let origin = unsafe { place.cast::<[u8; 8]>().read() };
    if origin == FROM_POOL.to_ne_bytes() {
        running::in_host(|| exports::free("ExFreePool", block.expose_provenance(), None));
        return;
    }
    let Some((whole, room)) = system_layout(layout) else { return };
    // SAFETY: `alloc` put the block `room` bytes behind the allocation's beginning.
    let base = unsafe { block.sub(room) };
    // SAFETY: the caller guarantees that the block came from `alloc` with this layout.
    unsafe { System.dealloc(base, whole) };
}
