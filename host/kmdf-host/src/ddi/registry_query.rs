//! WDFKEY: the values that a driver reads.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, put, text};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Attributes};
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::memory::counted_string::CountedString;
use crate::names::Argument;
use crate::pnp::registry_data::{bytes_of, strings_of};
use crate::running;
use crate::seam;
use crate::upcall::raw;

/// The call of a driver on a value of a key.
pub(super) struct OnValue {
    pub(super) call: &'static str,
    pub(super) key: WDFKEY,
    pub(super) name: PCUNICODE_STRING,
}

impl OnValue {
    /// Carries the call out, unless the handle, the name or another mandatory pointer is wrong;
    /// `PASSIVE_LEVEL`.
    ///
    /// # Safety
    /// The name is NULL or a counted string of the driver's.
    pub(super) unsafe fn carry_out(
        self,
        pointers: &[(&str, bool)],
        body: impl FnOnce(&Arc<Inner>, Handle, &str) -> Result<(), NTSTATUS>,
    ) -> NTSTATUS {
        let Self { call, key, name } = self;
        // The name is read before the seam, and its memory must not count as the driver's.
        // SAFETY: guaranteed by the caller.
        let text = running::in_host(|| unsafe { text(name) });
        let what = |m: &Arc<Inner>| {
            let name = text.as_deref().unwrap_or("?");
            [m.name_of(key).into(), Argument::Name(name.into())]
        };
        seam::fallible(call, 0, what, |machine| {
            let name_and_others = [&[("ValueName", name.is_null())], pointers].concat();
            if !machine.required(call, &name_and_others) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(call, key, Kind::Key) else {
                return STATUS_INVALID_HANDLE;
            };
            let Some(text) = &text else { return STATUS_INVALID_PARAMETER };
            body(machine, handle, text).err().unwrap_or(STATUS_SUCCESS)
        })
    }
}

/// The type and the bytes of a value.
fn read(machine: &Arc<Inner>, key: Handle, name: &str) -> Result<(u32, Vec<u8>), NTSTATUS> {
    machine.with(|state| state.registry_value(key, name)).map(|value| bytes_of(&value))
}

/// A number of bytes as a ULONG.
fn ulong(length: usize) -> ULONG {
    ULONG::try_from(length).unwrap_or(ULONG::MAX)
}

/// Reads a value into a buffer of the driver's; `PASSIVE_LEVEL`. `STATUS_BUFFER_OVERFLOW`, without a
/// copy, if the buffer is too small or NULL.
pub(super) unsafe extern "C" fn WdfRegistryQueryValue(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    value_length: ULONG,
    value: PVOID,
    length_queried: PULONG,
    value_type: PULONG,
) -> NTSTATUS {
    let on = OnValue { call: "WdfRegistryQueryValue", key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        let (kind, bytes) = read(machine, key, name)?;
        // SAFETY: the driver's variable for the length, or NULL.
        unsafe { put(length_queried, ulong(bytes.len())) };
        // SAFETY: the driver's variable for the type, or NULL.
        unsafe { put(value_type, kind) };
        if bytes.len() > value_length as usize || (value.is_null() && !bytes.is_empty()) {
            return Err(STATUS_BUFFER_OVERFLOW);
        }
        if !bytes.is_empty() {
            // SAFETY: the driver's buffer has the length that the driver gave, which suffices.
            unsafe { value.cast::<u8>().copy_from(bytes.as_ptr(), bytes.len()) };
        }
        Ok(())
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}

/// Reads a value into a new memory object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryQueryMemory(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    _pool_type: POOL_TYPE,
    memory_attributes: PWDF_OBJECT_ATTRIBUTES,
    memory: *mut WDFMEMORY,
    value_type: PULONG,
) -> NTSTATUS {
    let on = OnValue { call: "WdfRegistryQueryMemory", key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        // SAFETY: the driver's attributes, or NULL.
        let attributes = unsafe { attributes(memory_attributes) };
        attributes.check(Allowed::PLAIN)?;
        let (kind, bytes) = read(machine, key, name)?;
        if bytes.is_empty() {
            return Err(STATUS_RESOURCE_DATA_NOT_FOUND);
        }
        let handle = machine.memory_with(&bytes, &attributes)?;
        // SAFETY: the driver's variable for the handle, which is not NULL.
        unsafe { put(memory, raw(handle)) };
        // SAFETY: the driver's variable for the type, or NULL.
        unsafe { put(value_type, kind) };
        Ok(())
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[("Memory", memory.is_null())], work) }
}

