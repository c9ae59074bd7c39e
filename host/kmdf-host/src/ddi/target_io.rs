//! Reads, writes and control codes that a driver formats for a target, or sends and waits for.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    clippy::too_many_arguments,
    reason = "the DDIs' names, and the names and parameters of one C interface"
)]

use std::sync::Arc;

use super::arguments::put;
use super::send::send_options;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::request::{Request, RequestKind};
use crate::framework::sending::{Format, Piece};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::memory::transfer;
use crate::names::Argument;
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;

/// The part of a memory object that a driver names; `None` for no buffer.
///
/// # Safety
/// `offsets` is NULL or valid for a read.
unsafe fn piece(
    machine: &Arc<Inner>,
    call: &str,
    memory: WDFMEMORY,
    offsets: PWDFMEMORY_OFFSET,
) -> Result<Option<Piece>, NTSTATUS> {
    if memory.is_null() {
        return Ok(None);
    }
    let handle = machine.check(call, memory, Kind::Memory).ok_or(STATUS_INVALID_HANDLE)?;
    let (start, whole) = machine.memory_buffer(handle);
    // SAFETY: guaranteed by the caller.
    let offsets = unsafe { offsets.as_ref() };
    let (offset, length) = offsets.map_or((0, 0), |part| (part.BufferOffset, part.BufferLength));
    let end = offset.checked_add(length).filter(|end| *end <= whole);
    end.ok_or(STATUS_INTEGER_OVERFLOW)?;
    let length = if length == 0 { whole - offset } else { length };
    Ok(Some(Piece { memory: handle, offset, address: start + offset, length }))
}

/// The memory that a descriptor names; `None` for no buffer.
///
/// # Safety
/// `descriptor` is NULL or valid for a read, and so are the offsets that it names.
unsafe fn described(
    machine: &Arc<Inner>,
    call: &str,
    descriptor: PWDF_MEMORY_DESCRIPTOR,
) -> Result<Option<Piece>, NTSTATUS> {
    use _WDF_MEMORY_DESCRIPTOR_TYPE as Type;
    // SAFETY: guaranteed by the caller.
    let Some(descriptor) = (unsafe { descriptor.as_ref() }) else { return Ok(None) };
    match descriptor.Type {
        Type::WdfMemoryDescriptorTypeBuffer => {
            // SAFETY: the type says which member of the union is valid.
            let buffer = unsafe { descriptor.u.BufferType };
            if buffer.Buffer.is_null() {
                return Err(STATUS_INVALID_PARAMETER);
            }
            let address = buffer.Buffer.expose_provenance();
            let length = buffer.Length as usize;
            Ok(Some(Piece { memory: Handle::NULL, offset: 0, address, length }))
        }
        Type::WdfMemoryDescriptorTypeHandle => {
            // SAFETY: the type says which member of the union is valid.
            let handle = unsafe { descriptor.u.HandleType };
            if handle.Memory.is_null() {
                return Err(STATUS_INVALID_PARAMETER);
            }
            // SAFETY: guaranteed by the caller.
            unsafe { piece(machine, call, handle.Memory, handle.Offsets) }
        }
        Type::WdfMemoryDescriptorTypeMdl => {
            let detail = "a descriptor names an MDL: this host has none".to_string();
            machine.violation(Rule::MissingDdi, crate::rules::Subject::None, call, detail);
            Err(STATUS_INVALID_PARAMETER)
        }
        _ => Err(STATUS_INVALID_PARAMETER),
    }
}

/// The buffers of a request, with the input copied (KMDF behaviour, "Formatting").
fn format_of(
    machine: &Inner,
    input: Option<Piece>,
    output: Option<Piece>,
) -> Result<(Format, (usize, usize)), NTSTATUS> {
    let length = |piece: Option<Piece>| piece.map_or(0, |piece| piece.length);
    let lengths = (length(input), length(output));
    let room = lengths.0.max(lengths.1);
    let buffer = machine.with(|state| state.new_block(room));
    let mut buffer = buffer.ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
    if let Some(input) = input {
        buffer.fill_from(&transfer::read(input.address, input.length));
    }
    Ok((Format { buffer, input, output }, lengths))
}

