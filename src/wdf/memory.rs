//! Allocation that can fail.

use core::{alloc::Layout, ptr::NonNull};

use alloc::{alloc::alloc_zeroed, boxed::Box};

use super::{NtResult, NtStatus};

/// Allocates `length` zeroed bytes of non-paged memory. `DISPATCH_LEVEL` at most.
///
/// Without memory, `Box::new` and `Vec` stop the system; a driver fails the request instead.
///
/// # Errors
/// `STATUS_INSUFFICIENT_RESOURCES`
pub fn try_zeroed(length: usize) -> NtResult<Box<[u8]>> {
    if length == 0 {
        return Ok(Box::default());
    }
    let layout = Layout::array::<u8>(length).map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?;
    // SAFETY: the layout's size is not 0.
    let bytes = unsafe { alloc_zeroed(layout) };
    let bytes = NonNull::new(bytes).ok_or(NtStatus::INSUFFICIENT_RESOURCES)?;
    let bytes = NonNull::slice_from_raw_parts(bytes, length);
    // SAFETY: the global allocator returned this memory, zeroed, for the layout of the slice.
    Ok(unsafe { Box::from_raw(bytes.as_ptr()) })
}
