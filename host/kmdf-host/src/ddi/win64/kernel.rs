//! The kernel's exports that the hosted source calls too, and a few that only an image needs.
#![allow(non_snake_case, reason = "the kernel's names")]

use crate::abi::{
    KIRQL, LONGLONG, PCUNICODE_STRING, PCWSTR, POOL_FLAGS, PUNICODE_STRING, PVOID, SIZE_T, ULONG,
    UNICODE_STRING,
};
use crate::kernel;
use crate::seam;

/// See [`kernel::ExAllocatePool2`].
pub(super) unsafe extern "efiapi" fn ExAllocatePool2(
    flags: POOL_FLAGS,
    size: SIZE_T,
    tag: ULONG,
) -> PVOID {
    // SAFETY: the driver keeps the rules of that function.
    unsafe { kernel::ExAllocatePool2(flags, size, tag) }
}

/// See [`kernel::ExFreePool`].
pub(super) unsafe extern "efiapi" fn ExFreePool(block: PVOID) {
    // SAFETY: the driver keeps the rules of that function.
    unsafe { kernel::ExFreePool(block) }
}

/// See [`kernel::ExFreePoolWithTag`].
pub(super) unsafe extern "efiapi" fn ExFreePoolWithTag(block: PVOID, tag: ULONG) {
    // SAFETY: the driver keeps the rules of that function.
    unsafe { kernel::ExFreePoolWithTag(block, tag) }
}

/// See [`kernel::KeGetCurrentIrql`].
pub(super) unsafe extern "efiapi" fn KeGetCurrentIrql() -> KIRQL {
    // SAFETY: the driver keeps the rules of that function.
    unsafe { kernel::KeGetCurrentIrql() }
}

/// The machine's time in 100 ns units, and the frequency of 10,000,000 per second; any IRQL.
pub(super) unsafe extern "efiapi" fn KeQueryPerformanceCounter(
    frequency: *mut LONGLONG,
) -> LONGLONG {
    let what = |_: &_| ();
    let now = seam::call("KeQueryPerformanceCounter", KIRQL::MAX, what, |machine| machine.now());
    if !frequency.is_null() {
        // SAFETY: the driver's variable for the frequency.
        unsafe { frequency.write(10_000_000) };
    }
    now.cast_signed()
}

/// Makes a counted string from a NUL-terminated one, or an empty one from NULL; any IRQL.
pub(super) unsafe extern "efiapi" fn RtlInitUnicodeString(to: PUNICODE_STRING, from: PCWSTR) {
    let mut units: u16 = 0;
    // A string longer than a UNICODE_STRING can count is cut, as Windows does.
    while !from.is_null() && units < 0x7FFE {
        let unit = from.wrapping_add(usize::from(units));
        // SAFETY: the driver's string is readable up to its NUL.
        if unsafe { unit.read() } == 0 {
            break;
        }
        units += 1;
    }
    let string = UNICODE_STRING {
        Length: units * 2,
        MaximumLength: if from.is_null() { 0 } else { units * 2 + 2 },
        Buffer: from.cast_mut(),
    };
    // SAFETY: the driver's variable for the string.
    unsafe { to.write(string) };
}

/// Copies a counted string as far as it fits, with a NUL if there is room; NULL empties the target;
/// any IRQL.
pub(super) unsafe extern "efiapi" fn RtlCopyUnicodeString(
    to: PUNICODE_STRING,
    from: PCUNICODE_STRING,
) {
    // SAFETY: the driver's string.
    let mut target = unsafe { to.read() };
    // SAFETY: the driver's string, or NULL.
    let source = unsafe { from.as_ref() }.copied().unwrap_or_default();
    target.Length = source.Length.min(target.MaximumLength);
    let count = usize::from(target.Length);
    if count > 0 {
        // SAFETY: the driver guarantees the lengths of both buffers, which may overlap.
        unsafe { target.Buffer.cast::<u8>().copy_from(source.Buffer.cast(), count) };
    }
    if usize::from(target.MaximumLength) >= count + 2 {
        // SAFETY: the buffer has room for another character.
        unsafe { target.Buffer.wrapping_add(count / 2).write(0) };
    }
    // SAFETY: the driver's string.
    unsafe { to.write(target) };
}
