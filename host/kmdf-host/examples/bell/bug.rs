//! The bell with a bug: the timer completes a read whose cancellation has begun.

use core::{mem, ptr};

use wdk_sys::*;

use super::driver::{complete_with_a_byte, create_device, create_driver, waiting};

/// `DriverEntry`.
///
/// # Safety
/// The system calls this, with its driver object and registry path.
pub unsafe extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    // SAFETY: the system's arguments.
    unsafe { create_driver(driver, registry_path, Some(device_add)) }
}

unsafe extern "C" fn device_add(_driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    // SAFETY: the framework passes `init` to this callback.
    unsafe { create_device(init, Some(ring)) }
}

/// `EvtTimerFunc`: completes the read that waits.
unsafe extern "C" fn ring(timer: WDFTIMER) {
    // SAFETY: the framework passes a live timer.
    let queue = unsafe { call_unsafe_wdf_function_binding!(WdfTimerGetParentObject, timer) };
    // SAFETY: the timer's parent is the queue, whose lock the framework holds around this callback.
    let Some(waiting) = (unsafe { waiting(queue.cast()) }) else { return };
    if waiting.is_null() {
        return;
    }
    // The bug: STATUS_CANCELLED here says that EvtRequestCancel completes the read.
    // SAFETY: the read that waits is marked and not completed.
    _ = unsafe { call_unsafe_wdf_function_binding!(WdfRequestUnmarkCancelable, *waiting) };
    // SAFETY: wrong after a cancellation: the read is not the driver's then.
    unsafe { complete_with_a_byte(mem::replace(waiting, ptr::null_mut())) };
}

#[cfg(test)]
mod tests {
    use crate::explore;

    #[test]
    fn ignored_cancellation_is_found() {
        let report = explore(super::driver_entry);
        let failure = report.failure().expect("some order shows the bug");
        assert!(failure.complaints[0].starts_with("StaleHandle"), "{report}");
    }
}
