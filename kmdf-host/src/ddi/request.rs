//! WDFREQUEST.
#![allow(
    clippy::used_underscore_items,
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names"
)]

use std::sync::Arc;

use super::arguments::{hand_out, put, status_of};
use super::{seam, upcall::raw};
use crate::abi::*;
use crate::framework::object::{Handle, Kind};
use crate::framework::request::{Mark, RequestKind, Side};
use crate::machine::Inner;
use crate::rules::Rule;
use crate::running::DISPATCH;

/// The status of a completed or sent request; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetStatus(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestGetStatus";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let handle = machine.check(CALL, request, Kind::Request);
            handle.map_or(STATUS_INVALID_HANDLE, |handle| {
                machine.with(|state| state.request(handle).map_or(0, |request| request.status))
            })
        },
    )
}

/// Lets a cancellation reach the driver; one that was there first calls `EvtRequestCancel`, perhaps
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

/// Lets a cancellation reach the driver; `STATUS_CANCELLED` if one was there first, and
/// `EvtRequestCancel` is not called then; IRQL <= `DISPATCH_LEVEL`.
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

/// Takes the mark back; `STATUS_CANCELLED` if `EvtRequestCancel` has the request now;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestUnmarkCancelable(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestUnmarkCancelable";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let handle = machine.check(CALL, request, Kind::Request);
            handle.map_or(STATUS_INVALID_HANDLE, |handle| machine.unmark_cancelable(handle))
        },
    )
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
            let (marked, canceled) = machine.with(|state| {
                let request = state.request(handle);
                request.map_or((false, false), |r| (r.mark != Mark::Unmarked, r.canceled))
            });
            if marked {
                let detail = "it is marked cancelable".into();
                machine.violation(Rule::CancelMarkMisused, machine.name_of(request), CALL, detail);
            }
            canceled && !marked
        },
    ))
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
        let name = machine.name_of(request);
        let information = information.map_or(String::new(), |count| format!(", {count}"));
        format!("{name}, {:08x}{information}", status.cast_unsigned())
    };
    seam::call(call, DISPATCH, what, |machine| {
        if let Some(handle) = machine.check_completion(call, request) {
            machine.complete_request(handle, status, information, call);
        }
    });
}

/// What was asked for; IRQL <= `DISPATCH_LEVEL`.
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
            let Some((kind, input, output)) = machine.with(|state| {
                let request = state.request(handle)?;
                Some((request.kind, request.input_length, request.output_length))
            }) else {
                return;
            };
            let mut filled = WDF_REQUEST_PARAMETERS { Size: 40, ..Default::default() };
            filled.Type = match kind {
                RequestKind::Create => _WDF_REQUEST_TYPE::WdfRequestTypeCreate,
                RequestKind::Read => {
                    filled.Parameters.Read.Length = output;
                    _WDF_REQUEST_TYPE::WdfRequestTypeRead
                }
                RequestKind::Write => {
                    filled.Parameters.Write.Length = input;
                    _WDF_REQUEST_TYPE::WdfRequestTypeWrite
                }
                RequestKind::DeviceControl(code) => {
                    filled.Parameters.DeviceIoControl =
                        _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_4 {
                            OutputBufferLength: output,
                            InputBufferLength: input,
                            IoControlCode: code,
                            Type3InputBuffer: std::ptr::null_mut(),
                        };
                    _WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl
                }
            };
            // SAFETY: where the driver wants the parameters.
            unsafe { put(parameters, filled) };
        },
    );
}

/// The memory object of what the application sent; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveInputMemory(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    retrieve_memory("WdfRequestRetrieveInputMemory", request, Side::Input, memory)
}

/// The memory object of what the application gets; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveOutputMemory(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    retrieve_memory("WdfRequestRetrieveOutputMemory", request, Side::Output, memory)
}

