//! The control codes: each is a command.

use std::ptr::null_mut;

use wdk_sys::{
    _WDF_REQUEST_TYPE, NT_SUCCESS, NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS, ULONG,
    WDFCONTEXT, WDFFILEOBJECT, WDFQUEUE, WDFREQUEST,
};

use super::driver::{Own, say, say_status, with};
use super::transfers::{hold, no_parameters, release_one};
use crate::raw_driver::wdf;

pub extern "C" fn evt_io_device_control(
    _: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    input: usize,
    code: ULONG,
) {
    let function = ((code >> 2) & 0xfff).wrapping_sub(0x800);
    let value = if input >= 4 { value_of(request) } else { 0 };
    let queues = with(Queues::of);
    let done = |information| Some((STATUS_SUCCESS, information));
    let result = match function {
        0 => {
            release_one();
            done(0)
        }
        1 => {
            let mut released = 0;
            while release_one() {
                released += 1;
            }
            done(released)
        }
        2 => forward(request, queues.manual),
        3 => forward(request, queues.unmanaged),
        4 => forward(request, queues.sequential),
        6 => done(find_all(&queues, request, value != 0)),
        24 | 35 => forward_to_itself(request, queues.control),
        32 | 33 => {
            hold(request, function == 32);
            None
        }
        34 => {
            let status = wdf!(WdfRequestRequeue, request);
            say_status("Requeue of a request of a parallel queue", status);
            (!NT_SUCCESS(status)).then_some((STATUS_SUCCESS, 0))
        }
        5 | 7..=12 | 21 | 22 | 31 | 41 | 42 => {
            retrieve(function, request, value, &queues);
            done(0)
        }
        13..=20 | 36..=40 => {
            change(function, &queues);
            done(0)
        }
        _ => Some((other(function, value, &queues), 0)),
    };
    if let Some((status, information)) = result {
        wdf!(WdfRequestCompleteWithInformation, request, status, information);
    }
}

/// The queues by name.
struct Queues {
    limited: WDFQUEUE,
    unlimited: WDFQUEUE,
    manual: WDFQUEUE,
    unmanaged: WDFQUEUE,
    sequential: WDFQUEUE,
    control: WDFQUEUE,
}

impl Queues {
    fn of(own: &Own) -> Self {
        Self {
            limited: own.limited.get().0,
            unlimited: own.unlimited.get().0,
            manual: own.manual.get().0,
            unmanaged: own.unmanaged.get().0,
            sequential: own.sequential.get().0,
            control: own.control.get().0,
        }
    }
}

fn value_of(request: WDFREQUEST) -> u32 {
    let (mut buffer, mut length) = (null_mut(), 0);
    let buffer_of = (&raw mut buffer, &raw mut length);
    let status = wdf!(WdfRequestRetrieveInputBuffer, request, 4, buffer_of.0, buffer_of.1);
    // SAFETY: the input has four bytes.
    if NT_SUCCESS(status) { unsafe { buffer.cast::<u32>().read_unaligned() } } else { 0 }
}

/// Forwards a request; its status if that fails.
fn forward(request: WDFREQUEST, to: WDFQUEUE) -> Option<(NTSTATUS, u64)> {
    let status = wdf!(WdfRequestForwardToIoQueue, request, to);
    (!NT_SUCCESS(status)).then_some((status, 0))
}

/// Forwards a request to the queue that has delivered it, each second time.
fn forward_to_itself(request: WDFREQUEST, control: WDFQUEUE) -> Option<(NTSTATUS, u64)> {
    let again = with(|own| !own.has_forwarded.replace(!own.has_forwarded.get()));
    if !again {
        return Some((STATUS_SUCCESS, 0));
    }
    let status = wdf!(WdfRequestForwardToIoQueue, request, control);
    say_status("forward to the queue it is of", status);
    (!NT_SUCCESS(status)).then_some((STATUS_SUCCESS, 0))
}

