//! A framework spin lock (`WDFSPINLOCK`).

use core::ptr;

use wdk_sys::{
    NTSTATUS, PWDF_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES, WDFSPINLOCK,
    call_unsafe_wdf_function_binding,
};

use crate::nt_success;

/// A framework spin lock, without data and without a guard.
pub struct SpinLock {
    handle: WDFSPINLOCK,
}

impl SpinLock {
    /// Creates a spin lock.
    ///
    /// # Errors
    /// The status of `WdfSpinLockCreate`.
    pub fn try_new(attributes: &mut WDF_OBJECT_ATTRIBUTES) -> Result<Self, NTSTATUS> {
        let attributes: PWDF_OBJECT_ATTRIBUTES = attributes;
        let mut handle: WDFSPINLOCK = ptr::null_mut();
        // SAFETY: both pointers are valid for the call.
        let status = unsafe {
            call_unsafe_wdf_function_binding!(WdfSpinLockCreate, attributes, &raw mut handle)
        };
        if nt_success(status) { Ok(Self { handle }) } else { Err(status) }
    }

    /// Creates a spin lock: another name of [`SpinLock::try_new`].
    ///
    /// # Errors
    /// The status of `WdfSpinLockCreate`.
    pub fn create(attributes: &mut WDF_OBJECT_ATTRIBUTES) -> Result<Self, NTSTATUS> {
        Self::try_new(attributes)
    }

    /// Acquires the lock and raises the IRQL to `DISPATCH_LEVEL`.
    pub fn acquire(&self) {
        // SAFETY: the handle came from `WdfSpinLockCreate`.
        unsafe { call_unsafe_wdf_function_binding!(WdfSpinLockAcquire, self.handle) }
    }

    /// Releases the lock and restores the previous IRQL.
    pub fn release(&self) {
        // SAFETY: the handle came from `WdfSpinLockCreate`.
        unsafe { call_unsafe_wdf_function_binding!(WdfSpinLockRelease, self.handle) }
    }
}
