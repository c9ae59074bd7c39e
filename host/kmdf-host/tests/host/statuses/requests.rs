//! Requests: rows of I/O callbacks, on a parallel queue without synchronization.

use std::ptr::null_mut;
use std::time::Duration;

use kmdf_host::{File, Operation, Rule};
use wdk_sys::{PVOID, STATUS_CANCELLED, STATUS_SUCCESS, WDFMEMORY, WDFQUEUE, WDFREQUEST};

use super::driver::{
    Handles, Probes, Then, evt_cancel, finish, in_io, in_io_against, in_start, irql, note,
    note_status, note_thread_of, start,
};
use super::{compare, row};
use crate::raw_driver::{open, wdf};

/// A buffered control code, with 16 bytes of input and 8 of output.
fn ioctl(file: &File) -> Operation {
    file.device_control(0x0022_2000, &[7; 16], 8)
}

fn read(file: &File) -> Operation {
    file.read(8)
}

fn write(file: &File) -> Operation {
    file.write(&[7; 16])
}

const DONE: Then = Then::Complete(STATUS_SUCCESS);

fn input_buffer(request: WDFREQUEST, minimum: usize) {
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let (buffer, length) = (&raw mut buffer, &raw mut length);
    note_status(wdf!(WdfRequestRetrieveInputBuffer, request, minimum, buffer, length));
}

fn output_buffer(request: WDFREQUEST, minimum: usize) {
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let (buffer, length) = (&raw mut buffer, &raw mut length);
    note_status(wdf!(WdfRequestRetrieveOutputBuffer, request, minimum, buffer, length));
}

fn input_memory(request: WDFREQUEST) -> WDFMEMORY {
    let mut memory: WDFMEMORY = null_mut();
    note_status(wdf!(WdfRequestRetrieveInputMemory, request, &raw mut memory));
    memory
}

fn output_memory(request: WDFREQUEST) -> WDFMEMORY {
    let mut memory: WDFMEMORY = null_mut();
    note_status(wdf!(WdfRequestRetrieveOutputMemory, request, &raw mut memory));
    memory
}

#[test]
fn buffer_retrieval_gives_the_recorded_statuses() {
    compare(&[
        row(
            "the handler of the other rows: its IRQL",
            "0 app 00000000 0",
            in_io(ioctl, |_, _| {
                note(irql());
                DONE
            }),
        ),
        row(
            "WdfRequestRetrieveInputBuffer, OutputBuffer: all of it, one byte more",
            "00000000 00000000 c0000023 c0000023 app 00000000 0",
            in_io(ioctl, |_, request| {
                input_buffer(request, 16);
                output_buffer(request, 8);
                input_buffer(request, 17);
                output_buffer(request, 9);
                DONE
            }),
        ),
        row(
            "WdfRequestRetrieveInputMemory, InputBuffer of a read",
            "c0000010 c0000010 app 00000000 0",
            in_io_against(Rule::WrongBuffer, read, |_, request| {
                input_memory(request);
                input_buffer(request, 0);
                DONE
            }),
        ),
        row(
            "WdfRequestRetrieveOutputMemory of a write",
            "c0000010 app 00000000 0",
            in_io_against(Rule::WrongBuffer, write, |_, request| {
                output_memory(request);
                DONE
            }),
        ),
    ]);
}

#[test]
fn memory_copies_give_the_recorded_statuses() {
    compare(&[
        row(
            "WdfMemoryCopyToBuffer: all 16, 17 bytes, 1 byte from offset 16, 0 bytes",
            "00000000 00000000 c0000023 c0000023 c000000d app 00000000 0",
            in_io(ioctl, |_, request| {
                let memory = input_memory(request);
                let mut room = [0_u8; 32];
                for (offset, count) in [(0, 16), (0, 17), (16, 1), (0, 0)] {
                    let room = room.as_mut_ptr().cast();
                    note_status(wdf!(WdfMemoryCopyToBuffer, memory, offset, room, count));
                }
                DONE
            }),
        ),
        row(
            "WdfMemoryCopyFromBuffer: all 8, 9 bytes",
            "00000000 00000000 c0000206 app 00000000 0",
            in_io(ioctl, |_, request| {
                let memory = output_memory(request);
                let mut bytes = [0_u8; 32];
                for count in [8, 9] {
                    let bytes = bytes.as_mut_ptr().cast();
                    note_status(wdf!(WdfMemoryCopyFromBuffer, memory, 0, bytes, count));
                }
                DONE
            }),
        ),
    ]);
}

