//! The requests in a WDFQUEUE: finding and retrieving them.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{hand_out, put, status_of};
use super::request::{PARAMETERS_SIZE, parameters_of};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::retrieval::Wanted;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::{Argument, Arguments};
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::StateCallback;

/// Takes the oldest request out of a sequential or manual queue; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueRetrieveNextRequest(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    request: *mut WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfIoQueueRetrieveNextRequest";
    let name = |m: &Arc<Inner>| m.name_of(queue).into();
    // SAFETY: the driver's variable for the handle, or NULL.
    unsafe { retrieve(CALL, name, queue, request, |_| Some(Wanted::Oldest)) }
}

/// Takes the oldest request of a file object out of a sequential or manual queue;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueRetrieveRequestByFileObject(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    file: WDFFILEOBJECT,
    request: *mut WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfIoQueueRetrieveRequestByFileObject";
    let names = |m: &Arc<Inner>| [m.name_of(queue), m.name_of(file)].map(Argument::from).into();
    let wanted = |m: &Arc<Inner>| m.check(CALL, file, Kind::File).map(Wanted::OfFile);
    // SAFETY: the driver's variable for the handle, or NULL.
    unsafe { retrieve(CALL, names, queue, request, wanted) }
}

/// Takes a request that `WdfIoQueueFindRequest` has found out of its queue; the driver still has to
/// drop the reference from the find; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueRetrieveFoundRequest(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    found: WDFREQUEST,
    request: *mut WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfIoQueueRetrieveFoundRequest";
    let names = |m: &Arc<Inner>| [m.name_of(queue), m.name_of(found)].map(Argument::from).into();
    let wanted = |m: &Arc<Inner>| m.check_found(CALL, found).map(Wanted::Found);
    // SAFETY: the driver's variable for the handle, or NULL.
    unsafe { retrieve(CALL, names, queue, request, wanted) }
}

/// Takes the wanted request out of a queue. `wanted` checks the handles that say which.
///
/// # Safety
/// `request` is NULL or valid for a write.
unsafe fn retrieve(
    call: &'static str,
    names: impl FnOnce(&Arc<Inner>) -> Arguments,
    queue: WDFQUEUE,
    request: *mut WDFREQUEST,
    wanted: impl FnOnce(&Arc<Inner>) -> Option<Wanted>,
) -> NTSTATUS {
    seam::call(call, DISPATCH, names, |machine| {
        if !machine.required(call, &[("OutRequest", request.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: the driver's variable for the handle, which is not NULL.
        unsafe { put(request, std::ptr::null_mut()) };
        let Some(queue) = machine.check(call, queue, Kind::Queue) else {
            return STATUS_INVALID_HANDLE;
        };
        let Some(wanted) = wanted(machine) else { return STATUS_INVALID_HANDLE };
        let (races, manual, verifies) = machine.with(|state| {
            let verifies = !state.verifier_off;
            let queue = state.queue(queue);
            queue.map_or((false, false, false), |queue| {
                (queue.races_retrieval(), queue.config.is_manual(), verifies)
            })
        });
        if matches!(wanted, Wanted::Found(_)) && verifies && !manual {
            machine.report(Rule::ObjectMisused, queue, call, "the queue is not manual");
            return STATUS_INVALID_DEVICE_REQUEST;
        }
        if let Wanted::Found(found) = wanted
            && !machine.check_tag(call, found)
        {
            return STATUS_INVALID_PARAMETER;
        }
        let taken = machine.retrieve(queue, wanted);
        if taken.is_ok() && races {
            let detail = "the dispatcher delivers the next request of a sequential queue while the \
                          driver owns none, expected a manual queue";
            machine.report(Rule::RetrieveRacesDispatch, queue, call, detail);
        }
        // SAFETY: the driver's variable for the handle.
        unsafe { hand_out(taken, request) }
    })
}

/// Finds a request in a manual queue, behind `found` if that is not NULL, of a file object if that is
/// not NULL. The request stays in the queue, and the driver gets a reference to it;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueFindRequest(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    found: WDFREQUEST,
    file: WDFFILEOBJECT,
    parameters: PWDF_REQUEST_PARAMETERS,
    request: *mut WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfIoQueueFindRequest";
    let names =
        |m: &Arc<Inner>| [m.name_of(queue), m.name_of(found), m.name_of(file)].map(Argument::from);
    seam::call(CALL, DISPATCH, names, |machine| {
        if !machine.required(CALL, &[("OutRequest", request.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: the driver's variable for the handle, which is not NULL.
        unsafe { put(request, std::ptr::null_mut()) };
        let Some(queue) = machine.check(CALL, queue, Kind::Queue) else {
            return STATUS_INVALID_HANDLE;
        };
        let tag =
            if found.is_null() { Some(Handle::NULL) } else { machine.check_found(CALL, found) };
        let of_file =
            if file.is_null() { Some(Handle::NULL) } else { machine.check(CALL, file, Kind::File) };
        let (Some(tag), Some(of_file)) = (tag, of_file) else { return STATUS_INVALID_HANDLE };
        // SAFETY: the driver's structure, which begins with its size, or NULL.
        let small =
            !parameters.is_null() && unsafe { parameters.cast::<u16>().read() } < PARAMETERS_SIZE;
        if small {
            return STATUS_INVALID_PARAMETER_4;
        }
        let result = machine.find_request(queue, tag, of_file, CALL);
        if let Some(filled) = result.ok().and_then(|found| parameters_of(machine, found)) {
            // SAFETY: the driver's variable for the parameters, or NULL.
            unsafe { put(parameters, filled) };
        }
        // SAFETY: the driver's variable for the handle.
        unsafe { hand_out(result, request) }
    })
}

/// Registers a callback for the first request that arrives in an empty manual queue, or takes it off
/// with NULL while the queue is stopped; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueReadyNotify(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    ready: PFN_WDF_IO_QUEUE_STATE,
    context: WDFCONTEXT,
) -> NTSTATUS {
    const CALL: &str = "WdfIoQueueReadyNotify";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(queue),
        |machine| {
            let Some(queue) = machine.check(CALL, queue, Kind::Queue) else {
                return STATUS_INVALID_HANDLE;
            };
            machine.with(|state| state.note_handed_on(CALL, context.addr()));
            let callback = ready
                .is_some()
                .then(|| StateCallback { callback: ready, context: context.expose_provenance() });
            status_of(machine.notify_ready(queue, callback, CALL))
        },
    )
}