/// Carries out a format call.
///
/// # Safety
/// The offsets in memory and the place on the device are NULL or valid for a read.
unsafe fn format(
    call: &'static str,
    (target, request): (WDFIOTARGET, WDFREQUEST),
    (kind, place): (RequestKind, PLONGLONG),
    input: (WDFMEMORY, PWDFMEMORY_OFFSET),
    output: (WDFMEMORY, PWDFMEMORY_OFFSET),
) -> NTSTATUS {
    let what = |m: &Arc<Inner>| [m.name_of(target).into(), Argument::from(m.name_of(request))];
    seam::fallible(call, DISPATCH, what, |machine| {
        let target = machine.check(call, target, Kind::IoTarget);
        let request = machine.check(call, request, Kind::Request);
        let (Some(target), Some(request)) = (target, request) else { return STATUS_INVALID_HANDLE };
        machine.check_use(call, request);
        let formatted = || {
            // SAFETY: guaranteed by the caller.
            let input = unsafe { piece(machine, call, input.0, input.1) }?;
            // SAFETY: guaranteed by the caller.
            let output = unsafe { piece(machine, call, output.0, output.1) }?;
            machine.with(|state| state.check_target(request, target))?;
            let (format, lengths) = format_of(machine, input, output)?;
            // SAFETY: guaranteed by the caller.
            let offset = unsafe { place.as_ref() }.copied().unwrap_or(0);
            machine.format(request, kind, lengths, offset, Some(format));
            Ok(())
        };
        super::arguments::status_of(formatted())
    })
}

/// The place on the device of a request that has none.
const NOWHERE: PLONGLONG = std::ptr::null_mut();

const NOTHING: (WDFMEMORY, PWDFMEMORY_OFFSET) = (std::ptr::null_mut(), std::ptr::null_mut());

/// Formats a request as a read; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetFormatRequestForRead(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    output: WDFMEMORY,
    offsets: PWDFMEMORY_OFFSET,
    device_offset: PLONGLONG,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetFormatRequestForRead";
    // SAFETY: the driver's offsets, or NULL.
    unsafe {
        format(
            CALL,
            (target, request),
            (RequestKind::Read, device_offset),
            NOTHING,
            (output, offsets),
        )
    }
}

/// Formats a request as a write; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetFormatRequestForWrite(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    input: WDFMEMORY,
    offsets: PWDFMEMORY_OFFSET,
    device_offset: PLONGLONG,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetFormatRequestForWrite";
    // SAFETY: the driver's offsets, or NULL.
    unsafe {
        format(
            CALL,
            (target, request),
            (RequestKind::Write, device_offset),
            (input, offsets),
            NOTHING,
        )
    }
}

/// Formats a request as a control code; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetFormatRequestForIoctl(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    code: ULONG,
    input: WDFMEMORY,
    input_offsets: PWDFMEMORY_OFFSET,
    output: WDFMEMORY,
    output_offsets: PWDFMEMORY_OFFSET,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetFormatRequestForIoctl";
    let kind = RequestKind::DeviceControl(code);
    let (input, output) = ((input, input_offsets), (output, output_offsets));
    // SAFETY: the driver's offsets, or NULL.
    unsafe { format(CALL, (target, request), (kind, NOWHERE), input, output) }
}

/// Formats a request as an internal control code; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetFormatRequestForInternalIoctl(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    code: ULONG,
    input: WDFMEMORY,
    input_offsets: PWDFMEMORY_OFFSET,
    output: WDFMEMORY,
    output_offsets: PWDFMEMORY_OFFSET,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetFormatRequestForInternalIoctl";
    let kind = RequestKind::InternalControl(code);
    let (input, output) = ((input, input_offsets), (output, output_offsets));
    // SAFETY: the driver's offsets, or NULL.
    unsafe { format(CALL, (target, request), (kind, NOWHERE), input, output) }
}

