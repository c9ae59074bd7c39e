//! The calls of a driver that sends requests, in short.

use std::ptr::null_mut;

use wdk_sys::{
    _WDF_MEMORY_DESCRIPTOR_TYPE, NTSTATUS, PWDF_REQUEST_SEND_OPTIONS, ULONG, WDF_MEMORY_DESCRIPTOR,
    WDF_REQUEST_REUSE_PARAMS, WDF_REQUEST_SEND_OPTIONS, WDFIOTARGET, WDFMEMORY, WDFREQUEST,
};

use crate::raw_driver::{size_of_c, wdf};

pub const TIMEOUT: u32 = 1;
pub const SYNCHRONOUS: u32 = 2;
pub const IGNORE_STATE: u32 = 4;
pub const FORGET: u32 = 8;

/// `WDF_REQUEST_SEND_OPTIONS_INIT`, and a timeout in milliseconds, if one is given.
pub fn options(flags: u32, milliseconds: i64) -> WDF_REQUEST_SEND_OPTIONS {
    let timeout = if milliseconds == 0 { 0 } else { TIMEOUT };
    WDF_REQUEST_SEND_OPTIONS {
        Size: size_of_c::<WDF_REQUEST_SEND_OPTIONS>(),
        Flags: flags | timeout,
        Timeout: -10_000 * milliseconds,
    }
}

/// `WdfRequestSend`; without options if `options` is `None`.
pub fn send(
    request: WDFREQUEST,
    target: WDFIOTARGET,
    mut options: Option<WDF_REQUEST_SEND_OPTIONS>,
) -> bool {
    let options = options.as_mut().map_or(null_mut(), |options| &raw mut *options);
    wdf!(WdfRequestSend, request, target, options) != 0
}

/// Formats a request as a control code, with the memory as input and output, or with none.
pub fn format_control(
    target: WDFIOTARGET,
    request: WDFREQUEST,
    code: ULONG,
    memory: WDFMEMORY,
) -> NTSTATUS {
    let none = null_mut();
    wdf!(WdfIoTargetFormatRequestForIoctl, target, request, code, memory, none, memory, none)
}

/// `WdfRequestReuse`
pub fn reuse(request: WDFREQUEST, status: NTSTATUS) -> NTSTATUS {
    let mut parameters = WDF_REQUEST_REUSE_PARAMS {
        Size: size_of_c::<WDF_REQUEST_REUSE_PARAMS>(),
        Status: status,
        ..Default::default()
    };
    wdf!(WdfRequestReuse, request, &raw mut parameters)
}

/// A descriptor of bytes.
pub fn described(bytes: &mut [u8]) -> WDF_MEMORY_DESCRIPTOR {
    let mut descriptor = WDF_MEMORY_DESCRIPTOR {
        Type: _WDF_MEMORY_DESCRIPTOR_TYPE::WdfMemoryDescriptorTypeBuffer,
        ..Default::default()
    };
    descriptor.u.BufferType.Buffer = bytes.as_mut_ptr().cast();
    descriptor.u.BufferType.Length = u32::try_from(bytes.len()).unwrap_or(0);
    descriptor
}

/// `WdfIoTargetSendReadSynchronously`: the status, and the number of bytes, which begins as 77.
pub fn read_now(
    target: WDFIOTARGET,
    bytes: &mut [u8],
    options: PWDF_REQUEST_SEND_OPTIONS,
) -> (NTSTATUS, u64) {
    let (mut output, mut count) = (described(bytes), 77);
    let (none, offset) = (null_mut(), null_mut());
    let (output, count_out) = (&raw mut output, &raw mut count);
    let status =
        wdf!(WdfIoTargetSendReadSynchronously, target, none, output, offset, options, count_out);
    (status, count)
}
