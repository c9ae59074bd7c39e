//! All calls that retrieve a request's buffers.

use std::ptr::null_mut;

use kmdf_host::kernel::routines::MmMapLockedPagesSpecifyCache;
use wdk_sys::{
    _WDF_REQUEST_TYPE, NT_SUCCESS, NTSTATUS, PMDL, PVOID, WDF_REQUEST_PARAMETERS, WDFDEVICE,
    WDFMEMORY, WDFREQUEST,
};

use super::driver::{REQUEST, say, say_status};
use crate::raw_driver::wdf;

/// `STATUS_ALREADY_COMMITTED`.
const ALREADY_COMMITTED: NTSTATUS = 0xC000_0021_u32.cast_signed();

/// `MmGetSystemAddressForMdlSafe` of an MDL.
fn system_address(mdl: PMDL) -> PVOID {
    // SAFETY: the framework's MDL, which is alive.
    let description = unsafe { mdl.read() };
    if description.MdlFlags & 5 != 0 {
        return description.MappedSystemVa;
    }
    // SAFETY: the framework's MDL, which is alive.
    unsafe { MmMapLockedPagesSpecifyCache(mdl.cast(), 0, 1, null_mut(), 0, 16) }.cast()
}

/// The length of a result, or -1 for a failure.
fn length_of(status: NTSTATUS, length: usize) -> i64 {
    if NT_SUCCESS(status) { i64::try_from(length).unwrap_or(0) } else { -1 }
}

/// The size and the address of a memory object's bytes.
fn memory_of(memory: WDFMEMORY) -> (usize, PVOID) {
    let mut size = 0;
    let buffer = wdf!(WdfMemoryGetBuffer, memory, &raw mut size);
    (size, buffer)
}

/// What an MDL describes: the bytes, the system address, and the lowest six flags.
fn described(status: NTSTATUS, mdl: PMDL) -> (i64, Option<PVOID>, i16) {
    if !NT_SUCCESS(status) {
        return (-1, None, 0);
    }
    // SAFETY: the framework's MDL, which is alive.
    let count = unsafe { (*mdl).ByteCount };
    let address = system_address(mdl);
    // SAFETY: the framework's MDL, which is alive.
    let flags = unsafe { (*mdl).MdlFlags };
    (count.into(), Some(address), flags & 0x3f)
}

/// The output buffer of a request: `None` for NULL.
pub fn output_of<'a>(request: WDFREQUEST) -> Result<Option<&'a mut [u8]>, NTSTATUS> {
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let at = (&raw mut buffer, &raw mut length);
    let status = wdf!(WdfRequestRetrieveOutputBuffer, request, 1, at.0, at.1);
    if !NT_SUCCESS(status) {
        return Err(status);
    }
    if buffer.is_null() {
        return Ok(None);
    }
    // SAFETY: the buffer has so many bytes, which nobody else uses meanwhile.
    Ok(Some(unsafe { std::slice::from_raw_parts_mut(buffer.cast::<u8>(), length) }))
}

/// Tells what each call says.
pub fn tell(request: WDFREQUEST, minimum: usize) {
    let (mut input, mut length): (PVOID, usize) = (null_mut(), 999);
    let (to, size) = (&raw mut input, &raw mut length);
    let status = wdf!(WdfRequestRetrieveInputBuffer, request, minimum, to, size);
    let readable = NT_SUCCESS(status) && !input.is_null();
    // SAFETY: the buffer has a byte at least.
    let first = if readable { unsafe { input.cast::<u8>().read() } } else { 0 };
    let (code, count) = (status.cast_unsigned(), length_of(status, length));
    say!("RetrieveInputBuffer({minimum}) {code:08x}, {count} bytes, first {first:02x}");
    let (mut output, mut length): (PVOID, usize) = (null_mut(), 999);
    let (to, size) = (&raw mut output, &raw mut length);
    let status = wdf!(WdfRequestRetrieveOutputBuffer, request, minimum, to, size);
    let (code, count) = (status.cast_unsigned(), length_of(status, length));
    let same = u8::from(input == output);
    say!("RetrieveOutputBuffer({minimum}) {code:08x}, {count} bytes, same as input {same}");
    let mut memory: WDFMEMORY = null_mut();
    let status = wdf!(WdfRequestRetrieveInputMemory, request, &raw mut memory);
    say_status("RetrieveInputMemory", status);
    if NT_SUCCESS(status) {
        let (size, buffer) = memory_of(memory);
        say!("input memory {size} bytes, same {}", u8::from(buffer == input));
    }
    let status = wdf!(WdfRequestRetrieveOutputMemory, request, &raw mut memory);
    say_status("RetrieveOutputMemory", status);
    if NT_SUCCESS(status) {
        let (size, buffer) = memory_of(memory);
        say!("output memory {size} bytes, same {}", u8::from(buffer == output));
    }
    tell_mdls(request, input, output);
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let at = (&raw mut buffer, &raw mut length);
    let status = wdf!(WdfRequestRetrieveUnsafeUserInputBuffer, request, minimum, at.0, at.1);
    say_status("RetrieveUnsafeUserInputBuffer", status);
    let status = wdf!(WdfRequestRetrieveUnsafeUserOutputBuffer, request, minimum, at.0, at.1);
    say_status("RetrieveUnsafeUserOutputBuffer", status);
    let mode = wdf!(WdfRequestGetRequestorMode, request);
    let is_32_bit = wdf!(WdfRequestIsFrom32BitProcess, request);
    say!("mode {mode}, from 32 bit {is_32_bit}");
}

