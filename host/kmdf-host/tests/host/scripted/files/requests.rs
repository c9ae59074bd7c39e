//! Requests that the driver holds, and its creates.

use std::ptr::null_mut;

use wdk_sys::{
    NT_SUCCESS, NTSTATUS, STATUS_ACCESS_DENIED, STATUS_CANCELLED, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_SUCCESS, ULONG, WDF_REQUEST_PARAMETERS, WDFDEVICE, WDFFILEOBJECT, WDFQUEUE, WDFREQUEST,
    WDFWORKITEM,
};

use super::driver::{FILE, REQUEST, say, say_status, with};
use crate::raw_driver::wdf;

fn complete(request: WDFREQUEST, status: NTSTATUS, information: u32) {
    wdf!(WdfRequestCompleteWithInformation, request, status, information.into());
}

fn type_of(request: WDFREQUEST) -> i32 {
    let size = u16::try_from(size_of::<WDF_REQUEST_PARAMETERS>()).unwrap_or(0);
    let mut parameters = WDF_REQUEST_PARAMETERS { Size: size, ..Default::default() };
    wdf!(WdfRequestGetParameters, request, &raw mut parameters);
    parameters.Type
}

fn drop_held(request: WDFREQUEST) {
    with(|own| own.held.borrow_mut().retain(|held| *held != request));
}

/// Keeps a request.
fn hold(request: WDFREQUEST, cancelable: bool) {
    with(|own| own.held.borrow_mut().push(request));
    if let Some(context) = REQUEST.of(request) {
        context.cancelable.set(cancelable.into());
    }
    if cancelable {
        let status = wdf!(WdfRequestMarkCancelableEx, request, Some(evt_request_cancel));
        if !NT_SUCCESS(status) {
            drop_held(request);
            wdf!(WdfRequestComplete, request, status);
        }
    }
}

fn is_cancelable(request: WDFREQUEST) -> bool {
    REQUEST.of(request).is_some_and(|context| context.cancelable.get() != 0)
}

/// Completes the request that is held longest; `false` if none is.
fn release_one() -> bool {
    let oldest = with(|own| own.held.borrow().first().copied());
    let Some(request) = oldest else { return false };
    drop_held(request);
    let cancelled =
        is_cancelable(request) && wdf!(WdfRequestUnmarkCancelable, request) == STATUS_CANCELLED;
    if !cancelled {
        complete(request, STATUS_SUCCESS, 1);
    }
    true
}

extern "C" fn evt_request_cancel(request: WDFREQUEST) {
    drop_held(request);
    with(|own| {
        if own.create.get() == Some(request) {
            own.create.set(None);
        }
    });
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}

pub extern "C" fn evt_io_read(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    let file = wdf!(WdfRequestGetFileObject, request);
    if length.is_multiple_of(10) {
        let serial = FILE.of(file).map_or(0, |context| context.serial.get());
        complete(request, STATUS_SUCCESS, serial);
    } else {
        hold(request, length % 10 != 3);
    }
}

pub extern "C" fn evt_io_stop(_: WDFQUEUE, request: WDFREQUEST, _: ULONG) {
    if is_cancelable(request) && wdf!(WdfRequestUnmarkCancelable, request) == STATUS_CANCELLED {
        return;
    }
    drop_held(request);
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}

pub extern "C" fn evt_io_device_control(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    _input: usize,
    code: ULONG,
) {
    let status = match ((code >> 2) & 0xfff).wrapping_sub(0x800) {
        0 => {
            release_one();
            STATUS_SUCCESS
        }
        1 => {
            while release_one() {}
            STATUS_SUCCESS
        }
        function @ (2 | 3) => {
            complete_create(if function == 2 { STATUS_SUCCESS } else { STATUS_ACCESS_DENIED });
            STATUS_SUCCESS
        }
        4 => {
            let manual = with(|own| own.manual.get().0);
            let status = wdf!(WdfRequestForwardToIoQueue, request, manual);
            if NT_SUCCESS(status) {
                return;
            }
            status
        }
        5 => retrieve(),
        function @ (6 | 7) => {
            with(|own| own.releases.set(function == 6));
            STATUS_SUCCESS
        }
        8 => {
            tell_file(queue, request);
            STATUS_SUCCESS
        }
        _ => STATUS_INVALID_DEVICE_REQUEST,
    };
    complete(request, status, 0);
}

