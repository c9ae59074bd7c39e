//! UTF-16 strings: names in the driver, and string objects of the framework.

use core::fmt::{self, Write};

use wdk_sys::{UNICODE_STRING, USHORT, WCHAR, WDFSTRING};

use super::wdf_call;

/// A constant name in UTF-16, made by [`name!`] when the driver is compiled.
#[derive(Clone, Copy)]
pub struct Name {
    text: &'static str,
    units: &'static [WCHAR],
    /// In bytes.
    length: USHORT,
}

/// Makes a [`Name`] from an ASCII constant: `name!("TimerPeriod")`.
macro_rules! name {
    ($text:expr) => {{
        static UNITS: [::wdk_sys::WCHAR; $text.len()] = $crate::wdf::Name::units($text);
        const { $crate::wdf::Name::new($text, &UNITS) }
    }};
}
pub(crate) use name;

impl Name {
    /// For [`name!`]: the text in UTF-16.
    pub const fn units<const LENGTH: usize>(text: &str) -> [WCHAR; LENGTH] {
        assert!(text.is_ascii(), "a name is ASCII, one UTF-16 unit for each byte");
        let mut units = [0; LENGTH];
        let mut index = 0;
        while index < LENGTH {
            units[index] = text.as_bytes()[index] as WCHAR;
            index += 1;
        }
        units
    }

    /// For [`name!`]: the text and its UTF-16 units.
    #[expect(clippy::cast_possible_truncation, reason = "asserted")]
    pub const fn new(text: &'static str, units: &'static [WCHAR]) -> Self {
        let length = size_of_val(units);
        assert!(length <= USHORT::MAX as usize, "a UNICODE_STRING has at most 65,535 bytes");
        Self { text, units, length: length as USHORT }
    }

    /// The name as a `UNICODE_STRING`, whose buffer is read-only.
    pub const fn as_unicode_string(self) -> UNICODE_STRING {
        UNICODE_STRING {
            Length: self.length,
            MaximumLength: self.length,
            Buffer: self.units.as_ptr().cast_mut(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text)
    }
}

/// A string object of the framework, deleted when it is dropped.
pub struct FrameworkString(WDFSTRING);

impl FrameworkString {
    /// # Safety
    /// The framework has just created the string, and nothing else deletes or changes it.
    pub(super) const unsafe fn new(handle: WDFSTRING) -> Self {
        Self(handle)
    }
}

impl fmt::Display for FrameworkString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut string = UNICODE_STRING::default();
        // SAFETY: the string object is live, and the pointer is valid for the call.
        unsafe {
            wdf_call!(WdfStringGetUnicodeString, self.0, &raw mut string);
        }
        // SAFETY: the string object owns a buffer of this length and does not change it.
        Utf16(unsafe { units(&string) }).fmt(formatter)
    }
}

impl Drop for FrameworkString {
    fn drop(&mut self) {
        let object = self.0.cast();
        // SAFETY: the string object is live, and this is its last use.
        unsafe { wdf_call!(WdfObjectDelete, object) };
    }
}

/// The UTF-16 units of a string. No zero follows them.
///
/// # Safety
/// The buffer is null or has `Length` valid bytes, which do not change while the string is borrowed.
const unsafe fn units(string: &UNICODE_STRING) -> &[WCHAR] {
    if string.Buffer.is_null() {
        return &[];
    }
    let length = string.Length as usize / size_of::<WCHAR>();
    // SAFETY: the caller vouches for `Length` bytes, and a buffer of units is aligned to units.
    unsafe { core::slice::from_raw_parts(string.Buffer, length) }
}

/// Displays UTF-16 units, and unpaired surrogates as U+FFFD.
struct Utf16<'a>(&'a [WCHAR]);

impl fmt::Display for Utf16<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        char::decode_utf16(self.0.iter().copied())
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .try_for_each(|character| formatter.write_char(character))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use core::ptr;
    use std::string::{String, ToString};

    use wdk_sys::{UNICODE_STRING, USHORT, WCHAR};

    use super::{Utf16, units};

    /// The text of a string with this length in bytes, whose buffer continues with other units.
    fn text(buffer: &mut [WCHAR], length: USHORT) -> String {
        assert!(buffer.len() >= usize::from(length) * 2, "a wrong length stays inside the buffer");
        let string =
            UNICODE_STRING { Length: length, MaximumLength: length, Buffer: buffer.as_mut_ptr() };
        // SAFETY: the buffer is longer than the string.
        Utf16(unsafe { units(&string) }).to_string()
    }

    #[test]
    fn string_ends_at_its_length_without_a_zero() {
        let mut buffer: [WCHAR; 12] =
            [b'1', b'.', b'3', b'1'].map(WCHAR::from).repeat(3).try_into().unwrap();
        assert_eq!(text(&mut buffer, 6), "1.3");
        assert_eq!(text(&mut buffer, 2), "1");
        assert_eq!(text(&mut buffer, 0), "");
    }

    #[test]
    fn odd_byte_at_the_end_of_a_string_is_no_unit() {
        let mut buffer = [WCHAR::from(b'x'); 12];
        assert_eq!(text(&mut buffer, 1), "");
        assert_eq!(text(&mut buffer, 5), "xx");
    }

    #[test]
    fn zero_inside_a_string_is_a_character() {
        let mut buffer = [0; 12];
        buffer[2] = WCHAR::from(b'x');
        assert_eq!(text(&mut buffer, 6), "\0\0x");
    }

    #[test]
    fn string_without_a_buffer_is_empty() {
        let string = UNICODE_STRING { Length: 6, MaximumLength: 6, Buffer: ptr::null_mut() };
        // SAFETY: the buffer is null.
        assert!(unsafe { units(&string) }.is_empty());
    }

    #[test]
    fn surrogate_pair_is_one_character_and_a_lone_one_is_replaced() {
        let (high, low) = (0xD83D, 0xDE00);
        assert_eq!(Utf16(&[high, low, 0x41]).to_string(), "\u{1F600}A");
        for units in [&[high, 0x41][..], &[low, 0x41], &[high, high, low], &[low, high]] {
            let text = Utf16(units).to_string();
            assert!(text.starts_with(char::REPLACEMENT_CHARACTER), "{units:X?}: {text}");
        }
        assert_eq!(Utf16(&[0x41, high]).to_string(), "A\u{FFFD}");
        assert_eq!(Utf16(&[low, high]).to_string(), "\u{FFFD}\u{FFFD}");
    }

    #[test]
    fn name_has_utf_16_units_and_a_length_in_bytes() {
        let name = name!("TimerPeriod");
        let units: std::vec::Vec<u16> = "TimerPeriod".encode_utf16().collect();
        let string = name.as_unicode_string();
        assert_eq!(name.units, units);
        assert_eq!(string.Length, 22);
        assert_eq!(string.MaximumLength, 22);
        assert_eq!(string.Buffer.cast_const(), name.units.as_ptr());
        assert_eq!(name.to_string(), "TimerPeriod");
    }
}
