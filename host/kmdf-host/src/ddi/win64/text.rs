//! The driver's texts: reading them, and the functions of the C library that measure and compare
//! them. Those bypass the seam, because compilers make such calls, too.

use crate::abi::UNICODE_STRING;
use crate::kernel::format::Text;

/// The most characters of a text that the host reads.
const LONGEST: usize = 4096;

/// What `DbgPrint` shows for NULL.
const NULL: &str = "(null)";

/// The characters up to a NUL, at most [`LONGEST`].
///
/// # Safety
/// `text` ends with a NUL.
unsafe fn units<T: Copy + Default + PartialEq>(text: *const T) -> Vec<T> {
    let mut units = Vec::new();
    while units.len() < LONGEST {
        // SAFETY: guaranteed by the caller.
        let unit = unsafe { text.wrapping_add(units.len()).read_unaligned() };
        if unit == T::default() {
            break;
        }
        units.push(unit);
    }
    units
}

/// A NUL-terminated string of the driver's.
///
/// # Safety
/// `text` is NULL or ends with a NUL.
pub(super) unsafe fn narrow(text: *const u8) -> String {
    if text.is_null() {
        return NULL.into();
    }
    // SAFETY: guaranteed by the caller.
    String::from_utf8_lossy(&unsafe { units(text) }).into_owned()
}

/// A NUL-terminated UTF-16 string of the driver's.
///
/// # Safety
/// `text` is NULL or ends with a NUL.
pub(super) unsafe fn wide(text: *const u16) -> String {
    if text.is_null() {
        return NULL.into();
    }
    // SAFETY: guaranteed by the caller.
    String::from_utf16_lossy(&unsafe { units(text) })
}

/// The text at an address that is the argument of a conversion.
///
/// # Safety
/// The address is that of such a text, or NULL.
pub(super) unsafe fn read(kind: Text, address: u64) -> String {
    let address = usize::try_from(address).unwrap_or(0);
    let place = std::ptr::with_exposed_provenance::<()>(address);
    if place.is_null() {
        return NULL.into();
    }
    match kind {
        // SAFETY: guaranteed by the caller.
        Text::Narrow => unsafe { narrow(place.cast()) },
        // SAFETY: guaranteed by the caller.
        Text::Wide => unsafe { wide(place.cast()) },
        Text::Counted | Text::CountedWide => {
            // SAFETY: guaranteed by the caller; an ANSI_STRING has the same fields.
            let counted = unsafe { place.cast::<UNICODE_STRING>().read_unaligned() };
            if counted.Buffer.is_null() {
                return NULL.into();
            }
            let length = usize::from(counted.Length);
            // SAFETY: guaranteed by the caller.
            let bytes = unsafe { std::slice::from_raw_parts(counted.Buffer.cast::<u8>(), length) };
            if kind == Text::Counted {
                return String::from_utf8_lossy(bytes).into_owned();
            }
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
    }
}

/// The length of a UTF-16 text; any IRQL at which the text is resident.
pub(super) unsafe extern "efiapi" fn wcslen(text: *const u16) -> usize {
    let mut length = 0;
    // SAFETY: the text is readable up to its NUL.
    while unsafe { text.wrapping_add(length).read_unaligned() } != 0 {
        length += 1;
    }
    length
}

/// Compares two texts by their first difference; any IRQL at which they are resident.
pub(super) unsafe extern "efiapi" fn strcmp(a: *const u8, b: *const u8) -> i32 {
    // SAFETY: both are readable up to their NUL.
    unsafe { compare(a, b, usize::MAX) }
}

/// [`strcmp`] of the first `count` characters.
pub(super) unsafe extern "efiapi" fn strncmp(a: *const u8, b: *const u8, count: usize) -> i32 {
    // SAFETY: both are readable up to their NUL, or to `count` characters.
    unsafe { compare(a, b, count) }
}

/// [`strcmp`] for UTF-16.
pub(super) unsafe extern "efiapi" fn wcscmp(a: *const u16, b: *const u16) -> i32 {
    // SAFETY: both are readable up to their NUL.
    unsafe { compare(a, b, usize::MAX) }
}

/// [`strncmp`] for UTF-16.
pub(super) unsafe extern "efiapi" fn wcsncmp(a: *const u16, b: *const u16, count: usize) -> i32 {
    // SAFETY: both are readable up to their NUL, or to `count` characters.
    unsafe { compare(a, b, count) }
}

/// Compares at most `count` characters; returns -1, 0 or 1.
///
/// # Safety
/// Both texts are readable up to a NUL, or to `count` characters.
unsafe fn compare<T: Copy + Default + Ord>(a: *const T, b: *const T, count: usize) -> i32 {
    for index in 0..count {
        // SAFETY: guaranteed by the caller.
        let left = unsafe { a.wrapping_add(index).read_unaligned() };
        // SAFETY: guaranteed by the caller.
        let right = unsafe { b.wrapping_add(index).read_unaligned() };
        if left != right {
            return if left < right { -1 } else { 1 };
        }
        if left == T::default() {
            break;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::{strcmp, strncmp, wcscmp, wcslen, wcsncmp};

    fn wide(text: &str) -> Vec<u16> {
        text.encode_utf16().chain([0]).collect()
    }

    #[test]
    fn texts_are_compared_up_to_the_first_difference_or_the_count() {
        for (a, b, sign) in [("abc\0", "abc\0", 0), ("abc\0", "abd\0", -1), ("b\0", "abc\0", 1)] {
            // SAFETY: both end with a NUL.
            assert_eq!(unsafe { strcmp(a.as_ptr(), b.as_ptr()) }, sign, "{a:?} {b:?}");
            // SAFETY: both end with a NUL.
            let wide = unsafe { wcscmp(wide(a).as_ptr(), wide(b).as_ptr()) };
            assert_eq!(wide, sign, "{a:?} {b:?}");
        }
        // SAFETY: both have two characters.
        assert_eq!(unsafe { strncmp(c"abc".as_ptr().cast(), c"abd".as_ptr().cast(), 2) }, 0);
        // SAFETY: both have three characters.
        assert_eq!(unsafe { wcsncmp(wide("abc").as_ptr(), wide("abd").as_ptr(), 3) }, -1);
    }

    #[test]
    fn length_of_a_wide_text_is_in_characters() {
        // SAFETY: it ends with a NUL.
        assert_eq!(unsafe { wcslen(wide("four").as_ptr()) }, 4);
    }
}
