//! WDFKEY: the values that a driver writes.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::text;
use super::registry_query::OnValue;
use crate::abi::*;
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::pnp::registry_data::{value_of, with_nul};

/// Writes bytes as a value of a type.
fn write(
    machine: &Arc<Inner>,
    (key, name): (Handle, &str),
    kind: u32,
    bytes: &[u8],
) -> Result<(), NTSTATUS> {
    machine.with(|state| state.set_registry_value(key, name, value_of(kind, bytes)))
}

/// The bytes of a buffer of the driver's.
///
/// # Safety
/// The buffer is as long as `length`, and nobody writes to it meanwhile.
unsafe fn bytes<'a>(buffer: *const u8, length: usize) -> &'a [u8] {
    if length == 0 {
        return &[];
    }
    // SAFETY: guaranteed by the caller.
    unsafe { std::slice::from_raw_parts(buffer, length) }
}

/// Writes a value of any type; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryAssignValue(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    value_type: ULONG,
    value_length: ULONG,
    value: PVOID,
) -> NTSTATUS {
    let on = OnValue { call: "WdfRegistryAssignValue", key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        // SAFETY: the driver's buffer has the length that the driver gave.
        let value = unsafe { bytes(value.cast_const().cast(), value_length as usize) };
        write(machine, (key, name), value_type, value)
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[("Value", value.is_null())], work) }
}

/// Writes the bytes of a memory object, or a part of them; `PASSIVE_LEVEL`. A part beyond the end
/// gives `STATUS_INTEGER_OVERFLOW`. The host ends a part of length 0 at the end of the memory; the
/// framework reads past the end.
pub(super) unsafe extern "C" fn WdfRegistryAssignMemory(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    value_type: ULONG,
    memory: WDFMEMORY,
    offsets: PWDFMEMORY_OFFSET,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryAssignMemory";
    let on = OnValue { call: CALL, key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        let memory = machine.check(CALL, memory, Kind::Memory).ok_or(STATUS_INVALID_HANDLE)?;
        // SAFETY: the driver's offsets, or NULL.
        let part = unsafe { offsets.as_ref() }.copied().unwrap_or_default();
        let (address, length) = machine.memory_buffer(memory);
        let end = part.BufferOffset.checked_add(part.BufferLength);
        if end.is_none_or(|end| end > length) {
            return Err(STATUS_INTEGER_OVERFLOW);
        }
        let count = match part.BufferLength {
            0 => length - part.BufferOffset,
            count => count,
        };
        let from = std::ptr::with_exposed_provenance(address + part.BufferOffset);
        // SAFETY: the range lies in the memory object.
        let value = unsafe { bytes(from, count) };
        write(machine, (key, name), value_type, value)
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}

/// Writes the strings of a collection as a `REG_MULTI_SZ`; `PASSIVE_LEVEL`. A member that is no
/// string gives `STATUS_INVALID_PARAMETER`.
pub(super) unsafe extern "C" fn WdfRegistryAssignMultiString(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    collection: WDFCOLLECTION,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryAssignMultiString";
    let on = OnValue { call: CALL, key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        let collection =
            machine.check(CALL, collection, Kind::Collection).ok_or(STATUS_INVALID_HANDLE)?;
        let strings: Option<Vec<Vec<u8>>> = machine.with(|state| {
            let items = state.items(collection).to_vec();
            items.into_iter().map(|item| string_bytes(state, item)).collect()
        });
        let mut value = strings.ok_or(STATUS_INVALID_PARAMETER)?.concat();
        // An empty list has two NULs as well.
        let nuls = if value.is_empty() { 4 } else { 2 };
        value.resize(value.len() + nuls, 0);
        write(machine, (key, name), REG_MULTI_SZ, &value)
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}

/// The text of a string object, with a NUL.
fn string_bytes(state: &State, string: Handle) -> Option<Vec<u8>> {
    match &state.objects.get(string)?.body {
        Body::String(text) => Some(text.block().bytes().to_vec()),
        _ => None,
    }
}

/// Writes a counted string as a `REG_SZ`; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryAssignUnicodeString(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    value: PCUNICODE_STRING,
) -> NTSTATUS {
    let on = OnValue { call: "WdfRegistryAssignUnicodeString", key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        // SAFETY: the driver's string, which is not NULL.
        let value = unsafe { text(value) }.ok_or(STATUS_INVALID_PARAMETER)?;
        write(machine, (key, name), REG_SZ, &with_nul(&value))
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[("Value", value.is_null())], work) }
}

/// Writes the text of a string object as a `REG_SZ`; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryAssignString(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    string: WDFSTRING,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryAssignString";
    let on = OnValue { call: CALL, key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        let string = machine.check(CALL, string, Kind::String).ok_or(STATUS_INVALID_HANDLE)?;
        let value = machine.with(|state| string_bytes(state, string)).unwrap_or_default();
        write(machine, (key, name), REG_SZ, &value)
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}
