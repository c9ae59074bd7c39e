//! A registry key.

use wdk_sys::{ULONG, WDFKEY, call_unsafe_wdf_function_binding};

use super::{NtResult, NtStatus, string::ShortName};

/// An open registry key, closed when it is dropped. All at `PASSIVE_LEVEL`.
pub struct RegistryKey(WDFKEY);

impl RegistryKey {
    /// # Safety
    /// The framework has just opened the key, and nothing else closes it.
    pub(super) const unsafe fn new(handle: WDFKEY) -> Self {
        Self(handle)
    }

    /// Reads a value of the type `REG_DWORD`.
    ///
    /// # Errors
    /// `STATUS_OBJECT_NAME_NOT_FOUND` if there is no value of this name,
    /// `STATUS_OBJECT_TYPE_MISMATCH` if it is of another type.
    pub fn query_u32(&self, name: &str) -> NtResult<u32> {
        let name = ShortName::new(name)?;
        let name = name.as_unicode_string();
        let mut number: ULONG = 0;
        // SAFETY: the key is open, and both pointers are valid for the call.
        let status = unsafe {
            call_unsafe_wdf_function_binding!(
                WdfRegistryQueryULong,
                self.0,
                &raw const name,
                &raw mut number
            )
        };
        NtStatus::check(status)?;
        Ok(number)
    }
}

impl Drop for RegistryKey {
    fn drop(&mut self) {
        // SAFETY: the key is open, and this is the last use of it.
        unsafe { call_unsafe_wdf_function_binding!(WdfRegistryClose, self.0) };
    }
}