fn tell_mdls(request: WDFREQUEST, input: PVOID, output: PVOID) {
    let (mut of_input, mut of_output): (PMDL, PMDL) = (null_mut(), null_mut());
    let status = wdf!(WdfRequestRetrieveInputWdmMdl, request, &raw mut of_input);
    let (count, address, flags) = described(status, of_input);
    let (code, same) = (status.cast_unsigned(), u8::from(address == Some(input)));
    say!("RetrieveInputWdmMdl {code:08x}, {count} bytes, va same {same}, flags {flags:x}");
    let status = wdf!(WdfRequestRetrieveOutputWdmMdl, request, &raw mut of_output);
    let (count, address, _) = described(status, of_output);
    let (code, same) = (status.cast_unsigned(), u8::from(address == Some(output)));
    let same_mdl = u8::from(of_input == of_output);
    say!("RetrieveOutputWdmMdl {code:08x}, {count} bytes, va same {same}, same mdl {same_mdl}");
}

pub extern "C" fn evt_io_in_caller_context(device: WDFDEVICE, request: WDFREQUEST) {
    let size = u16::try_from(size_of::<WDF_REQUEST_PARAMETERS>()).unwrap_or(0);
    let mut parameters = WDF_REQUEST_PARAMETERS { Size: size, ..Default::default() };
    wdf!(WdfRequestGetParameters, request, &raw mut parameters);
    if let Some(context) = REQUEST.of(request) {
        context.seen.set(1);
    }
    let function = match parameters.Type {
        _WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl => {
            // SAFETY: the request is a device control.
            let code = unsafe { parameters.Parameters.DeviceIoControl.IoControlCode };
            Some(((code >> 2) & 0xfff).wrapping_sub(0x800))
        }
        _ => None,
    };
    if function == Some(4) {
        return wdf!(WdfRequestComplete, request, ALREADY_COMMITTED);
    }
    if function.is_none_or(|function| function == 3) {
        lock_both(request);
    }
    let status = wdf!(WdfDeviceEnqueueRequest, device, request);
    if !NT_SUCCESS(status) {
        say_status("EnqueueRequest", status);
        wdf!(WdfRequestComplete, request, status);
    }
}

/// Locks the caller's buffers that the request has.
fn lock_both(request: WDFREQUEST) {
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let at = (&raw mut buffer, &raw mut length);
    let status = wdf!(WdfRequestRetrieveUnsafeUserInputBuffer, request, 1, at.0, at.1);
    let (code, count) = (status.cast_unsigned(), length_of(status, length));
    say!("caller context: RetrieveUnsafeUserInputBuffer {code:08x}, {count} bytes");
    if NT_SUCCESS(status)
        && let Some(context) = REQUEST.of(request)
    {
        let memory = context.input.as_ptr();
        let status = wdf!(WdfRequestProbeAndLockUserBufferForRead, request, buffer, length, memory);
        say_status("ProbeAndLockUserBufferForRead", status);
    }
    let status = wdf!(WdfRequestRetrieveUnsafeUserOutputBuffer, request, 1, at.0, at.1);
    let (code, count) = (status.cast_unsigned(), length_of(status, length));
    say!("caller context: RetrieveUnsafeUserOutputBuffer {code:08x}, {count} bytes");
    if NT_SUCCESS(status)
        && let Some(context) = REQUEST.of(request)
    {
        let memory = context.output.as_ptr();
        let status =
            wdf!(WdfRequestProbeAndLockUserBufferForWrite, request, buffer, length, memory);
        say_status("ProbeAndLockUserBufferForWrite", status);
    }
}
