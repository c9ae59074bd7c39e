//! The MDLs of a request's buffers, the caller's own buffers, and `EvtIoInCallerContext`'s way to a queue.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{hand_out, hand_out_buffer, put, status_of};
use super::request_buffer::check_side;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::request::Side;
use crate::running::DISPATCH;
use crate::seam;

/// The MDL of the application's input; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveInputWdmMdl(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    mdl: *mut PMDL,
) -> NTSTATUS {
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { retrieve_mdl("WdfRequestRetrieveInputWdmMdl", request, Side::Input, mdl) }
}

/// The MDL of the application's output; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveOutputWdmMdl(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    mdl: *mut PMDL,
) -> NTSTATUS {
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { retrieve_mdl("WdfRequestRetrieveOutputWdmMdl", request, Side::Output, mdl) }
}

/// # Safety
/// `mdl` is NULL or valid for a write.
unsafe fn retrieve_mdl(
    call: &'static str,
    request: WDFREQUEST,
    side: Side,
    mdl: *mut PMDL,
) -> NTSTATUS {
    seam::fallible(
        call,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(call, &[("Mdl", mdl.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(call, request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            check_side(machine, call, handle, side);
            let found = machine.with(|state| state.request_mdl(handle, side));
            let address = found.unwrap_or_default();
            // SAFETY: the driver's variable for the address.
            unsafe { put(mdl, std::ptr::with_exposed_provenance_mut(address)) };
            status_of(found.map(drop))
        },
    )
}

/// The address of the caller's input buffer, which is valid in the caller's process only; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveUnsafeUserInputBuffer(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    minimum: usize,
    buffer: *mut PVOID,
    length: *mut usize,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestRetrieveUnsafeUserInputBuffer";
    // SAFETY: the driver's variables for the results, or NULL.
    unsafe { retrieve_unsafe(CALL, request, Side::Input, minimum, (buffer, length)) }
}

/// The address of the caller's output buffer, which is valid in the caller's process only; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveUnsafeUserOutputBuffer(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    minimum: usize,
    buffer: *mut PVOID,
    length: *mut usize,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestRetrieveUnsafeUserOutputBuffer";
    // SAFETY: the driver's variables for the results, or NULL.
    unsafe { retrieve_unsafe(CALL, request, Side::Output, minimum, (buffer, length)) }
}

/// # Safety
/// The two pointers are NULL or valid for a write.
unsafe fn retrieve_unsafe(
    call: &'static str,
    request: WDFREQUEST,
    side: Side,
    minimum: usize,
    (buffer, length): (*mut PVOID, *mut usize),
) -> NTSTATUS {
    seam::call(
        call,
        0,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(call, &[("Buffer", buffer.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            if seam::refuses(0) {
                return STATUS_INVALID_DEVICE_REQUEST;
            }
            let Some(handle) = machine.check(call, request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            machine.check_use(call, handle);
            let found = machine.user_buffer(handle, side, minimum, call);
            // SAFETY: the driver's variables for the address and the length, or NULL.
            unsafe { hand_out_buffer(found, (buffer, length)) }
        },
    )
}

/// Probes and locks a part of a caller's buffer that the driver reads; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestProbeAndLockUserBufferForRead(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    buffer: PVOID,
    length: usize,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestProbeAndLockUserBufferForRead";
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { lock(CALL, request, (buffer, length), false, memory) }
}

/// Probes and locks a part of a caller's buffer that the driver writes; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestProbeAndLockUserBufferForWrite(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    buffer: PVOID,
    length: usize,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestProbeAndLockUserBufferForWrite";
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { lock(CALL, request, (buffer, length), true, memory) }
}

/// # Safety
/// `memory` is NULL or valid for a write.
unsafe fn lock(
    call: &'static str,
    request: WDFREQUEST,
    (buffer, length): (PVOID, usize),
    writable: bool,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    seam::fallible(
        call,
        0,
        |m| m.name_of(request),
        |machine| {
            let pointers = [("Buffer", buffer.is_null()), ("MemoryObject", memory.is_null())];
            if !machine.required(call, &pointers) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(call, request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            if !machine.check_owned(call, handle) {
                return STATUS_INVALID_DEVICE_REQUEST;
            }
            let locked = machine.lock_user_buffer(handle, (buffer.addr(), length), writable, call);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(locked, memory) }
        },
    )
}

/// Puts a request that `EvtIoInCallerContext` got into the queue for its type; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceEnqueueRequest(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    request: WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceEnqueueRequest";
    seam::call(
        CALL,
        DISPATCH,
        |m| [m.name_of(device), m.name_of(request)].map(crate::names::Argument::from),
        |machine| {
            let device = machine.check(CALL, device, Kind::Device);
            let request = machine.check(CALL, request, Kind::Request);
            let (Some(device), Some(request)) = (device, request) else {
                return STATUS_INVALID_HANDLE;
            };
            status_of(machine.enqueue_request(device, request, CALL))
        },
    )
}
