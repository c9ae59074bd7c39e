//! The memory functions of the C library that the kernel exports. They bypass the seam, because the
//! compiler makes these calls, not the driver's author.
#![allow(non_snake_case, reason = "the kernel's names")]

use crate::machine::Inner;
use crate::rules::{Rule, Subject};
use crate::running;

pub(super) unsafe extern "efiapi" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    report_overlap(to.addr(), from.addr(), count);
    // The kernel's `memcpy` and `memmove` are one function.
    // SAFETY: guaranteed by the caller.
    unsafe { memmove(to, from, count) }
}

/// Reports ranges of `count` bytes that overlap. A compiler may copy a range to itself.
fn report_overlap(to: usize, from: usize, count: usize) {
    let distance = to.abs_diff(from);
    if distance == 0 || distance >= count {
        return;
    }
    running::in_host(|| {
        let Some(machine) = running::machine::<Inner>() else { return };
        let side = if to > from { "behind" } else { "before" };
        let detail = format!(
            "{count} bytes are copied to a place {distance} bytes {side} them, expected memmove for \
             ranges that overlap"
        );
        machine.violation(Rule::OverlappingCopy, Subject::None, "memcpy", detail);
    });
}

pub(super) unsafe extern "efiapi" fn memmove(
    to: *mut u8,
    from: *const u8,
    count: usize,
) -> *mut u8 {
    // SAFETY: the driver guarantees `count` bytes at both.
    unsafe { to.copy_from(from, count) };
    to
}

pub(super) unsafe extern "efiapi" fn memset(to: *mut u8, value: i32, count: usize) -> *mut u8 {
    // SAFETY: the driver guarantees `count` bytes there.
    unsafe { to.write_bytes(value.to_le_bytes()[0], count) };
    to
}

pub(super) unsafe extern "efiapi" fn memcmp(a: *const u8, b: *const u8, count: usize) -> i32 {
    for index in 0..count {
        // SAFETY: the driver guarantees `count` bytes there.
        let left = unsafe { a.wrapping_add(index).read() };
        // SAFETY: the driver guarantees `count` bytes there.
        let right = unsafe { b.wrapping_add(index).read() };
        if left != right {
            return i32::from(left) - i32::from(right);
        }
    }
    0
}

pub(super) unsafe extern "efiapi" fn strlen(text: *const u8) -> usize {
    let mut length = 0;
    // SAFETY: the text is readable up to its NUL.
    while unsafe { text.wrapping_add(length).read() } != 0 {
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::{memcmp, memcpy, memmove, memset, strlen};

    #[test]
    fn memory_functions_do_what_their_namesakes_in_c_do() {
        let mut bytes = *b"abcdef\0";
        let start = bytes.as_mut_ptr();
        // SAFETY: the array is long enough for each call, and ends with a NUL where one is needed.
        let length = unsafe { strlen(start) };
        // SAFETY: the array holds both ranges, which overlap.
        let moved = unsafe { memmove(start.wrapping_add(1), start, 4) };
        // SAFETY: both arrays have two bytes.
        let copied = unsafe { memcpy(start, b"xy".as_ptr(), 2) };
        // SAFETY: the array has the byte; of the value the lowest byte counts.
        let set = unsafe { memset(start.wrapping_add(5), 0x1_002A, 1) };
        assert_eq!((length, &bytes), (6, b"xybcd*\0"));
        let offsets = [moved, copied, set].map(|end| end.addr() - start.addr());
        assert_eq!(offsets, [1, 0, 5]);
    }

    #[test]
    fn memcmp_orders_by_the_first_difference_as_unsigned() {
        for (a, b, sign) in [(b"ab\x80", b"ab\x7F", 1), (b"abc", b"abc", 0), (b"abc", b"bab", -1)] {
            // SAFETY: both are three bytes long.
            assert_eq!(unsafe { memcmp(a.as_ptr(), b.as_ptr(), 3) }.signum(), sign);
        }
        // SAFETY: nothing is read.
        assert_eq!(unsafe { memcmp(b"a".as_ptr(), b"b".as_ptr(), 0) }, 0);
    }
}