#[test]
fn request_queries_answer_as_recorded() {
    compare(&[
        row(
            "WdfRequestGetInformation before anything; WdfRequestSetInformation(3), then Complete",
            "0 app 00000000 3",
            in_io(write, |_, request| {
                note(wdf!(WdfRequestGetInformation, request));
                wdf!(WdfRequestSetInformation, request, 3);
                DONE
            }),
        ),
        row(
            "WdfRequestGetFileObject without a file object configuration; the requestor mode",
            "NULL 1 app 00000000 0",
            in_io_against(Rule::FileObjectsNotConfigured, write, |_, request| {
                let file = wdf!(WdfRequestGetFileObject, request);
                note(if file.is_null() { "NULL" } else { "a file object" });
                note(wdf!(WdfRequestGetRequestorMode, request));
                DONE
            }),
        ),
    ]);
}

/// Cancels an unmarked write of the driver. The driver examines the write later, in a DPC.
fn canceled(later: fn(WDFREQUEST)) -> String {
    let machine =
        start(Probes { io: Some(|_, _| Then::Keep), later: Some(later), ..Probes::default() });
    let operation = write(&open(&machine));
    assert!(operation.cancel(), "the write is outstanding");
    note("canceled");
    machine.advance(Duration::from_millis(10));
    report(&operation);
    finish(&machine)
}

/// Notes the findings of the application.
fn report(operation: &Operation) {
    match operation.result() {
        Some(result) => note(format_args!("app {:08x} {}", result.status, result.information)),
        None => note("pending"),
    }
}

#[test]
fn canceled_unmarked_requests_answer_as_recorded() {
    compare(&[
        row(
            "CancelIoEx of an unmarked request, then WdfRequestIsCanceled",
            "canceled 1 app c0000120 0",
            canceled(|request| {
                note(wdf!(WdfRequestIsCanceled, request));
                wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
            }),
        ),
        row(
            "then WdfRequestMarkCancelableEx: EvtRequestCancel is not called",
            "canceled c0000120 app c0000120 0",
            canceled(|request| {
                note_status(wdf!(WdfRequestMarkCancelableEx, request, Some(evt_cancel)));
                wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
            }),
        ),
        row(
            "then WdfRequestMarkCancelable: EvtRequestCancel is called inside",
            "canceled marking EvtRequestCancel at 2 marked app c0000120 0",
            canceled(|request| {
                note("marking");
                wdf!(WdfRequestMarkCancelable, request, Some(evt_cancel));
                note("marked");
            }),
        ),
    ]);
}

fn forward(request: WDFREQUEST, to: WDFQUEUE) -> i32 {
    let status = wdf!(WdfRequestForwardToIoQueue, request, to);
    note_status(status);
    status
}

/// Cancels a write that the driver has forwarded, and notes the thread of the queue's callback.
fn canceled_in_queue(handler: fn(&Handles, WDFREQUEST) -> Then) -> String {
    let machine = start(Probes { io: Some(handler), ..Probes::default() });
    let operation = write(&open(&machine));
    assert!(operation.cancel(), "the write is outstanding");
    note_thread_of(&machine, "EvtIoCanceledOnQueue");
    report(&operation);
    finish(&machine)
}

#[test]
fn forwarded_requests_answer_as_recorded() {
    compare(&[
        row(
            "WdfRequestForwardToIoQueue to a manual queue, CancelIoEx there",
            "00000000 EvtIoCanceledOnQueue at 0 in app 1 app c0000120 0",
            canceled_in_queue(|handles, request| {
                forward(request, handles.manual);
                Then::Leave
            }),
        ),
        row(
            "the same without EvtIoCanceledOnQueue",
            "00000000 app c0000120 0",
            canceled_in_queue(|handles, request| {
                forward(request, handles.manual_without_callback);
                Then::Leave
            }),
        ),
        row(
            "WdfRequestForwardToIoQueue to a purged queue; completed with that status",
            "c0200204 app 80000011 0",
            in_io(write, |handles, request| Then::Complete(forward(request, handles.purged))),
        ),
    ]);
}

fn queue_state(queue: WDFQUEUE) {
    let state = wdf!(WdfIoQueueGetState, queue, null_mut(), null_mut());
    note(format_args!("{state:X}"));
}

#[test]
fn queue_queries_answer_as_recorded() {
    compare(&[
        row(
            "WdfIoQueueRetrieveNextRequest of an empty manual queue",
            "8000001a app 00000000 0",
            in_io(ioctl, |handles, _| {
                let mut request: WDFREQUEST = null_mut();
                let (queue, out) = (handles.manual, &raw mut request);
                note_status(wdf!(WdfIoQueueRetrieveNextRequest, queue, out));
                DONE
            }),
        ),
        row(
            "WdfIoQueueGetState: idle and started, already in EvtDeviceSelfManagedIoInit",
            "F",
            in_start(|handles| queue_state(handles.queue)),
        ),
        row(
            "WdfIoQueueGetState: the driver has a request of it; of a purged queue",
            "7 E app 00000000 0",
            in_io(ioctl, |handles, _| {
                queue_state(handles.queue);
                queue_state(handles.purged);
                DONE
            }),
        ),
    ]);
}
