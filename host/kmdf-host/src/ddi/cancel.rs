//! Marking a `WDFREQUEST` as cancelable, for a cancellation to reach the driver.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names, and the names of one C interface"
)]

use super::arguments::on_object;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::request::Mark;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// Marks a request cancelable. If it is cancelled already, `EvtRequestCancel` is called, perhaps
/// before this returns; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestMarkCancelable(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    cancel: PFN_WDF_REQUEST_CANCEL,
) {
    const CALL: &str = "WdfRequestMarkCancelable";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if machine.required(CALL, &[("EvtRequestCancel", cancel.is_none())])
                && let Some(handle) = machine.check(CALL, request, Kind::Request)
            {
                machine.mark_cancelable(handle, cancel, false);
            }
        },
    );
}

/// Marks a request cancelable. If it is cancelled already, returns `STATUS_CANCELLED`, and
/// `EvtRequestCancel` is not called; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestMarkCancelableEx(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    cancel: PFN_WDF_REQUEST_CANCEL,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestMarkCancelableEx";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(CALL, &[("EvtRequestCancel", cancel.is_none())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let handle = machine.check(CALL, request, Kind::Request);
            handle.map_or(STATUS_INVALID_HANDLE, |handle| {
                machine.mark_cancelable(handle, cancel, true)
            })
        },
    )
}

/// Takes the mark back; returns `STATUS_CANCELLED` if `EvtRequestCancel` owns the request;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestUnmarkCancelable(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestUnmarkCancelable";
    on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.unmark_cancelable(handle)
    })
    .unwrap_or(STATUS_INVALID_HANDLE)
}

/// Whether the I/O manager has cancelled a request that is not marked; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestIsCanceled(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> BOOLEAN {
    const CALL: &str = "WdfRequestIsCanceled";
    u8::from(seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let Some(handle) = machine.check(CALL, request, Kind::Request) else { return false };
            if !machine.check_owned(CALL, handle) {
                return false;
            }
            let (marked, canceled) = machine.with(|state| {
                let request = state.request(handle);
                request.map_or((false, false), |r| {
                    (r.cancellation.mark != Mark::Unmarked, r.cancellation.canceled)
                })
            });
            if marked {
                let detail = "it is marked cancelable".into();
                machine.violation(Rule::CancelMarkMisused, machine.name_of(request), CALL, detail);
            }
            canceled && !marked
        },
    ))
}