/// Carries out a call that sends a request and waits for its completion. Without a request, the
/// framework makes one for the call.
///
/// # Safety
/// The pointers are NULL or valid: the descriptors, the place on the device and the options for reads,
/// `bytes` for a write.
unsafe fn send_and_wait(
    call: &'static str,
    (target, raw_request): (WDFIOTARGET, WDFREQUEST),
    (kind, place): (RequestKind, PLONGLONG),
    (input, output): (PWDF_MEMORY_DESCRIPTOR, PWDF_MEMORY_DESCRIPTOR),
    options: PWDF_REQUEST_SEND_OPTIONS,
    bytes: PULONG_PTR,
) -> NTSTATUS {
    let what = |m: &Arc<Inner>| [m.name_of(target).into(), Argument::from(m.name_of(raw_request))];
    seam::fallible(call, 0, what, |machine| {
        let Some(target) = machine.check(call, target, Kind::IoTarget) else {
            return STATUS_INVALID_HANDLE;
        };
        let given = if raw_request.is_null() {
            None
        } else {
            let Some(request) = machine.check(call, raw_request, Kind::Request) else {
                return STATUS_INVALID_HANDLE;
            };
            Some(request)
        };
        // SAFETY: guaranteed by the caller.
        let mut options = match unsafe { send_options(options) } {
            Ok(options) => options,
            Err(status) => return status,
        };
        (options.synchronous, options.forgets, options.skips_routine) = (true, false, true);
        // SAFETY: guaranteed by the caller.
        let input = unsafe { described(machine, call, input) };
        // SAFETY: guaranteed by the caller.
        let output = unsafe { described(machine, call, output) };
        let formatted = input.and_then(|input| Ok((input, output?)));
        let formatted = formatted.and_then(|(input, output)| {
            if machine.with(|state| state.is_without_device(target)) {
                return Err(STATUS_INVALID_DEVICE_STATE);
            }
            format_of(machine, input, output)
        });
        let made = |machine: &Arc<Inner>| {
            machine.with(|state| {
                let driver = running::driver();
                let attributes = crate::framework::attributes::Attributes::default();
                state.create(driver, Some(target), &attributes, Request::made_by_driver())
            })
        };
        let prepared = formatted.and_then(|format| {
            let request = given.map_or_else(|| made(machine), Ok)?;
            Ok((format, request))
        });
        let ((format, lengths), request) = match prepared {
            Ok(prepared) => prepared,
            Err(status) => return status,
        };
        // SAFETY: guaranteed by the caller.
        let offset = unsafe { place.as_ref() }.copied().unwrap_or(0);
        machine.format(request, kind, lengths, offset, Some(format));
        machine.send_request(request, target, options, call);
        let result = machine.with(|state| {
            let progress = &state.request(request)?.progress;
            Some((progress.status, progress.information))
        });
        machine.unformat(request);
        if given.is_none() {
            machine.delete_object(request);
        }
        let (status, information) = result.unwrap_or((STATUS_INVALID_DEVICE_REQUEST, 0));
        // SAFETY: guaranteed by the caller.
        unsafe { put(bytes, information) };
        status
    })
}

/// Reads from a target, and waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetSendReadSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    output: PWDF_MEMORY_DESCRIPTOR,
    device_offset: PLONGLONG,
    options: PWDF_REQUEST_SEND_OPTIONS,
    bytes: PULONG_PTR,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetSendReadSynchronously";
    let buffers = (std::ptr::null_mut(), output);
    // SAFETY: the driver's pointers, or NULL.
    unsafe {
        send_and_wait(
            CALL,
            (target, request),
            (RequestKind::Read, device_offset),
            buffers,
            options,
            bytes,
        )
    }
}

/// Writes to a target, and waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetSendWriteSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    input: PWDF_MEMORY_DESCRIPTOR,
    device_offset: PLONGLONG,
    options: PWDF_REQUEST_SEND_OPTIONS,
    bytes: PULONG_PTR,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetSendWriteSynchronously";
    let buffers = (input, std::ptr::null_mut());
    // SAFETY: the driver's pointers, or NULL.
    unsafe {
        send_and_wait(
            CALL,
            (target, request),
            (RequestKind::Write, device_offset),
            buffers,
            options,
            bytes,
        )
    }
}

/// Sends a control code to a target, and waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetSendIoctlSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    code: ULONG,
    input: PWDF_MEMORY_DESCRIPTOR,
    output: PWDF_MEMORY_DESCRIPTOR,
    options: PWDF_REQUEST_SEND_OPTIONS,
    bytes: PULONG_PTR,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetSendIoctlSynchronously";
    let kind = RequestKind::DeviceControl(code);
    // SAFETY: the driver's pointers, or NULL.
    unsafe {
        send_and_wait(CALL, (target, request), (kind, NOWHERE), (input, output), options, bytes)
    }
}

/// Sends an internal control code to a target, and waits; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetSendInternalIoctlSynchronously(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    request: WDFREQUEST,
    code: ULONG,
    input: PWDF_MEMORY_DESCRIPTOR,
    output: PWDF_MEMORY_DESCRIPTOR,
    options: PWDF_REQUEST_SEND_OPTIONS,
    bytes: PULONG_PTR,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetSendInternalIoctlSynchronously";
    let kind = RequestKind::InternalControl(code);
    // SAFETY: the driver's pointers, or NULL.
    unsafe {
        send_and_wait(CALL, (target, request), (kind, NOWHERE), (input, output), options, bytes)
    }
}
