//! UTF-16 strings, the framework's and the driver's.

use core::fmt::{self, Write};

use wdk_sys::{UNICODE_STRING, USHORT, WCHAR, WDFSTRING, call_unsafe_wdf_function_binding};

use super::{NtResult, NtStatus};

/// A short name in UTF-16, on the stack.
pub struct ShortName {
    units: [WCHAR; Self::CAPACITY],
    /// In bytes.
    length: USHORT,
}

impl ShortName {
    const CAPACITY: usize = 64;

    /// # Errors
    /// `STATUS_OBJECT_NAME_INVALID` if the name is too long.
    pub fn new(name: &str) -> NtResult<Self> {
        let mut short = Self { units: [0; Self::CAPACITY], length: 0 };
        let mut units = short.units.iter_mut();
        for unit in name.encode_utf16() {
            *units.next().ok_or(NtStatus::OBJECT_NAME_INVALID)? = unit;
            short.length = short.length.saturating_add(2);
        }
        Ok(short)
    }

    /// The name as the kernel wants it: to be read, and only as long as `self` is there.
    pub fn as_unicode_string(&self) -> UNICODE_STRING {
        UNICODE_STRING {
            Length: self.length,
            MaximumLength: self.length,
            Buffer: self.units.as_ptr().cast_mut(),
        }
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

/// What is not UTF-16 shows as U+FFFD.
impl fmt::Display for FrameworkString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut string = UNICODE_STRING::default();
        // SAFETY: the string object is live, and the pointer is valid for the call.
        unsafe {
            call_unsafe_wdf_function_binding!(WdfStringGetUnicodeString, self.0, &raw mut string);
        }
        let length = usize::from(string.Length / 2);
        let units: &[WCHAR] = if string.Buffer.is_null() {
            &[]
        } else {
            // SAFETY: the object owns a buffer of that length, and keeps it unchanged.
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
        // SAFETY: the string object is live, and this is the last use of it.
        unsafe { call_unsafe_wdf_function_binding!(WdfObjectDelete, object) };
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{NtStatus, ShortName};

    #[test]
    fn short_name_is_the_utf_16_of_the_name_and_counts_bytes() {
        let name = ShortName::new("Größe 𝄞").ok().unwrap();
        let units: std::vec::Vec<u16> = "Größe 𝄞".encode_utf16().collect();
        let string = name.as_unicode_string();
        assert_eq!(name.units.get(..units.len()), Some(units.as_slice()));
        assert_eq!(usize::from(string.Length), units.len() * 2);
        assert_eq!(string.MaximumLength, string.Length);
        assert_eq!(string.Buffer.cast_const(), name.units.as_ptr());
    }

    #[test]
    fn short_name_of_64_units_fits_and_of_65_is_invalid() {
        let fits = ShortName::new(&"n".repeat(64)).ok().unwrap();
        assert_eq!(fits.as_unicode_string().Length, 128);
        let error = ShortName::new(&"n".repeat(65)).err();
        assert!(error == Some(NtStatus::OBJECT_NAME_INVALID));
    }
}
