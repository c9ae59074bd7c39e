//! Control codes of the filter: what a driver does with its target and with requests of its own.

use std::ptr::null_mut;

use wdk_sys::{
    _POOL_TYPE, NT_SUCCESS, NTSTATUS, PVOID, PWDF_REQUEST_COMPLETION_PARAMS,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_NOT_SUPPORTED, STATUS_SUCCESS, ULONG, WDFCONTEXT,
    WDFIOTARGET, WDFMEMORY, WDFQUEUE, WDFREQUEST,
};

use super::common::{checked, complete, result_of, say, traced_under};
use super::filter::{target, with};
use super::filter_reads::{fail_sent, forget_last};
use super::filter_sends::{
    FORGET, SYNCHRONOUS, described, format_control, options, read_now, reuse, send,
};
use crate::raw_driver::wdf;

const STATUS_NOT_FOUND: NTSTATUS = 0xC000_0225_u32.cast_signed();

/// The control codes of the function driver: one that turns bytes over, one that waits, one that fails.
const FLIP: ULONG = 0x0022_2400;
const WAITS: ULONG = 0x0022_2404;
const FAILS: ULONG = 0x0022_2410;
const INTERNAL: ULONG = 0x0022_2540;

extern "C" fn evt_kept_done(
    request: WDFREQUEST,
    _: WDFIOTARGET,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
    _: WDFCONTEXT,
) {
    let (status, information) = result_of(parameters);
    let own_status = wdf!(WdfRequestGetStatus, request).cast_unsigned();
    let own_information = wdf!(WdfRequestGetInformation, request);
    let status = status.cast_unsigned();
    say!(
        "filter: made request done {status:08x} {information}, GetStatus {own_status:08x} \
         GetInformation {own_information}"
    );
    forget_last(request);
}

pub extern "C" fn evt_control(_: WDFQUEUE, request: WDFREQUEST, _: usize, _: usize, code: ULONG) {
    let function = (code >> 2 & 0xFFF).wrapping_sub(0x800);
    if function >= 0x100 {
        if !send(request, target(), Some(options(FORGET, 0))) {
            fail_sent(request);
        }
        return;
    }
    let (status, information) = match carry_out(function) {
        Ok(information) => (STATUS_SUCCESS, information),
        Err(status) => (status, 0),
    };
    complete(request, status, information);
}

/// Does what a control code asks for. Returns the information of its request.
fn carry_out(function: u32) -> Result<u64, NTSTATUS> {
    let target = target();
    match function {
        0 => {
            let last = with(|own| own.last.get());
            if last.is_null() {
                return Err(STATUS_NOT_FOUND);
            }
            return Ok(wdf!(WdfRequestCancelSentRequest, last).into());
        }
        action @ 1..=3 => wdf!(WdfIoTargetStop, target, action.cast_signed()),
        4 => checked(wdf!(WdfIoTargetStart, target))?,
        5 => wdf!(WdfIoTargetPurge, target, 1),
        6 => wdf!(WdfIoTargetPurge, target, 2),
        7 => return Ok(wdf!(WdfIoTargetGetState, target).unsigned_abs().into()),
        8 => return control_now(target),
        9 => {
            let mut timed = options(0, 30);
            let (status, count) = read_now(target, &mut [0; 31], &raw mut timed);
            let status = status.cast_unsigned();
            say!("filter: SendReadSynchronously with timeout {status:08x}, {count} bytes");
        }
        10 => use_twice(target)?,
        11 => cancel_before_send(target)?,
        12 => send_again(target)?,
        13 => {
            let made = with(|own| own.made.replace(null_mut()));
            if !made.is_null() {
                wdf!(WdfObjectDelete, made.cast());
            }
        }
        14 => {
            let (mut count, none) = (77, null_mut());
            let status = wdf!(
                WdfIoTargetSendInternalIoctlSynchronously,
                target,
                null_mut(),
                INTERNAL,
                none,
                none,
                null_mut(),
                &raw mut count
            );
            let status = status.cast_unsigned();
            say!("filter: SendInternalIoctlSynchronously {status:08x}, {count}");
        }
        15 => send_without_buffers(target),
        _ => return Err(STATUS_INVALID_DEVICE_REQUEST),
    }
    Ok(0)
}