/// Finds all requests of the manual queue, or those of a request's file. Returns their number.
fn find_all(queues: &Queues, request: WDFREQUEST, of_file: bool) -> u64 {
    let (mut previous, mut found) = (null_mut(), 0);
    loop {
        let mut parameters = no_parameters();
        let mut next: WDFREQUEST = null_mut();
        let file: WDFFILEOBJECT =
            if of_file { wdf!(WdfRequestGetFileObject, request) } else { null_mut() };
        let out = (&raw mut parameters, &raw mut next);
        let status = wdf!(WdfIoQueueFindRequest, queues.manual, previous, file, out.0, out.1);
        dereference(previous);
        if !NT_SUCCESS(status) {
            say!("FindRequest {:08x} after {found}", status.cast_unsigned());
            return found;
        }
        found += 1;
        // SAFETY: the requests in the queue are device controls.
        let length = unsafe { parameters.Parameters.DeviceIoControl.InputBufferLength };
        say!("found type {} in {length}", parameters.Type);
        previous = next;
    }
}

fn dereference(request: WDFREQUEST) {
    if !request.is_null() {
        wdf!(WdfObjectDereferenceActual, request.cast(), null_mut(), 0, null_mut());
    }
}

/// Retrieves a request, by one of the calls for that.
fn retrieve(function: u32, request: WDFREQUEST, value: u32, queues: &Queues) {
    let mut taken: WDFREQUEST = null_mut();
    let out = &raw mut taken;
    let complete = |call: &str, status, request, information| {
        if NT_SUCCESS(status) {
            wdf!(WdfRequestCompleteWithInformation, request, STATUS_SUCCESS, information);
        }
        say_status(call, status);
    };
    match function {
        5 => {
            let status = wdf!(WdfIoQueueRetrieveNextRequest, queues.manual, out);
            complete("RetrieveNextRequest", status, taken, 2);
        }
        7 => {
            let file = wdf!(WdfRequestGetFileObject, request);
            let status = wdf!(WdfIoQueueRetrieveRequestByFileObject, queues.manual, file, out);
            say_status("RetrieveRequestByFileObject", status);
            if NT_SUCCESS(status) {
                wdf!(WdfRequestCompleteWithInformation, taken, STATUS_SUCCESS, 3);
            }
        }
        8 => {
            with(|own| own.notice.set(value));
            let ready = Some(evt_io_queue_ready as extern "C" fn(_, _));
            let status = notify(queues.manual, ready);
            say_status("ReadyNotify", status);
        }
        9 => say_status("ReadyNotify NULL", notify(queues.manual, None)),
        10..=12 => hand_back(function, queues),
        21 => {
            let mut parameters = no_parameters();
            let parameters = &raw mut parameters;
            let none = (null_mut(), null_mut());
            let status =
                wdf!(WdfIoQueueFindRequest, queues.manual, none.0, none.1, parameters, out);
            say_status("FindRequest", status);
            with(|own| own.found.set(NT_SUCCESS(status).then_some(taken)));
        }
        22 => {
            let Some(found) = with(|own| own.found.take()) else { return };
            let status = wdf!(WdfIoQueueRetrieveFoundRequest, queues.manual, found, out);
            say_status("RetrieveFoundRequest", status);
            if NT_SUCCESS(status) {
                wdf!(WdfRequestCompleteWithInformation, taken, STATUS_SUCCESS, 5);
            }
            dereference(found);
        }
        31 => {
            let Some(found) = with(|own| own.found.get()) else { return };
            let mut parameters = no_parameters();
            let (parameters, none) = (&raw mut parameters, null_mut());
            let status = wdf!(WdfIoQueueFindRequest, queues.manual, found, none, parameters, out);
            say_status("FindRequest after the found one", status);
            if NT_SUCCESS(status) {
                dereference(taken);
            }
        }
        41 => {
            let status = wdf!(WdfIoQueueRetrieveNextRequest, queues.limited, out);
            say_status("RetrieveNextRequest of a parallel queue", status);
        }
        _ => {
            let status = wdf!(WdfIoQueueRetrieveNextRequest, queues.sequential, out);
            say_status("RetrieveNextRequest of a sequential queue", status);
        }
    }
}

fn notify(queue: WDFQUEUE, ready: Option<extern "C" fn(WDFQUEUE, WDFCONTEXT)>) -> NTSTATUS {
    let ready = ready.map(|ready| ready as unsafe extern "C" fn(WDFQUEUE, WDFCONTEXT));
    wdf!(WdfIoQueueReadyNotify, queue, ready, null_mut())
}

