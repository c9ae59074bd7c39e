//! The buffers of a `WDFREQUEST`.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names, and the names of one C interface"
)]

use super::arguments::{hand_out, put, status_of};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::request::{RequestKind, Side};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// The memory object of the application's input; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveInputMemory(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { retrieve_memory("WdfRequestRetrieveInputMemory", request, Side::Input, memory) }
}

/// The memory object of the application's output; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveOutputMemory(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { retrieve_memory("WdfRequestRetrieveOutputMemory", request, Side::Output, memory) }
}

/// Checks the use of a request for one of the buffers that the request's type may have.
fn check_side(machine: &Inner, call: &str, handle: Handle, side: Side) {
    machine.check_use(call, handle);
    let kind = machine.with(|state| state.request(handle).map(|request| request.kind));
    let detail = match (kind, side) {
        (Some(RequestKind::Read), Side::Input) => "a read has an output buffer only",
        (Some(RequestKind::Write), Side::Output) => "a write has an input buffer only",
        _ => return,
    };
    machine.report(Rule::WrongBuffer, handle, call, detail);
}

/// # Safety
/// `memory` is NULL or valid for a write.
unsafe fn retrieve_memory(
    call: &'static str,
    request: WDFREQUEST,
    side: Side,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    seam::fallible(
        call,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(call, &[("Memory", memory.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(call, request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            check_side(machine, call, handle, side);
            let retrieved = machine.with(|state| state.request_memory(handle, side));
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(retrieved, memory) }
        },
    )
}

/// The buffer of the application's input, if it has at least `minimum` bytes;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveInputBuffer(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    minimum: usize,
    buffer: *mut PVOID,
    length: *mut usize,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestRetrieveInputBuffer";
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { retrieve_buffer(CALL, request, Side::Input, minimum, (buffer, length)) }
}

/// The buffer of the application's output, if it has at least `minimum` bytes;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestRetrieveOutputBuffer(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    minimum: usize,
    buffer: *mut PVOID,
    length: *mut usize,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestRetrieveOutputBuffer";
    // SAFETY: the driver's variable for the result, or NULL.
    unsafe { retrieve_buffer(CALL, request, Side::Output, minimum, (buffer, length)) }
}

/// # Safety
/// The two pointers are NULL or valid for a write.
unsafe fn retrieve_buffer(
    call: &'static str,
    request: WDFREQUEST,
    side: Side,
    minimum: usize,
    (buffer, length): (*mut PVOID, *mut usize),
) -> NTSTATUS {
    seam::fallible(
        call,
        DISPATCH,
        |m| m.name_of(request),
        |machine| {
            if !machine.required(call, &[("Buffer", buffer.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(call, request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            check_side(machine, call, handle, side);
            let found = machine.with(|state| {
                let length = state.request_length(handle, side)?;
                if length < minimum {
                    return Err(STATUS_BUFFER_TOO_SMALL);
                }
                let request = state.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
                request.buffers.shown = true;
                Ok((request.buffers.buffer.address(), length))
            });
            let (address, count) = found.unwrap_or((0, 0));
            // SAFETY: the driver's variable for the address.
            unsafe { put(buffer, std::ptr::with_exposed_provenance_mut(address)) };
            // SAFETY: the driver's variable for the length, or NULL.
            unsafe { put(length, count) };
            status_of(found.map(|_| ()))
        },
    )
}
