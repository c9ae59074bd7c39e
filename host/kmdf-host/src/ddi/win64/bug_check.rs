//! `KeBugCheckEx`: the end of a machine.
#![allow(non_snake_case, reason = "the kernel's names")]

use crate::abi::{ULONG, ULONG_PTR};
use crate::kernel;

/// See [`kernel::KeBugCheckEx`].
pub(super) unsafe extern "efiapi" fn KeBugCheckEx(
    code: ULONG,
    first: ULONG_PTR,
    second: ULONG_PTR,
    third: ULONG_PTR,
    fourth: ULONG_PTR,
) -> ! {
    // SAFETY: the driver keeps the rules of that function.
    unsafe { kernel::KeBugCheckEx(code, first, second, third, fourth) }
}