/// Takes the oldest request of the manual queue, and gives it back or on.
fn hand_back(function: u32, queues: &Queues) {
    let mut taken: WDFREQUEST = null_mut();
    let status = wdf!(WdfIoQueueRetrieveNextRequest, queues.manual, &raw mut taken);
    if !NT_SUCCESS(status) {
        return;
    }
    if function == 10 {
        say_status("Requeue", wdf!(WdfRequestRequeue, taken));
        return;
    }
    let (name, to) = if function == 11 {
        ("forward to its own queue", queues.manual)
    } else {
        ("forward to the sequential queue", queues.sequential)
    };
    let status = wdf!(WdfRequestForwardToIoQueue, taken, to);
    say_status(name, status);
    if !NT_SUCCESS(status) {
        wdf!(WdfRequestComplete, taken, status);
    }
}

/// Stops, starts, drains or purges a queue.
fn change(function: u32, queues: &Queues) {
    let (state, none) = (Some(evt_io_queue_state as _), null_mut());
    match function {
        13 => wdf!(WdfIoQueueStop, queues.manual, state, none),
        14 => wdf!(WdfIoQueueStart, queues.manual),
        15 => wdf!(WdfIoQueuePurge, queues.manual, state, none),
        16 => wdf!(WdfIoQueueStop, queues.limited, state, none),
        17 => wdf!(WdfIoQueueStart, queues.limited),
        18 => wdf!(WdfIoQueueDrain, queues.unlimited, state, none),
        19 => wdf!(WdfIoQueueStart, queues.unlimited),
        20 => wdf!(WdfIoQueueStopAndPurge, queues.limited, state, none),
        36 => wdf!(WdfIoQueueStop, queues.sequential, state, none),
        37 => wdf!(WdfIoQueueStart, queues.sequential),
        38 => wdf!(WdfIoQueueDrain, queues.manual, state, none),
        39 => wdf!(WdfIoQueueStart, queues.unmanaged),
        _ => wdf!(WdfIoQueueStop, queues.unmanaged, None, none),
    }
}

fn other(function: u32, value: u32, queues: &Queues) -> NTSTATUS {
    match function {
        23 => {
            say_state("p2", queues.limited);
            say_state("pu", queues.unlimited);
            say_state("man", queues.manual);
            say_state("seq", queues.sequential);
        }
        25 => with(|own| own.stop_mode.set(value)),
        26 => {
            let device = with(|own| own.device.get()).unwrap_or(null_mut());
            let read = _WDF_REQUEST_TYPE::WdfRequestTypeRead;
            let route = (queues.unmanaged, read);
            let status = wdf!(WdfDeviceConfigureRequestDispatching, device, route.0, route.1);
            say_status("ConfigureRequestDispatching now", status);
        }
        43 => {
            let ready = Some(evt_io_queue_ready as extern "C" fn(_, _));
            say_status("ReadyNotify on a parallel queue", notify(queues.limited, ready));
        }
        _ => return STATUS_INVALID_DEVICE_REQUEST,
    }
    STATUS_SUCCESS
}

fn say_state(name: &str, queue: WDFQUEUE) {
    let (mut queued, mut owned) = (0, 0);
    let state = wdf!(WdfIoQueueGetState, queue, &raw mut queued, &raw mut owned);
    say!("{name} state {state:x}, {queued} in queue, {owned} at driver");
}

extern "C" fn evt_io_queue_state(queue: WDFQUEUE, _: WDFCONTEXT) {
    say_state("state callback:", queue);
}

extern "C" fn evt_io_queue_ready(queue: WDFQUEUE, _: WDFCONTEXT) {
    say!("ready");
    if with(|own| own.notice.get()) == 2 {
        return;
    }
    let mut completed = 0;
    let mut request: WDFREQUEST = null_mut();
    while NT_SUCCESS(wdf!(WdfIoQueueRetrieveNextRequest, queue, &raw mut request)) {
        wdf!(WdfRequestCompleteWithInformation, request, STATUS_SUCCESS, 4);
        completed += 1;
    }
    say!("ready: {completed} completed");
}
