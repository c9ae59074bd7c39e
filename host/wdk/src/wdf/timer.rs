//! A framework timer (`WDFTIMER`).

use core::ptr;

use wdk_sys::{
    NTSTATUS, PWDF_OBJECT_ATTRIBUTES, PWDF_TIMER_CONFIG, WDF_OBJECT_ATTRIBUTES, WDF_TIMER_CONFIG,
    WDFTIMER, call_unsafe_wdf_function_binding,
};

use crate::nt_success;

/// A framework timer.
pub struct Timer {
    handle: WDFTIMER,
}

impl Timer {
    /// Creates a timer.
    ///
    /// # Errors
    /// The status of `WdfTimerCreate`.
    pub fn try_new(
        timer_config: &mut WDF_TIMER_CONFIG,
        attributes: &mut WDF_OBJECT_ATTRIBUTES,
    ) -> Result<Self, NTSTATUS> {
        let config: PWDF_TIMER_CONFIG = timer_config;
        let attributes: PWDF_OBJECT_ATTRIBUTES = attributes;
        let mut handle: WDFTIMER = ptr::null_mut();
        // SAFETY: the three pointers are valid for the call.
        let status = unsafe {
            call_unsafe_wdf_function_binding!(WdfTimerCreate, config, attributes, &raw mut handle)
        };
        if nt_success(status) { Ok(Self { handle }) } else { Err(status) }
    }

    /// Creates a timer: another name of [`Timer::try_new`].
    ///
    /// # Errors
    /// The status of `WdfTimerCreate`.
    pub fn create(
        timer_config: &mut WDF_TIMER_CONFIG,
        attributes: &mut WDF_OBJECT_ATTRIBUTES,
    ) -> Result<Self, NTSTATUS> {
        Self::try_new(timer_config, attributes)
    }

    /// Starts the timer. `due_time` is in units of 100 ns, and relative to now if negative. Returns
    /// whether the timer was already running.
    #[must_use]
    pub fn start(&self, due_time: i64) -> bool {
        // SAFETY: the handle came from `WdfTimerCreate`.
        unsafe { call_unsafe_wdf_function_binding!(WdfTimerStart, self.handle, due_time) != 0 }
    }

    /// Stops the timer. If `wait` is set, waits for a running callback, at `PASSIVE_LEVEL` only.
    /// Returns whether the timer was running.
    #[must_use]
    pub fn stop(&self, wait: bool) -> bool {
        let wait = u8::from(wait);
        // SAFETY: the handle came from `WdfTimerCreate`.
        unsafe { call_unsafe_wdf_function_binding!(WdfTimerStop, self.handle, wait) != 0 }
    }
}
