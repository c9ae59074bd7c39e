//! Reads of the filter: the thousands of the length say how a read goes down.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::{
    NT_SUCCESS, NTSTATUS, PWDF_REQUEST_COMPLETION_PARAMS, STATUS_SUCCESS, WDF_REQUEST_SEND_OPTIONS,
    WDFCONTEXT, WDFIOTARGET, WDFMEMORY, WDFMEMORY_OFFSET, WDFOBJECT, WDFQUEUE, WDFREQUEST,
};

use super::common::{complete, result_of, say, traced_under};
use super::filter::{target, with};
use super::filter_sends::{FORGET, IGNORE_STATE, SYNCHRONOUS, options, send};
use crate::raw_driver::{ContextType, Zeroable, wdf};

/// The context of a request that the filter makes: the read that waits for it.
struct OfRequest {
    original: Cell<WDFREQUEST>,
}
// SAFETY: a cell of a pointer.
unsafe impl Zeroable for OfRequest {}
static REQUEST: ContextType<OfRequest> = ContextType::new(c"Request", &REQUEST);

pub fn forget_last(request: WDFREQUEST) {
    with(|own| {
        if own.last.get() == request {
            own.last.set(null_mut());
        }
    });
}

extern "C" fn evt_done(
    request: WDFREQUEST,
    _: WDFIOTARGET,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
    _: WDFCONTEXT,
) {
    forget_last(request);
    let (status, information) = result_of(parameters);
    complete(request, status, information);
}

extern "C" fn evt_made_done(
    request: WDFREQUEST,
    _: WDFIOTARGET,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
    _: WDFCONTEXT,
) {
    let original = REQUEST.of(request).map_or(null_mut(), |context| context.original.get());
    let (status, information) = result_of(parameters);
    forget_last(request);
    wdf!(WdfObjectDelete, request.cast());
    complete(original, status, information);
}

/// Sends a read as it is. Completes one that cannot be sent.
fn send_current(
    request: WDFREQUEST,
    is_last: bool,
    options: Option<WDF_REQUEST_SEND_OPTIONS>,
    before: impl FnOnce(),
) {
    wdf!(WdfRequestFormatRequestUsingCurrentType, request);
    wdf!(WdfRequestSetCompletionRoutine, request, Some(evt_done), null_mut());
    before();
    if is_last {
        with(|own| own.last.set(request));
    }
    if !send(request, target(), options) {
        forget_last(request);
        fail_sent(request);
    }
}

pub fn fail_sent(request: WDFREQUEST) {
    let status = wdf!(WdfRequestGetStatus, request);
    say!("filter: send failed {:08x}", status.cast_unsigned());
    wdf!(WdfRequestComplete, request, status);
}

pub extern "C" fn evt_read(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    match length / 1000 {
        1 => send_current(request, true, None, || {}),
        2 => {
            if !send(request, target(), Some(options(FORGET, 0))) {
                fail_sent(request);
            }
        }
        3 => read_synchronously(request),
        4 => send_made(request, with(|own| own.device.get()).cast()),
        9 => send_made(request, request.cast()),
        5 => {
            wdf!(WdfRequestFormatRequestUsingCurrentType, request);
            let sent = send(request, target(), None);
            say!("filter: sent without a completion routine: {}", u8::from(sent));
            if !sent {
                let status = wdf!(WdfRequestGetStatus, request);
                wdf!(WdfRequestComplete, request, status);
            }
        }
        6 => send_current(request, false, Some(options(0, 30)), || {
            let status = wdf!(WdfRequestAllocateTimer, request).cast_unsigned();
            say!("filter: AllocateTimer {status:08x}");
        }),
        7 => send_current(request, true, Some(options(IGNORE_STATE, 0)), || {}),
        8 => read_part(request),
        _ => complete(request, STATUS_SUCCESS, length.min(3) as u64),
    }
}

fn read_synchronously(request: WDFREQUEST) {
    wdf!(WdfRequestFormatRequestUsingCurrentType, request);
    let sent = u8::from(send(request, target(), Some(options(SYNCHRONOUS, 40))));
    let status = wdf!(WdfRequestGetStatus, request);
    let information = wdf!(WdfRequestGetInformation, request);
    let shown = status.cast_unsigned();
    say!("filter: synchronous send {sent}, status {shown:08x}, information {information}");
    let information = wdf!(WdfRequestGetInformation, request);
    complete(request, status, information);
}

fn read_part(request: WDFREQUEST) {
    let mut memory: WDFMEMORY = null_mut();
    let mut part = WDFMEMORY_OFFSET { BufferOffset: 4, BufferLength: 10 };
    let mut status = wdf!(WdfRequestRetrieveOutputMemory, request, &raw mut memory);
    if NT_SUCCESS(status) {
        let (part, none) = (&raw mut part, null_mut());
        status = wdf!(WdfIoTargetFormatRequestForRead, target(), request, memory, part, none);
    }
    say!("filter: format with part of the memory {:08x}", status.cast_unsigned());
    if NT_SUCCESS(status) {
        wdf!(WdfRequestSetCompletionRoutine, request, Some(evt_done), null_mut());
        if send(request, target(), None) {
            return;
        }
        status = wdf!(WdfRequestGetStatus, request);
    }
    wdf!(WdfRequestComplete, request, status);
}

/// Makes a request with the buffer of a read, and sends it in the place of the read.
fn send_made(request: WDFREQUEST, parent: WDFOBJECT) {
    let mut of_request = traced_under(parent);
    REQUEST.give_to(&mut of_request);
    let mut made: WDFREQUEST = null_mut();
    let mut status = wdf!(WdfRequestCreate, &raw mut of_request, target(), &raw mut made);
    if NT_SUCCESS(status) {
        match try_send_made(request, made) {
            Ok(()) => return,
            Err(failure) => status = failure,
        }
        wdf!(WdfObjectDelete, made.cast());
    }
    wdf!(WdfRequestComplete, request, status);
}

fn try_send_made(request: WDFREQUEST, made: WDFREQUEST) -> Result<(), NTSTATUS> {
    if let Some(context) = REQUEST.of(made) {
        context.original.set(request);
    }
    let mut memory: WDFMEMORY = null_mut();
    super::common::checked(wdf!(WdfRequestRetrieveOutputMemory, request, &raw mut memory))?;
    let (target, none) = (target(), null_mut());
    let format = wdf!(WdfIoTargetFormatRequestForRead, target, made, memory, none, null_mut());
    super::common::checked(format)?;
    wdf!(WdfRequestSetCompletionRoutine, made, Some(evt_made_done), null_mut());
    with(|own| own.last.set(made));
    if send(made, target, None) { Ok(()) } else { Err(wdf!(WdfRequestGetStatus, made)) }
}
