//! The control codes: each makes the driver do one thing.

use std::ptr::null_mut;

use wdk_sys::{
    NT_SUCCESS, NTSTATUS, PFN_WDF_IO_QUEUE_STATE, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS,
    ULONG, ULONG_PTR, WDFCONTEXT, WDFQUEUE, WDFREQUEST,
};

use super::device::current;
use super::objects::{create_memory, delete_family};
use super::transfers::release_all;
use crate::raw_driver::wdf;

/// A millisecond in the units of a due time, relative to now.
const MS: i64 = -10_000;

/// A status and an information, to complete a request with.
type Answer = (NTSTATUS, ULONG_PTR);

/// The callback for a queue that has reached the state that the driver asked for.
const REACHED: PFN_WDF_IO_QUEUE_STATE = Some(evt_io_queue_state);

extern "C" fn evt_io_queue_state(_: WDFQUEUE, _: WDFCONTEXT) {}

pub extern "C" fn evt_io_device_control(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    _input: usize,
    code: ULONG,
) {
    // The script counts from the first function code of vendors.
    let function = ((code >> 2) & 0xfff).wrapping_sub(0x800);
    let (status, information) = match function {
        4 | 6 => {
            let device = current();
            let to = if function == 4 { &device.manual } else { &device.unmanaged };
            let status = wdf!(WdfRequestForwardToIoQueue, request, to.get());
            if NT_SUCCESS(status) {
                return;
            }
            (status, 0)
        }
        _ => answer(function, queue, request),
    };
    wdf!(WdfRequestCompleteWithInformation, request, status, information);
}

/// Does what a control code asks for, except to keep the request.
fn answer(function: u32, queue: WDFQUEUE, request: WDFREQUEST) -> Answer {
    let device = current();
    match function {
        0 => look_at_buffers(request),
        3 => (STATUS_SUCCESS, release_all()),
        5 => with_next(device.manual.get(), |next| {
            wdf!(WdfRequestCompleteWithInformation, next, STATUS_SUCCESS, 0);
            STATUS_SUCCESS
        }),
        17 => (STATUS_SUCCESS, state_of(device.sequential.get())),
        18 => (STATUS_SUCCESS, state_of(device.manual.get())),
        20 => (STATUS_SUCCESS, wdf!(WdfTimerStart, device.timer.get(), 20 * MS).into()),
        21 => (STATUS_SUCCESS, wdf!(WdfTimerStop, device.timer.get(), 0).into()),
        22 => (STATUS_SUCCESS, device.ticks.get()),
        23 => (delete_family(queue), 0),
        26 => with_next(device.manual.get(), |next| wdf!(WdfRequestRequeue, next)),
        27 => (create_memory(request), 8),
        _ if act(function) => (STATUS_SUCCESS, 0),
        _ => (STATUS_INVALID_DEVICE_REQUEST, 0),
    }
}

/// Does what a control code without an answer asks for, if there is one with this number.
fn act(function: u32) -> bool {
    let device = current();
    let (sequential, parallel, manual) =
        (device.sequential.get(), device.parallel.get(), device.manual.get());
    match function {
        7 => wdf!(WdfIoQueuePurge, manual, REACHED, null_mut()),
        8 => wdf!(WdfIoQueueStart, manual),
        9 => wdf!(WdfIoQueueDrain, manual, REACHED, null_mut()),
        10 => wdf!(WdfIoQueueStop, sequential, REACHED, null_mut()),
        11 => wdf!(WdfIoQueueStart, sequential),
        12 => wdf!(WdfIoQueuePurge, sequential, REACHED, null_mut()),
        13 => wdf!(WdfIoQueueDrain, sequential, REACHED, null_mut()),
        14 => wdf!(WdfIoQueueStopAndPurge, sequential, REACHED, null_mut()),
        15 => wdf!(WdfIoQueuePurge, parallel, REACHED, null_mut()),
        16 => wdf!(WdfIoQueueStart, parallel),
        19 => {
            wdf!(WdfWorkItemEnqueue, device.work_item.get());
            wdf!(WdfWorkItemEnqueue, device.work_item.get());
        }
        24 => {
            wdf!(WdfWorkItemEnqueue, device.work_item.get());
            wdf!(WdfWorkItemFlush, device.work_item.get());
        }
        25 => _ = wdf!(WdfTimerStart, device.passive_timer.get(), 15 * MS),
        29 => device.refuses_next.set(true),
        40..=42 => device.stop_mode.set(function - 40),
        _ => return false,
    }
    true
}

/// Takes the next request of a queue, and does something with it.
fn with_next(queue: WDFQUEUE, work: impl FnOnce(WDFREQUEST) -> NTSTATUS) -> Answer {
    let mut next: WDFREQUEST = null_mut();
    let status = wdf!(WdfIoQueueRetrieveNextRequest, queue, &raw mut next);
    (if NT_SUCCESS(status) { work(next) } else { status }, 0)
}

/// Retrieves the input buffer and the output buffer, each of one byte or more. Answers with the
/// length of the output.
fn look_at_buffers(request: WDFREQUEST) -> Answer {
    let (mut buffer, mut length) = (null_mut(), 0);
    let (at, size) = (&raw mut buffer, &raw mut length);
    let mut status = wdf!(WdfRequestRetrieveInputBuffer, request, 1, at, size);
    if NT_SUCCESS(status) {
        status = wdf!(WdfRequestRetrieveOutputBuffer, request, 1, at, size);
    }
    (status, if NT_SUCCESS(status) { length as ULONG_PTR } else { 0 })
}

/// The state of a queue in the low byte, above it the requests queued, then those with the driver.
fn state_of(queue: WDFQUEUE) -> ULONG_PTR {
    let (mut queued, mut owned) = (0, 0);
    let state = wdf!(WdfIoQueueGetState, queue, &raw mut queued, &raw mut owned);
    ULONG_PTR::from(state.cast_unsigned() | queued << 8 | owned << 16)
}
