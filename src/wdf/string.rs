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

/// Displays unpaired surrogates as U+FFFD.
impl fmt::Display for FrameworkString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut string = UNICODE_STRING::default();
        // SAFETY: the string object is live, and the pointer is valid for the call.
        unsafe {
            wdf_call!(WdfStringGetUnicodeString, self.0, &raw mut string);
        }
        let length = usize::from(string.Length / 2);
        let units: &[WCHAR] = if string.Buffer.is_null() {
            &[]
        } else {
            // SAFETY: the string object owns a buffer of this length and does not change it.
            unsafe { core::slice::from_raw_parts(string.Buffer, length) }
        };
        char::decode_utf16(units.iter().copied())
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .try_for_each(|character| formatter.write_char(character))
    }
}

impl Drop for FrameworkString {
    fn drop(&mut self) {
        let object = self.0.cast();
        // SAFETY: the string object is live, and this is its last use.
        unsafe { wdf_call!(WdfObjectDelete, object) };
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString;

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