fn control_now(target: WDFIOTARGET) -> Result<u64, NTSTATUS> {
    let (mut input, mut output, mut count) = ([1, 2, 3, 4, 5, 6, 7, 8], [0; 8], 0);
    let (mut from, mut to) = (described(&mut input), described(&mut output));
    let (from, to) = (&raw mut from, &raw mut to);
    let (none, options, out) = (null_mut(), null_mut(), &raw mut count);
    let status =
        wdf!(WdfIoTargetSendIoctlSynchronously, target, none, FLIP, from, to, options, out);
    let (shown, first) = (status.cast_unsigned(), output[0]);
    say!("filter: SendIoctlSynchronously {shown:08x}, {count} bytes, first {first:02x}");
    checked(status)?;
    Ok(count)
}

/// A request that the filter makes.
fn make(target: WDFIOTARGET) -> Result<WDFREQUEST, NTSTATUS> {
    let mut of_request = traced_under(with(|own| own.device.get()));
    let mut made: WDFREQUEST = null_mut();
    checked(wdf!(WdfRequestCreate, &raw mut of_request, target, &raw mut made))?;
    Ok(made)
}

/// Sends one request twice, as a read and as a control code.
fn use_twice(target: WDFIOTARGET) -> Result<(), NTSTATUS> {
    let made = make(target)?;
    let mut of_memory = traced_under(made);
    let (mut memory, mut buffer): (WDFMEMORY, PVOID) = (null_mut(), null_mut());
    let (pool, tag) = (_POOL_TYPE::NonPagedPoolNx, u32::from_le_bytes(*b"Labl"));
    let (of_memory, memory_out) = (&raw mut of_memory, &raw mut memory);
    let _ = wdf!(WdfMemoryCreate, of_memory, pool, tag, 20, memory_out, &raw mut buffer);
    let none = null_mut();
    let _ = wdf!(WdfIoTargetFormatRequestForRead, target, made, memory, none, null_mut());
    let say_send = |which: &str| {
        let sent = u8::from(send(made, target, Some(options(SYNCHRONOUS, 0))));
        let status = wdf!(WdfRequestGetStatus, made).cast_unsigned();
        let count = wdf!(WdfRequestGetInformation, made);
        say!("filter: {which} send {sent} {status:08x}, {count} bytes");
    };
    say_send("first");
    let _ = reuse(made, STATUS_NOT_SUPPORTED);
    let status = wdf!(WdfRequestGetStatus, made).cast_unsigned();
    let count = wdf!(WdfRequestGetInformation, made);
    say!("filter: after reuse status {status:08x} information {count}");
    let formatted = format_control(target, made, FLIP, memory);
    say_send("second");
    wdf!(WdfObjectDelete, made.cast());
    checked(formatted)
}

/// Formats the request that is kept as a control code that waits, and sends it.
fn send_kept(target: WDFIOTARGET, made: WDFREQUEST) -> Result<(), NTSTATUS> {
    let formatted = format_control(target, made, WAITS, null_mut());
    wdf!(WdfRequestSetCompletionRoutine, made, Some(evt_kept_done), null_mut());
    with(|own| {
        own.made.set(made);
        own.last.set(made);
    });
    if !send(made, target, None) {
        let status = wdf!(WdfRequestGetStatus, made).cast_unsigned();
        say!("filter: send failed {status:08x}");
        with(|own| own.last.set(null_mut()));
    }
    checked(formatted)
}

fn cancel_before_send(target: WDFIOTARGET) -> Result<(), NTSTATUS> {
    let made = make(null_mut())?;
    let found = wdf!(WdfRequestCancelSentRequest, made);
    say!("filter: CancelSentRequest of an unsent request {found}, IsCanceled 0");
    let _ = wdf!(WdfRequestChangeTarget, made, target);
    send_kept(target, made)
}

fn send_again(target: WDFIOTARGET) -> Result<(), NTSTATUS> {
    let made = with(|own| own.made.get());
    if made.is_null() {
        return Ok(());
    }
    let status = reuse(made, STATUS_SUCCESS);
    if NT_SUCCESS(status) { send_kept(target, made) } else { Err(status) }
}

fn send_without_buffers(target: WDFIOTARGET) {
    let (none, nothing, mut count) = (null_mut(), null_mut(), 77);
    let (offset, options, out) = (null_mut(), null_mut(), &raw mut count);
    let status =
        wdf!(WdfIoTargetSendWriteSynchronously, target, none, nothing, offset, options, out);
    let status = status.cast_unsigned();
    say!("filter: SendWriteSynchronously without buffer {status:08x}, {count}");
    let status = wdf!(
        WdfIoTargetSendIoctlSynchronously,
        target,
        none,
        FAILS,
        nothing,
        nothing,
        options,
        out
    );
    let status = status.cast_unsigned();
    say!("filter: SendIoctlSynchronously failing {status:08x}, {count}");
}
