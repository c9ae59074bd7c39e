//! Requests that the driver holds: reads and writes, until they are released, cancelled or
//! stopped.

use wdk_sys::{
    NT_SUCCESS, NTSTATUS, STATUS_CANCELLED, STATUS_SUCCESS, ULONG, ULONG_PTR, WDFQUEUE, WDFREQUEST,
};

use super::device::{REQUEST, Request, current};
use crate::raw_driver::wdf;

/// A transfer of this length is held without being cancelable.
const NOT_CANCELABLE: usize = 3;

/// The modes of `EvtIoStop`.
const ACKNOWLEDGE: u32 = 0;
const REQUEUE: u32 = 1;
const COMPLETE: u32 = 2;

fn context<'a>(request: WDFREQUEST) -> &'a Request {
    REQUEST.of(request).expect("WdfDeviceInitSetRequestAttributes gave each request a context")
}

/// Holds a request.
fn hold(request: WDFREQUEST, cancelable: bool) {
    context(request).cancelable.set(cancelable);
    current().keep(request);
    if !cancelable {
        return;
    }
    let status = wdf!(WdfRequestMarkCancelableEx, request, Some(evt_request_cancel));
    if !NT_SUCCESS(status) {
        current().forget(request);
        wdf!(WdfRequestComplete, request, status);
    }
}

/// Completes a held request, unless its cancellation does so.
fn release(request: WDFREQUEST, status: NTSTATUS, information: ULONG_PTR) {
    let is_cancelled = context(request).cancelable.get()
        && wdf!(WdfRequestUnmarkCancelable, request) == STATUS_CANCELLED;
    if !is_cancelled {
        current().forget(request);
        wdf!(WdfRequestCompleteWithInformation, request, status, information);
    }
}

/// Completes the requests held, and those that the completions bring. Returns their number.
pub fn release_all() -> ULONG_PTR {
    let mut released = 0;
    while let Some(request) = current().oldest() {
        release(request, STATUS_SUCCESS, 2);
        released += 1;
    }
    released
}

pub extern "C" fn evt_io_transfer(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    hold(request, length != NOT_CANCELABLE);
}

extern "C" fn evt_request_cancel(request: WDFREQUEST) {
    current().forget(request);
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}

pub extern "C" fn evt_io_stop(_: WDFQUEUE, request: WDFREQUEST, _flags: ULONG) {
    let own = context(request);
    match current().stop_mode.get() {
        ACKNOWLEDGE => wdf!(WdfRequestStopAcknowledge, request, 0),
        REQUEUE => {
            if own.cancelable.take()
                && wdf!(WdfRequestUnmarkCancelable, request) == STATUS_CANCELLED
            {
                return;
            }
            current().forget(request);
            wdf!(WdfRequestStopAcknowledge, request, 1);
        }
        COMPLETE => release(request, STATUS_CANCELLED, 0),
        _ => {}
    }
}

pub extern "C" fn evt_io_resume(_: WDFQUEUE, _: WDFREQUEST) {}

pub extern "C" fn evt_io_canceled_on_queue(_: WDFQUEUE, request: WDFREQUEST) {
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}
