//! WDFREQUEST.
#![allow(
    clippy::used_underscore_items,
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names"
)]

use std::sync::Arc;

use super::arguments::{on_object, put, status_of};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::request::{Mark, RequestKind};
use crate::handle::Handle;
use crate::machine::{Deed, Inner};
use crate::names::{Argument, Arguments};
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// The status of a completed or sent request; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetStatus(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestGetStatus";
    on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        let has_status = machine.with(|state| {
            let sending = state.request(handle)?.sending.as_ref();
            sending.map(|sending| sending.has_status)
        });
        if has_status != Some(true) {
            let detail = "the driver has not sent the request";
            machine.report(Rule::StatusOfUnsentRequest, handle, CALL, detail);
        }
        machine.with(|state| state.request(handle).map_or(0, |request| request.progress.status))
    })
    .unwrap_or(STATUS_INVALID_HANDLE)
}

/// Completes a request with the information set before; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestComplete(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    status: NTSTATUS,
) {
    complete("WdfRequestComplete", request, status, None);
}

/// Completes a request; the priority boost has no meaning here; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestCompleteWithPriorityBoost(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    status: NTSTATUS,
    _boost: CCHAR,
) {
    complete("WdfRequestCompleteWithPriorityBoost", request, status, None);
}

/// Completes a request with `information`, the bytes transferred; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestCompleteWithInformation(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    status: NTSTATUS,
    information: ULONG_PTR,
) {
    complete("WdfRequestCompleteWithInformation", request, status, Some(information));
}

fn complete(call: &'static str, request: WDFREQUEST, status: NTSTATUS, information: Option<u64>) {
    let what = |machine: &Arc<Inner>| {
        let arguments = [machine.name_of(request).into(), Argument::Status(status)];
        let information = information.map(Argument::Information);
        arguments.into_iter().chain(information).collect::<Arguments>()
    };
    seam::call(call, DISPATCH, what, |machine| {
        if let Some(handle) = machine.check_completion(call, request) {
            machine.check_place(call, Deed::Completes, handle);
            machine.complete_request(handle, status, information, call);
        }
    });
}

/// The size of `WDF_REQUEST_PARAMETERS` in bytes.
pub(super) const PARAMETERS_SIZE: USHORT = 40;

/// The parameters of a request; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetParameters(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    parameters: PWDF_REQUEST_PARAMETERS,
) {
    const CALL: &str = "WdfRequestGetParameters";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(CALL, &[("Parameters", parameters.is_null())]) {
                return;
            }
            let Some(handle) = machine.check(CALL, request, Kind::Request) else { return };
            machine.check_place(CALL, Deed::ReadsParameters, handle);
            machine.check_use(CALL, handle);
            // SAFETY: the driver's structure, which begins with its size.
            let size = unsafe { parameters.cast::<u16>().read() };
            if size != PARAMETERS_SIZE {
                let detail = format!("Size is {size}, expected {PARAMETERS_SIZE}");
                machine.report(Rule::ParametersNotInitialized, handle, CALL, detail);
                return;
            }
            let Some(filled) = parameters_of(machine, handle) else { return };
            // SAFETY: the driver's variable for the parameters.
            unsafe { put(parameters, filled) };
        },
    );
}

/// The parameters of a read or a write.
fn transfer(length: usize, offset: i64) -> _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_2 {
    _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_2 {
        Length: length,
        Key: 0,
        DeviceOffset: offset,
    }
}

/// The parameters of a request as a driver gets them; `None` if there is no such request.
pub(super) fn parameters_of(machine: &Inner, handle: Handle) -> Option<WDF_REQUEST_PARAMETERS> {
    let (kind, input, output, offset, buffer) = machine.with(|state| {
        let request = state.request(handle)?;
        let buffer = request.type_3_input();
        request.buffers.shown |= buffer != 0;
        let lengths = (request.input_length, request.output_length);
        Some((request.kind, lengths.0, lengths.1, request.offset, buffer))
    })?;
    let mut filled = WDF_REQUEST_PARAMETERS { Size: PARAMETERS_SIZE, ..Default::default() };
    filled.Type = match kind {
        RequestKind::Create => _WDF_REQUEST_TYPE::WdfRequestTypeCreate,
        RequestKind::Read => {
            filled.Parameters.Read = transfer(output, offset);
            _WDF_REQUEST_TYPE::WdfRequestTypeRead
        }
        RequestKind::Write => {
            filled.Parameters.Write = transfer(input, offset);
            _WDF_REQUEST_TYPE::WdfRequestTypeWrite
        }
        RequestKind::DeviceControl(code) | RequestKind::InternalControl(code) => {
            filled.Parameters.DeviceIoControl =
                _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_4 {
                    OutputBufferLength: output,
                    InputBufferLength: input,
                    IoControlCode: code,
                    Type3InputBuffer: std::ptr::with_exposed_provenance_mut(buffer),
                };
            if matches!(kind, RequestKind::InternalControl(_)) {
                _WDF_REQUEST_TYPE::WdfRequestTypeDeviceControlInternal
            } else {
                _WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl
            }
        }
    };
    Some(filled)
}

