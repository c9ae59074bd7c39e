//! The bell with a bug: the timer completes a read whose cancellation has begun.

use core::{mem, ptr};

use wdk_sys::*;

use super::driver::{complete_with_a_byte, create_device, create_driver, waiting};

/// `DriverEntry`.
pub unsafe extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    unsafe { create_driver(driver, registry_path, Some(device_add)) }
}

unsafe extern "C" fn device_add(_driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    unsafe { create_device(init, Some(ring)) }
}

/// `EvtTimerFunc`: completes the read that waits.
unsafe extern "C" fn ring(timer: WDFTIMER) {
    unsafe {
        let queue = call_unsafe_wdf_function_binding!(WdfTimerGetParentObject, timer).cast();
        let Some(waiting) = waiting(queue) else { return };
        if waiting.is_null() {
            return;
        }
        // The bug: STATUS_CANCELLED here says that EvtRequestCancel completes the read.
        _ = call_unsafe_wdf_function_binding!(WdfRequestUnmarkCancelable, *waiting);
        complete_with_a_byte(mem::replace(waiting, ptr::null_mut()));
    }
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