fn complete_create(status: NTSTATUS) {
    let Some(create) = with(|own| own.create.take()) else { return };
    if wdf!(WdfRequestUnmarkCancelable, create) != STATUS_CANCELLED {
        wdf!(WdfRequestComplete, create, status);
    }
}

fn retrieve() -> NTSTATUS {
    let mut taken: WDFREQUEST = null_mut();
    let manual = with(|own| own.manual.get().0);
    let status = wdf!(WdfIoQueueRetrieveNextRequest, manual, &raw mut taken);
    if NT_SUCCESS(status) {
        say!("retrieved type {}", type_of(taken));
        wdf!(WdfRequestComplete, taken, STATUS_SUCCESS);
    }
    status
}

/// The name of a file.
fn name_of(file: WDFFILEOBJECT) -> String {
    let name = wdf!(WdfFileObjectGetFileName, file);
    // SAFETY: the name of a file that is open, or NULL.
    let Some(name) = (unsafe { name.as_ref() }) else { return String::new() };
    if name.Buffer.is_null() {
        return String::new();
    }
    // SAFETY: the string has so many units.
    let units = unsafe { std::slice::from_raw_parts(name.Buffer, usize::from(name.Length) / 2) };
    String::from_utf16_lossy(units)
}

fn tell_file(queue: WDFQUEUE, request: WDFREQUEST) {
    let file = wdf!(WdfRequestGetFileObject, request);
    let name = name_of(file);
    let flags = wdf!(WdfFileObjectGetFlags, file);
    let wdm = u8::from(!wdf!(WdfFileObjectWdmGetFileObject, file).is_null());
    let device = wdf!(WdfFileObjectGetDevice, file);
    let same = u8::from(device == wdf!(WdfIoQueueGetDevice, queue));
    say!("name '{name}' flags {flags:x} wdm {wdm} same device {same}");
}

pub extern "C" fn evt_work_item(_: WDFWORKITEM) {
    if let Some(create) = with(|own| own.create.take()) {
        wdf!(WdfRequestComplete, create, STATUS_SUCCESS);
    }
}

pub extern "C" fn evt_device_file_create(_: WDFDEVICE, request: WDFREQUEST, file: WDFFILEOBJECT) {
    let serial = with(|own| {
        own.serial.set(own.serial.get() + 1);
        own.serial.get()
    });
    if let Some(context) = FILE.of(file) {
        context.serial.set(serial);
    }
    let is_named = |name: &str| name_of(file) == name;
    if is_named(r"\fail") {
        wdf!(WdfRequestComplete, request, STATUS_ACCESS_DENIED);
    } else if is_named(r"\info") {
        complete(request, STATUS_SUCCESS, 5);
    } else if is_named(r"\pend") {
        with(|own| own.create.set(Some(request)));
        let status = wdf!(WdfRequestMarkCancelableEx, request, Some(evt_request_cancel));
        say_status("MarkCancelableEx of a create", status);
    } else if is_named(r"\work") {
        let item = with(|own| {
            own.create.set(Some(request));
            own.item.get()
        });
        wdf!(WdfWorkItemEnqueue, item.unwrap_or(null_mut()));
    } else if is_named(r"\fwd") {
        let manual = with(|own| own.manual.get().0);
        let status = wdf!(WdfRequestForwardToIoQueue, request, manual);
        say_status("forward of a create", status);
        if !NT_SUCCESS(status) {
            wdf!(WdfRequestComplete, request, status);
        }
    } else {
        wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
    }
}

pub extern "C" fn evt_io_default(_: WDFQUEUE, request: WDFREQUEST) {
    let kind = type_of(request);
    let has_file = u8::from(!wdf!(WdfRequestGetFileObject, request).is_null());
    // The access of `CreateFile` for reading and writing, which the host does not pass.
    say!("create in a queue, type {kind}, file {has_file}, desired c0000000");
    wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
}

pub extern "C" fn evt_file_cleanup(_: WDFFILEOBJECT) {
    if with(|own| own.releases.get()) {
        while release_one() {}
    }
}

pub extern "C" fn evt_file_close(_: WDFFILEOBJECT) {}
