//! Allocation that can fail.

use core::{
    alloc::Layout,
    mem::MaybeUninit,
    ptr::{self, NonNull},
};

use alloc::{alloc::alloc, boxed::Box};

use super::{NtResult, NtStatus};

/// Allocates `length` bytes of non-paged memory, to be filled. `DISPATCH_LEVEL` at most.
///
/// Without memory, `Box::new` and `Vec` stop the system; a driver fails the request instead.
///
/// # Errors
/// `STATUS_INSUFFICIENT_RESOURCES`
#[inline(always)]
pub(super) fn try_uninit(length: usize) -> NtResult<Box<[MaybeUninit<u8>]>> {
    if length == 0 {
        return Ok(Box::default());
    }
    let layout = Layout::array::<u8>(length).map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?;
    // SAFETY: the layout's size is not 0.
    let bytes = unsafe { alloc(layout) };
    let bytes = NonNull::new(bytes).ok_or(NtStatus::INSUFFICIENT_RESOURCES)?;
    let bytes = ptr::slice_from_raw_parts_mut(bytes.as_ptr().cast(), length);
    // SAFETY: the global allocator returned this memory for the layout of the slice, whose elements
    // need no value.
    Ok(unsafe { Box::from_raw(bytes) })
}