/// Appends the strings of a `REG_MULTI_SZ` to a collection, as new string objects; `PASSIVE_LEVEL`.
/// The parent of the strings is the driver unless the attributes say otherwise.
pub(super) unsafe extern "C" fn WdfRegistryQueryMultiString(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    strings_attributes: PWDF_OBJECT_ATTRIBUTES,
    collection: WDFCOLLECTION,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryQueryMultiString";
    let on = OnValue { call: CALL, key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        let collection =
            machine.check(CALL, collection, Kind::Collection).ok_or(STATUS_INVALID_HANDLE)?;
        // SAFETY: the driver's attributes, or NULL.
        let attributes = unsafe { attributes(strings_attributes) };
        attributes.check(Allowed::PLAIN)?;
        let (kind, bytes) = read(machine, key, name)?;
        if kind != REG_MULTI_SZ {
            return Err(STATUS_OBJECT_TYPE_MISMATCH);
        }
        if bytes.is_empty() {
            return Err(STATUS_RESOURCE_DATA_NOT_FOUND);
        }
        let strings = strings_of(&bytes).ok_or(STATUS_OBJECT_TYPE_MISMATCH)?;
        append(machine, collection, &attributes, &strings)
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}

/// Appends strings to a collection, or none of them.
fn append(
    machine: &Arc<Inner>,
    collection: Handle,
    attributes: &Attributes,
    strings: &[String],
) -> Result<(), NTSTATUS> {
    let mut made = Vec::new();
    for string in strings {
        let body = Body::String(CountedString::of(string));
        match machine.create_object(attributes, Allowed::PLAIN, body) {
            Ok(string) => made.push(string),
            Err(status) => {
                for string in made {
                    machine.delete_object(string);
                }
                return Err(status);
            }
        }
    }
    for string in made {
        machine.add_to_collection(collection, string);
    }
    Ok(())
}

/// Reads a string into a buffer of the driver's; `PASSIVE_LEVEL`. The needed length includes the NUL,
/// the string's own length does not.
pub(super) unsafe extern "C" fn WdfRegistryQueryUnicodeString(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    byte_length: PUSHORT,
    value: PUNICODE_STRING,
) -> NTSTATUS {
    let on = OnValue { call: "WdfRegistryQueryUnicodeString", key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        // SAFETY: the driver's string, or NULL.
        let target = unsafe { value.as_ref() }.copied();
        if target.is_some_and(|target| target.MaximumLength == 0) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        let (kind, bytes) = read(machine, key, name)?;
        let needed = u16::try_from(bytes.len()).map_err(|_| STATUS_INVALID_BUFFER_SIZE)?;
        let fits = |target: &UNICODE_STRING| target.MaximumLength >= needed;
        let Some(target) = target.filter(fits) else {
            // SAFETY: the driver's variable for the length, or NULL.
            unsafe { put(byte_length, needed) };
            return Err(STATUS_BUFFER_OVERFLOW);
        };
        if kind != REG_SZ && kind != REG_EXPAND_SZ {
            return Err(STATUS_OBJECT_TYPE_MISMATCH);
        }
        let nul = if bytes.ends_with(&[0, 0]) { 2 } else { 0 };
        // SAFETY: the driver's variable for the length, or NULL.
        unsafe { put(byte_length, needed) };
        // SAFETY: the driver's buffer has the length that its string gives, which suffices.
        unsafe { target.Buffer.cast::<u8>().copy_from(bytes.as_ptr(), bytes.len()) };
        // SAFETY: the driver's string, which is not NULL.
        unsafe { put(value, UNICODE_STRING { Length: needed - nul, ..target }) };
        Ok(())
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}

/// Reads a string into a string object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryQueryString(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    string: WDFSTRING,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryQueryString";
    let on = OnValue { call: CALL, key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        let string = machine.check(CALL, string, Kind::String).ok_or(STATUS_INVALID_HANDLE)?;
        let (kind, bytes) = read(machine, key, name)?;
        if kind != REG_SZ && kind != REG_EXPAND_SZ {
            return Err(STATUS_OBJECT_TYPE_MISMATCH);
        }
        if bytes.is_empty() {
            return Err(STATUS_RESOURCE_DATA_NOT_FOUND);
        }
        if bytes.len() > usize::from(u16::MAX) {
            return Err(STATUS_INVALID_BUFFER_SIZE);
        }
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
        let mut text = String::from_utf16_lossy(&units.collect::<Vec<_>>());
        if text.ends_with('\0') {
            text.pop();
        }
        machine.with(|state| state.set_string(string, &text));
        Ok(())
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}