/// Sets the number of bytes transferred for the completion; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestSetInformation(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    information: ULONG_PTR,
) {
    const CALL: &str = "WdfRequestSetInformation";
    let what = |m: &Arc<Inner>| [m.name_of(request).into(), Argument::Information(information)];
    seam::call(CALL, DISPATCH, what, |machine| {
        let Some(handle) = machine.check(CALL, request, Kind::Request) else { return };
        machine.check_use(CALL, handle);
        machine.with(|state| {
            if let Some(request) = state.request(handle) {
                request.progress.information = information;
            }
        });
    });
}

/// The value that `WdfRequestSetInformation` set; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetInformation(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> ULONG_PTR {
    const CALL: &str = "WdfRequestGetInformation";
    on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.check_use(CALL, handle);
        machine.with(|state| Some(state.request(handle)?.progress.information))
    })
    .flatten()
    .unwrap_or(0)
}

/// The file object of a request; NULL if the driver did not ask for file objects, or does not own the
/// request.
pub(super) unsafe extern "C" fn WdfRequestGetFileObject(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> WDFFILEOBJECT {
    const CALL: &str = "WdfRequestGetFileObject";
    let file = on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        if !machine.check_owned(CALL, handle) {
            return None;
        }
        machine.check_cancel_ahead(CALL, handle);
        machine.check_file_objects(CALL, handle);
        machine.with(|state| Some(state.request(handle)?.file_object))
    })
    .flatten();
    raw(file.unwrap_or(Handle::NULL))
}

/// Puts a request into another queue; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestForwardToIoQueue(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    queue: WDFQUEUE,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestForwardToIoQueue";
    let what = |m: &Arc<Inner>| [m.name_of(request).into(), Argument::from(m.name_of(queue))];
    seam::call(CALL, DISPATCH, what, |machine| {
        let request = machine.check(CALL, request, Kind::Request);
        let queue = machine.check(CALL, queue, Kind::Queue);
        let (Some(request), Some(queue)) = (request, queue) else { return STATUS_INVALID_HANDLE };
        status_of(machine.forward_request(request, queue))
    })
}

/// Puts a request back at the head of its manual queue; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRequeue(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestRequeue";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let handle = machine.check(CALL, request, Kind::Request);
            handle
                .map_or(STATUS_INVALID_HANDLE, |handle| status_of(machine.requeue_request(handle)))
        },
    )
}

/// The queue that delivered a request; NULL if none did, as for a create; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetIoQueue(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> WDFQUEUE {
    const CALL: &str = "WdfRequestGetIoQueue";
    let queue = on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.check_use(CALL, handle);
        let queue = machine.with(|state| state.request(handle)?.progress.queue);
        if queue.is_none() {
            let detail = "no queue delivered the create, expected a request from a queue";
            machine.report(Rule::QueueOfCreateRequest, handle, CALL, detail);
        }
        queue
    })
    .flatten();
    raw(queue.unwrap_or(Handle::NULL))
}

/// Answers `EvtIoStop`: the driver keeps the request, or gives it back to the queue;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestStopAcknowledge(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    requeue: BOOLEAN,
) {
    const CALL: &str = "WdfRequestStopAcknowledge";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let Some(handle) = machine.check(CALL, request, Kind::Request) else { return };
            let wrong = machine.with(|state| {
                let queue = state.request(handle).and_then(|request| request.progress.queue);
                let notifying =
                    queue.and_then(|q| state.queue(q)).is_some_and(|q| q.line.notifying);
                let request = state.request(handle)?;
                if !notifying {
                    return Some((Rule::CancelMarkMisused, "called outside EvtIoStop"));
                }
                if requeue != 0 && !request.progress.owned {
                    let detail = "requeued, but a queue owns it";
                    return Some((Rule::RequestNotOwned, detail));
                }
                if requeue != 0 && request.cancellation.mark != Mark::Unmarked {
                    let detail = "requeued while marked cancelable: unmark it first";
                    return Some((Rule::CancelMarkMisused, detail));
                }
                request.progress.stop_acknowledged = Some(requeue != 0);
                None
            });
            if let Some((rule, detail)) = wrong {
                let name = machine.name_of(request);
                machine.violation(rule, name, CALL, detail.into());
            }
        },
    );
}
