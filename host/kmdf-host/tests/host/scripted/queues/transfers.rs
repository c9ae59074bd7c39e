//! Requests that the driver holds, and what happens to them.

use wdk_sys::{
    NT_SUCCESS, NTSTATUS, STATUS_CANCELLED, STATUS_SUCCESS, ULONG, WDF_REQUEST_PARAMETERS,
    WDFQUEUE, WDFREQUEST,
};

use super::driver::{REQUEST, say, with};
use crate::raw_driver::wdf;

/// The parameters of a request, as `WDF_REQUEST_PARAMETERS_INIT` prepares them.
pub fn no_parameters() -> WDF_REQUEST_PARAMETERS {
    let size = u16::try_from(size_of::<WDF_REQUEST_PARAMETERS>()).unwrap_or(0);
    WDF_REQUEST_PARAMETERS { Size: size, ..Default::default() }
}

fn complete(request: WDFREQUEST, status: NTSTATUS, information: u64) {
    wdf!(WdfRequestCompleteWithInformation, request, status, information);
}

fn is_cancelable(request: WDFREQUEST) -> bool {
    REQUEST.of(request).is_some_and(|context| context.cancelable.get() != 0)
}

fn drop_held(request: WDFREQUEST) {
    with(|own| own.held.borrow_mut().retain(|held| *held != request));
}

/// Keeps a request.
pub fn hold(request: WDFREQUEST, cancelable: bool) {
    with(|own| own.held.borrow_mut().push(request));
    if let Some(context) = REQUEST.of(request) {
        context.cancelable.set(cancelable.into());
    }
    if cancelable {
        let status = wdf!(WdfRequestMarkCancelableEx, request, Some(evt_request_cancel));
        if !NT_SUCCESS(status) {
            drop_held(request);
            wdf!(WdfRequestComplete, request, status);
        }
    }
}

/// Completes the request that is held longest; `false` if none is.
pub fn release_one() -> bool {
    let oldest = with(|own| own.held.borrow().first().copied());
    let Some(request) = oldest else { return false };
    drop_held(request);
    let cancelled =
        is_cancelable(request) && wdf!(WdfRequestUnmarkCancelable, request) == STATUS_CANCELLED;
    if !cancelled {
        complete(request, STATUS_SUCCESS, 1);
    }
    true
}

extern "C" fn evt_request_cancel(request: WDFREQUEST) {
    drop_held(request);
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}

pub extern "C" fn evt_io_transfer(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    if length.is_multiple_of(10) {
        complete(request, STATUS_SUCCESS, length as u64);
    } else {
        hold(request, length % 10 != 3);
    }
}

pub extern "C" fn evt_io_default(_: WDFQUEUE, request: WDFREQUEST) {
    let mut parameters = no_parameters();
    wdf!(WdfRequestGetParameters, request, &raw mut parameters);
    say!("type {}", parameters.Type);
    hold(request, true);
}

pub extern "C" fn evt_io_canceled_on_queue(_: WDFQUEUE, request: WDFREQUEST) {
    complete(request, STATUS_CANCELLED, 0);
}

pub extern "C" fn evt_io_resume(_: WDFQUEUE, _: WDFREQUEST) {}

pub extern "C" fn evt_io_stop(_: WDFQUEUE, request: WDFREQUEST, _: ULONG) {
    let cancelable = is_cancelable(request);
    let unmark = || !cancelable || wdf!(WdfRequestUnmarkCancelable, request) != STATUS_CANCELLED;
    match with(|own| own.stop_mode.get()) {
        0 => wdf!(WdfRequestStopAcknowledge, request, 0),
        1 if unmark() => {
            if let Some(context) = cancelable.then(|| REQUEST.of(request)).flatten() {
                context.cancelable.set(0);
            }
            drop_held(request);
            wdf!(WdfRequestStopAcknowledge, request, 1);
        }
        2 if unmark() => {
            drop_held(request);
            wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
        }
        _ => {}
    }
}
