//! Rust allocations: the driver's come from its machine's pool, all others from the system.
//!
//! A process has one `#[global_allocator]`, and a hosted driver shares its process with the host
//! and the test. The allocator looks at which code runs. A mark before each block names the origin:
//! any code may free any block.

use std::alloc::Layout;

use super::{exports, spares};
use crate::memory::block::ROOM_BEFORE;
use crate::running;

/// The pool tag of Rust allocations, the same as wdk-alloc's.
const RUST_TAG: u32 = u32::from_le_bytes(*b"rust");

/// The mark of a block from the system. The pool marks its own blocks; a block with
/// a damaged mark counts as one of the pool, which knows its blocks.
const FROM_SYSTEM: [u8; 8] = *b"usermode";

/// The size in bytes of the largest block that [`small_layout`] knows.
const SMALL: usize = 1024;

/// The layout of a system block with room before it, and the size of the room: enough for the mark,
/// and a multiple of the alignment. The size is one that [`spares`] keeps.
fn system_layout(layout: Layout) -> Option<(Layout, usize)> {
    let room = layout.align().max(ROOM_BEFORE);
    let size = layout.size().checked_add(room)?.checked_next_multiple_of(spares::STEP)?;
    Some((Layout::from_size_align(size, room).ok()?, room))
}

/// [`system_layout`] of a block of at most [`SMALL`] bytes with a usual alignment, which nearly every
/// block is: the sizes of small blocks cannot overflow.
fn small_layout(layout: Layout) -> Option<Layout> {
    if layout.align() > ROOM_BEFORE || layout.size() > SMALL {
        return None;
    }
    let size = (ROOM_BEFORE + layout.size() + spares::STEP - 1) & !(spares::STEP - 1);
    Layout::from_size_align(size, ROOM_BEFORE).ok()
}

/// The place of the mark before a block. Whoever frees a block may have a pointer that is good for the
/// block only, as a box has. So the place is found by its address, from the pointer to the whole
/// allocation, whose provenance is exposed.
fn place_of_mark(block: *mut u8) -> *mut [u8; 8] {
    std::ptr::with_exposed_provenance_mut(block.addr() - ROOM_BEFORE)
}

/// Writes the mark of the system before a block.
///
/// # Safety
/// The 16 bytes before `block` belong to it, and the provenance of the allocation is exposed.
unsafe fn mark(block: *mut u8) {
    // SAFETY: the caller owns the bytes before the block.
    unsafe { place_of_mark(block).write(FROM_SYSTEM) };
}

/// Allocates as `GlobalAlloc::alloc` does. A driver gets non-paged pool with the tag "rust", as
/// from `ExAllocatePool2`.
///
/// # Safety
/// `GlobalAlloc::alloc`'s.
#[must_use]
pub unsafe fn alloc(layout: Layout) -> *mut u8 {
    if running::in_driver() {
        return from_pool(layout);
    }
    match small_layout(layout) {
        // SAFETY: the layout is one with room before the block.
        Some(whole) => unsafe { from_system(whole, ROOM_BEFORE) },
        None => large_from_system(layout),
    }
}

// A function saves the registers that its rarest branch needs, and `alloc` and `dealloc` are called a few
// hundred times in a schedule: so each rare branch is a function of its own.

/// Allocates for the driver whose code runs.
#[inline(never)]
fn from_pool(layout: Layout) -> *mut u8 {
    let address = exports::allocate_for_rust(RUST_TAG, layout.size());
    running::note_allocation((address == 0).then_some(layout.size()));
    if address == 0 {
        return std::ptr::null_mut();
    }
    std::ptr::with_exposed_provenance_mut(address)
}

/// Allocates a block of any layout from the system.
#[inline(never)]
fn large_from_system(layout: Layout) -> *mut u8 {
    let Some((whole, room)) = system_layout(layout) else { return std::ptr::null_mut() };
    // SAFETY: the layout is one with room before the block.
    unsafe { from_system(whole, room) }
}

/// Allocates from the system. Returns the block behind the room.
///
/// # Safety
/// The layout is of `room` and a block; `room` is 16 at least.
#[inline]
unsafe fn from_system(whole: Layout, room: usize) -> *mut u8 {
    // SAFETY: the layout is not of size 0.
    let base = unsafe { spares::take(whole) };
    if base.is_null() {
        return base;
    }
    base.expose_provenance();
    // SAFETY: the allocation is `room` bytes longer than the requested layout.
    let block = unsafe { base.add(room) };
    // SAFETY: `room` is 16 at least.
    unsafe { mark(block) };
    block
}

/// Frees as `GlobalAlloc::dealloc` does.
///
/// # Safety
/// `GlobalAlloc::dealloc`'s, for a block of [`alloc`].
pub unsafe fn dealloc(block: *mut u8, layout: Layout) {
    // SAFETY: every block of `alloc` has a mark in the 16 bytes before it.
    let origin = unsafe { place_of_mark(block).read() };
    if origin != FROM_SYSTEM {
        to_pool(block);
        return;
    }
    match small_layout(layout) {
        // SAFETY: the caller guarantees that the block came from `alloc` with this layout.
        Some(whole) => unsafe { to_system(block, whole, ROOM_BEFORE) },
        // SAFETY: the same.
        None => unsafe { large_to_system(block, layout) },
    }
}

/// Frees a block of the pool.
#[inline(never)]
fn to_pool(block: *mut u8) {
    running::in_host(|| exports::free("ExFreePool", block.expose_provenance(), None));
}

/// Frees a block of any layout from the system.
///
/// # Safety
/// The block came from [`alloc`] with this layout, and from the system.
#[inline(never)]
unsafe fn large_to_system(block: *mut u8, layout: Layout) {
    let Some((whole, room)) = system_layout(layout) else { return };
    // SAFETY: guaranteed by the caller.
    unsafe { to_system(block, whole, room) };
}

/// Frees a block from the system.
///
/// # Safety
/// [`from_system`] returned the block for this layout and room.
#[inline]
unsafe fn to_system(block: *mut u8, whole: Layout, room: usize) {
    // `from_system` put the block `room` bytes behind the allocation's beginning.
    let base = std::ptr::with_exposed_provenance_mut(block.addr() - room);
    // SAFETY: the caller guarantees that the block came from `from_system` with this layout.
    unsafe { spares::give_back(base, whole) };
}

#[cfg(test)]
mod tests {
    use std::alloc::Layout;

    use super::{alloc, dealloc};

    #[test]
    fn block_is_freed_through_a_pointer_to_the_block_only() {
        for align in [1, 8, 16, 64, 4096] {
            let layout = Layout::from_size_align(24, align).expect("a valid layout");
            // SAFETY: the layout has a size.
            let block = unsafe { alloc(layout) };
            assert!(block.addr().is_multiple_of(align), "{align}");
            // SAFETY: the block has 24 bytes.
            unsafe { block.write_bytes(7, 24) };
            // SAFETY: the bytes are initialized, and nobody else uses them.
            let bytes = unsafe { std::slice::from_raw_parts_mut(block, 24) };
            // SAFETY: the block came from `alloc` with this layout.
            unsafe { dealloc(bytes.as_mut_ptr(), layout) };
        }
    }

    #[test]
    fn block_of_an_impossible_size_is_null() {
        let layout = Layout::from_size_align(isize::MAX as usize - 15, 16).expect("a layout");
        // SAFETY: the layout has a size.
        assert!(unsafe { alloc(layout) }.is_null());
    }
}
