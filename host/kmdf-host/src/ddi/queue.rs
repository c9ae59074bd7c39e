//! WDFQUEUE.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, hand_out, on_object, put, sized_or_older};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::gates::QueueCall;
use crate::framework::object::Kind;
use crate::framework::queue::QueueState;
use crate::handle::Handle;
use crate::machine::Deed;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// Sizes of `WDF_IO_QUEUE_CONFIG` in KMDF 1.7, without `Settings` and `Driver`, and 1.9.
const SIZE_1_7: u32 = 0x50;
const SIZE_1_9: u32 = 0x58;

/// Creates a queue; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueCreate(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    config: PWDF_IO_QUEUE_CONFIG,
    queue_attributes: PWDF_OBJECT_ATTRIBUTES,
    queue: *mut WDFQUEUE,
) -> NTSTATUS {
    const CALL: &str = "WdfIoQueueCreate";
    seam::fallible(
        CALL,
        DISPATCH,
        |m| m.name_of(device),
        |machine| {
            let Some(device) = machine.check(CALL, device, Kind::Device) else {
                return STATUS_INVALID_HANDLE;
            };
            if !machine.required(CALL, &[("Config", config.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(queue_attributes) };
            let allowed = Allowed { parent: Parent::Optional, level: true, scope: true };
            let attributes = match attributes.check(allowed) {
                Ok(attributes) => attributes,
                Err(status) => return status,
            };
            // SAFETY: the driver's configuration, which is not NULL.
            let config = match unsafe { sized_or_older(config, &[SIZE_1_7, SIZE_1_9]) } {
                Ok(config) => config,
                Err(status) => return status,
            };
            if config.DefaultQueue == 0 && queue.is_null() {
                return STATUS_INVALID_PARAMETER_4;
            }
            // SAFETY: the union's members are integers of one size.
            let limit = unsafe { config.Settings.Parallel.NumberOfPresentedRequests };
            let parallel = _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel;
            let unlimited = config.Size == SIZE_1_7 && config.DispatchType == parallel;
            let limit = if unlimited { u32::MAX } else { limit };
            let created = machine.with(|s| s.create_queue(device, &config, limit, &attributes));
            if created.is_ok() {
                machine.check_object_limit();
            }
            // SAFETY: the driver's variable for the handle, or NULL.
            unsafe { hand_out(created, queue) }
        },
    )
}

/// A queue's state bits, and the numbers of queued and of owned requests; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueGetState(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    queue_requests: PULONG,
    driver_requests: PULONG,
) -> WDF_IO_QUEUE_STATE {
    const CALL: &str = "WdfIoQueueGetState";
    let QueueState { bits, queued, owned } =
        on_object(CALL, DISPATCH, queue, Kind::Queue, |machine, handle| {
            machine.with(|state| state.queue_state(handle))
        })
        .unwrap_or_default();
    // SAFETY: the driver's variable for the number, or NULL.
    unsafe { put(queue_requests, queued) };
    // SAFETY: the driver's variable for the number that it owns, or NULL.
    unsafe { put(driver_requests, owned) };
    bits
}

/// Opens a queue's gates; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueStart(_: PWDF_DRIVER_GLOBALS, queue: WDFQUEUE) {
    const CALL: &str = "WdfIoQueueStart";
    on_object(CALL, DISPATCH, queue, Kind::Queue, super::super::machine::Inner::start_queue);
}

/// Stops delivery; calls `complete` once the driver owns no request; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueStop(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    complete: PFN_WDF_IO_QUEUE_STATE,
    context: WDFCONTEXT,
) {
    change("WdfIoQueueStop", queue, QueueCall::Stop, complete, context);
}

/// Refuses new requests; calls `complete` once all others are completed; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueDrain(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    complete: PFN_WDF_IO_QUEUE_STATE,
    context: WDFCONTEXT,
) {
    change("WdfIoQueueDrain", queue, QueueCall::Drain, complete, context);
}

/// Refuses new requests and cancels the others; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueuePurge(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    complete: PFN_WDF_IO_QUEUE_STATE,
    context: WDFCONTEXT,
) {
    change("WdfIoQueuePurge", queue, QueueCall::Purge, complete, context);
}

/// Stops delivery and cancels the requests; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueStopAndPurge(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    complete: PFN_WDF_IO_QUEUE_STATE,
    context: WDFCONTEXT,
) {
    change("WdfIoQueueStopAndPurge", queue, QueueCall::StopAndPurge, complete, context);
}

fn change(
    call: &'static str,
    queue: WDFQUEUE,
    what: QueueCall,
    complete: PFN_WDF_IO_QUEUE_STATE,
    context: WDFCONTEXT,
) {
    on_object(call, DISPATCH, queue, Kind::Queue, |machine, queue| {
        machine.with(|state| state.note_handed_on(call, context.addr()));
        machine.check_place(call, Deed::ChangesQueue, queue);
        machine.change_queue(queue, what, complete, context);
    });
}

/// `WdfIoQueueStop` that waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueStopSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
) {
    change_and_wait("WdfIoQueueStopSynchronously", queue, QueueCall::Stop);
}

/// `WdfIoQueueDrain` that waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueDrainSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
) {
    change_and_wait("WdfIoQueueDrainSynchronously", queue, QueueCall::Drain);
}

/// `WdfIoQueuePurge` that waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueuePurgeSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
) {
    change_and_wait("WdfIoQueuePurgeSynchronously", queue, QueueCall::Purge);
}

/// `WdfIoQueueStopAndPurge` that waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueStopAndPurgeSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
) {
    change_and_wait("WdfIoQueueStopAndPurgeSynchronously", queue, QueueCall::StopAndPurge);
}

fn change_and_wait(call: &'static str, queue: WDFQUEUE, what: QueueCall) {
    // `change_queue_synchronously` checks the IRQL, and does nothing at a raised one.
    on_object(call, DISPATCH, queue, Kind::Queue, |machine, queue| {
        machine.change_queue_synchronously(queue, what);
    });
}

/// The device of a queue; any IRQL.
pub(super) unsafe extern "C" fn WdfIoQueueGetDevice(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
) -> WDFDEVICE {
    const CALL: &str = "WdfIoQueueGetDevice";
    let device = on_object(CALL, u8::MAX, queue, Kind::Queue, |machine, queue| {
        machine.with(|state| Some(state.queue(queue)?.device))
    })
    .flatten();
    raw(device.unwrap_or(Handle::NULL))
}