fn retrieve_memory(
    call: &'static str,
    request: WDFREQUEST,
    side: Side,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    seam::fallible(
        call,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(call, &[("Memory", memory.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(call, request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            let retrieved = machine.with(|state| state.request_memory(handle, side));
            // SAFETY: where the driver wants the handle.
            unsafe { hand_out(retrieved, memory) }
        },
    )
}

/// The buffer of what the application sent, if it is `minimum` bytes long; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveInputBuffer(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    minimum: usize,
    buffer: *mut PVOID,
    length: *mut usize,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestRetrieveInputBuffer";
    retrieve_buffer(CALL, request, Side::Input, minimum, (buffer, length))
}

/// The buffer of what the application gets, if it is `minimum` bytes long; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveOutputBuffer(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    minimum: usize,
    buffer: *mut PVOID,
    length: *mut usize,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestRetrieveOutputBuffer";
    retrieve_buffer(CALL, request, Side::Output, minimum, (buffer, length))
}

fn retrieve_buffer(
    call: &'static str,
    request: WDFREQUEST,
    side: Side,
    minimum: usize,
    (buffer, length): (*mut PVOID, *mut usize),
) -> NTSTATUS {
    seam::fallible(
        call,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(call, &[("Buffer", buffer.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(call, request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            let found = machine.with(|state| {
                let length = state.request_length(handle, side)?;
                if length < minimum {
                    return Err(STATUS_BUFFER_TOO_SMALL);
                }
                Ok((state.request(handle).map_or(0, |request| request.buffer.address()), length))
            });
            let (address, count) = found.unwrap_or((0, 0));
            // SAFETY: where the driver wants the address.
            unsafe { put(buffer, std::ptr::with_exposed_provenance_mut(address)) };
            // SAFETY: where the driver wants the length, or NULL.
            unsafe { put(length, count) };
            status_of(found.map(|_| ()))
        },
    )
}

/// Sets what the completion tells: the bytes transferred; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestSetInformation(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    information: ULONG_PTR,
) {
    const CALL: &str = "WdfRequestSetInformation";
    let what = |m: &Arc<Inner>| format!("{}, {information}", m.name_of(request));
    seam::call(CALL, DISPATCH, what, |machine| {
        let Some(handle) = machine.check(CALL, request, Kind::Request) else { return };
        machine.with(|state| {
            if let Some(request) = state.request(handle) {
                request.information = information;
            }
        });
    });
}

/// What `WdfRequestSetInformation` set; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetInformation(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> ULONG_PTR {
    const CALL: &str = "WdfRequestGetInformation";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let handle = machine.check(CALL, request, Kind::Request)?;
            machine.with(|state| Some(state.request(handle)?.information))
        },
    )
    .unwrap_or(0)
}

/// The file object of a request; NULL where the driver did not ask for file objects.
pub(super) unsafe extern "C" fn WdfRequestGetFileObject(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> WDFFILEOBJECT {
    const CALL: &str = "WdfRequestGetFileObject";
    let file = seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let handle = machine.check(CALL, request, Kind::Request)?;
            machine.with(|state| Some(state.request(handle)?.file_object))
        },
    );
    raw(file.unwrap_or(Handle::NULL))
}

/// Who asked: always an application here.
pub(super) unsafe extern "C" fn WdfRequestGetRequestorMode(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> KPROCESSOR_MODE {
    const CALL: &str = "WdfRequestGetRequestorMode";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            machine.check(CALL, request, Kind::Request);
        },
    );
    1
}

/// Puts a request into another queue; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestForwardToIoQueue(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    queue: WDFQUEUE,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestForwardToIoQueue";
    let what = |m: &Arc<Inner>| format!("{}, {}", m.name_of(request), m.name_of(queue));
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

/// The queue that delivered a request; NULL if none did; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetIoQueue(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> WDFQUEUE {
    const CALL: &str = "WdfRequestGetIoQueue";
    let queue = seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            let handle = machine.check(CALL, request, Kind::Request)?;
            machine.with(|state| state.request(handle)?.queue)
        },
    );
    raw(queue.unwrap_or(Handle::NULL))
}

/// Answers `EvtIoStop`: keep the request, or give it back to the queue; IRQL <= `DISPATCH_LEVEL`.
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
                let queue = state.request(handle).and_then(|request| request.queue);
                let notifying = queue.and_then(|q| state.queue(q)).is_some_and(|q| q.notifying);
                let request = state.request(handle)?;
                if !notifying {
                    return Some("called outside EvtIoStop");
                }
                if requeue != 0 && request.mark != Mark::Unmarked {
                    return Some("requeued while marked cancelable: unmark it first");
                }
                request.stop_acknowledged = Some(requeue != 0);
                None
            });
            if let Some(detail) = wrong {
                let name = machine.name_of(request);
                machine.violation(Rule::CancelMarkMisused, name, CALL, detail.into());
            }
        },
    );
}
