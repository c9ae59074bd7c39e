//! `DbgPrint` and `DbgPrintEx`, with the arguments that come in registers.
#![allow(non_snake_case, reason = "the kernel's names")]

use std::borrow::Cow;

use crate::abi::{NTSTATUS, STATUS_SUCCESS, ULONG};
use crate::kernel::{self, format};
use crate::running;

/// The most characters of a string that are printed.
const LONGEST: usize = 4096;

/// A NUL-terminated string of the driver's.
///
/// # Safety
/// `text` is NULL or ends with a NUL.
unsafe fn string<'a>(text: *const u8) -> Cow<'a, str> {
    if text.is_null() {
        return Cow::Borrowed("(null)");
    }
    let mut length = 0;
    // SAFETY: guaranteed by the caller.
    while length < LONGEST && unsafe { text.wrapping_add(length).read() } != 0 {
        length += 1;
    }
    // SAFETY: these bytes were read just now.
    let bytes = unsafe { std::slice::from_raw_parts(text, length) };
    String::from_utf8_lossy(bytes)
}

/// Prints a message whose arguments are values or addresses.
///
/// # Safety
/// The format is NULL or ends with a NUL, and so does the argument of each `%s`.
unsafe fn print(format: *const u8, arguments: &[u64]) -> NTSTATUS {
    running::in_host(|| {
        // SAFETY: guaranteed by the caller.
        let format = unsafe { string(format) };
        let text = format::render(&format, arguments, |address| {
            let text = std::ptr::with_exposed_provenance(usize::try_from(address).unwrap_or(0));
            // SAFETY: guaranteed by the caller.
            unsafe { string(text) }.into_owned()
        });
        kernel::debug_print(format_args!("{text}"));
    });
    STATUS_SUCCESS
}

/// Prints to the debugger; any IRQL that a driver without interrupts has. It is variadic: three of
/// its arguments come in registers, and the host shows these three.
pub(super) unsafe extern "win64" fn DbgPrint(
    format: *const u8,
    first: u64,
    second: u64,
    third: u64,
) -> NTSTATUS {
    // SAFETY: the driver's format and arguments.
    unsafe { print(format, &[first, second, third]) }
}

/// [`DbgPrint`] with a component and a level, which this host ignores; one argument comes in a
/// register.
pub(super) unsafe extern "win64" fn DbgPrintEx(
    _component: ULONG,
    _level: ULONG,
    format: *const u8,
    first: u64,
) -> NTSTATUS {
    // SAFETY: the driver's format and argument.
    unsafe { print(format, &[first]) }
}
