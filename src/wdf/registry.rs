//! A registry key.

use wdk_sys::{ULONG, WDFKEY};

use super::{Name, NtResult, NtStatus, wdf_call};

/// An open registry key, closed when it is dropped. `PASSIVE_LEVEL`.
pub struct RegistryKey(WDFKEY);

impl RegistryKey {
    /// # Safety
    /// The framework has just opened the key, and nothing else closes it.
    pub(super) const unsafe fn new(handle: WDFKEY) -> Self {
        Self(handle)
    }

    /// Reads a `REG_DWORD`.
    ///
    /// # Errors
    /// `STATUS_OBJECT_NAME_NOT_FOUND` if the key has no value of this name,
    /// `STATUS_OBJECT_TYPE_MISMATCH` if the value is of another type.
    pub fn query_u32(&self, name: Name) -> NtResult<u32> {
        let name = name.as_unicode_string();
        let mut number: ULONG = 0;
        // SAFETY: the key is open, and both pointers are valid for the call.
        let status =
            unsafe { wdf_call!(WdfRegistryQueryULong, self.0, &raw const name, &raw mut number) };
        NtStatus::check(status)?;
        Ok(number)
    }
}

impl Drop for RegistryKey {
    fn drop(&mut self) {
        // SAFETY: the key is open, and this is its last use.
        unsafe { wdf_call!(WdfRegistryClose, self.0) };
    }
}
