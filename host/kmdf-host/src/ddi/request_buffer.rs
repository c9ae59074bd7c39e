//! The buffers of a `WDFREQUEST`.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names, and the names of one C interface"
)]

use super::arguments::{hand_out, hand_out_buffer};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::request::{RequestKind, Side};
use crate::framework::transfer::Method;
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
pub(super) fn check_side(machine: &Inner, call: &str, handle: Handle, side: Side) {
    machine.check_use(call, handle);
    let facts = machine.with(|state| {
        let request = state.request(handle)?;
        let is_hidden = request.method == Method::Neither && request.buffers.rest.user.is_some();
        Some((request.kind, is_hidden))
    });
    let Some((kind, is_hidden)) = facts else { return };
    let detail = match (kind, side) {
        (RequestKind::Read, Side::Input) => "a read has an output buffer only",
        (RequestKind::Write, Side::Output) => "a write has an input buffer only",
        (RequestKind::Read | RequestKind::Write, _) if is_hidden => {
            "the device has WdfDeviceIoNeither: expected \
             WdfRequestRetrieveUnsafeUserInputBuffer or WdfRequestRetrieveUnsafeUserOutputBuffer"
        }
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
            let found = machine.with(|state| state.request_buffer(handle, side, minimum));
            // SAFETY: the driver's variables for the address and the length, or NULL.
            unsafe { hand_out_buffer(found, (buffer, length)) }
        },
    )
}
