//! What compilers and headers make drivers import: checks of the stack and of assertions, exception
//! handling, old pool functions.
#![allow(non_snake_case, reason = "the kernel's names")]

use super::text;
use crate::abi::{PVOID, SIZE_T, ULONG};
use crate::kernel::{self, PoolRequest};
use crate::rules::Rule;
use crate::seam;

/// `PagedPool` of `POOL_TYPE`; the other types that are in use have this bit cleared.
const PAGED: u32 = 1;

/// `NonPagedPoolNx`, the type of pool that is not executable.
const NX: u32 = 512;

/// Allocates pool memory that is not zeroed; IRQL <= `DISPATCH_LEVEL`, for paged pool <= `APC_LEVEL`.
/// NULL if no memory is left.
pub(super) unsafe extern "efiapi" fn ExAllocatePoolWithTag(
    pool_type: u32,
    size: SIZE_T,
    tag: ULONG,
) -> PVOID {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    kernel::allocate_uninitialized(PoolRequest {
        paged: pool_type & PAGED != 0,
        executable: pool_type & (PAGED | NX) == 0,
        ..PoolRequest::new(tag, size)
    })
}

/// Reports an assertion of the driver that does not hold; any IRQL. Windows stops in the debugger.
pub(super) unsafe extern "efiapi" fn RtlAssert(
    assertion: *const u8,
    file: *const u8,
    line: ULONG,
    message: *const u8,
) {
    // SAFETY: the driver's texts, or NULL.
    let [assertion, file] = [assertion, file].map(|text| unsafe { text::narrow(text) });
    let message = if message.is_null() {
        String::new()
    } else {
        // SAFETY: the driver's text.
        format!(": {}", unsafe { text::narrow(message) })
    };
    seam::call(
        "RtlAssert",
        u8::MAX,
        |_| (),
        |machine| {
            let detail = format!("{file}, line {line}{message}");
            machine.violation(Rule::AssertionFailed, assertion, "RtlAssert", detail);
        },
    );
}

/// Counts the equal bytes at the beginning of two blocks; any IRQL at which they are resident.
pub(super) unsafe extern "efiapi" fn RtlCompareMemory(
    a: *const u8,
    b: *const u8,
    length: SIZE_T,
) -> SIZE_T {
    for index in 0..length {
        let offset = usize::try_from(index).unwrap_or(usize::MAX);
        // SAFETY: the driver guarantees the length of both.
        let left = unsafe { a.wrapping_add(offset).read() };
        // SAFETY: the driver guarantees the length of both.
        if left != unsafe { b.wrapping_add(offset).read() } {
            return index;
        }
    }
    length
}

/// The handler of `__try` blocks, to which the image's unwind information refers. The kernel calls it
/// for an exception; the host ends the driver's run instead, so that nothing calls it.
pub(super) unsafe extern "efiapi" fn __C_specific_handler() -> u32 {
    // ExceptionContinueSearch
    1
}

/// Touches the pages of a large stack frame, whose size is in `rax`, or in units of 16 bytes in `x15`;
/// changes no register. The host's
/// stacks are committed as a whole, or grow by themselves.
#[unsafe(naked)]
pub(super) unsafe extern "efiapi" fn __chkstk() {
    std::arch::naked_asm!("ret")
}
