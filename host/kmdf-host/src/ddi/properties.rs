//! Properties of devices and of the device that is being added.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, put, sized};
use crate::abi::*;
use crate::framework::attributes::Allowed;
use crate::framework::object::Kind;
use crate::machine::Inner;
use crate::names::ObjectRef;
use crate::seam;
use crate::upcall::raw;

/// Whose property a call asks for.
#[derive(Clone, Copy)]
enum Owner {
    Device(WDFDEVICE),
    Init(PWDFDEVICE_INIT),
    Target(WDFIOTARGET),
}

impl Owner {
    fn name(self, machine: &Inner) -> ObjectRef {
        match self {
            Self::Device(device) => machine.name_of(device),
            Self::Init(init) => machine.name_of(init),
            Self::Target(target) => machine.name_of(target),
        }
    }

    /// The index of the node; `without` is the status for a control device.
    fn node(self, machine: &Inner, call: &str, without: NTSTATUS) -> Result<usize, NTSTATUS> {
        let handle = match self {
            Self::Device(device) => machine.check(call, device, Kind::Device),
            Self::Init(init) => machine.check(call, init, Kind::DeviceInit),
            Self::Target(target) => machine.check(call, target, Kind::IoTarget),
        };
        let handle = handle.ok_or(STATUS_INVALID_HANDLE)?;
        let node = machine.with(|state| match self {
            Self::Device(_) => state.device(handle)?.node,
            Self::Init(_) => state.device_init(handle)?.node,
            Self::Target(_) => state.node_of_target(handle),
        });
        node.ok_or(without)
    }
}

/// Copies a property to the driver's buffer, if the buffer is long enough.
///
/// # Safety
/// `needed` is valid for a write, and `buffer` for writes of `length` bytes.
unsafe fn copy_out(bytes: &[u8], length: ULONG, buffer: PVOID, needed: PULONG) -> NTSTATUS {
    // SAFETY: guaranteed by the caller.
    unsafe { put(needed, ULONG::try_from(bytes.len()).unwrap_or(ULONG::MAX)) };
    if bytes.len() > length as usize {
        return STATUS_BUFFER_TOO_SMALL;
    }
    if !bytes.is_empty() {
        // SAFETY: guaranteed by the caller.
        unsafe { buffer.cast::<u8>().copy_from(bytes.as_ptr(), bytes.len()) };
    }
    STATUS_SUCCESS
}

/// Gives the driver a memory object with a property. An empty property gives NULL.
///
/// # Safety
/// `memory` is valid for a write, and `memory_attributes` is NULL or points to attributes.
unsafe fn memory_out(
    machine: &Inner,
    bytes: &[u8],
    memory_attributes: PWDF_OBJECT_ATTRIBUTES,
    memory: *mut WDFMEMORY,
) -> Result<(), NTSTATUS> {
    // SAFETY: guaranteed by the caller.
    let attributes = unsafe { attributes(memory_attributes) };
    attributes.check(Allowed::PLAIN)?;
    let made = match bytes {
        [] => None,
        bytes => Some(machine.memory_with(bytes, &attributes)?),
    };
    // SAFETY: guaranteed by the caller.
    unsafe { put(memory, made.map_or(std::ptr::null_mut(), raw)) };
    Ok(())
}

/// Asks for a property of the registry.
///
/// # Safety
/// The pointers are NULL, or valid for what their types and `length` say.
unsafe fn query(
    call: &'static str,
    owner: Owner,
    property: DEVICE_REGISTRY_PROPERTY,
    (length, buffer): (ULONG, PVOID),
    result_length: PULONG,
) -> NTSTATUS {
    let work = |machine: &Arc<Inner>| {
        let pointers = [
            ("ResultLength", result_length.is_null()),
            ("PropertyBuffer", length > 0 && buffer.is_null()),
        ];
        if !machine.required(call, &pointers) {
            return STATUS_INVALID_PARAMETER;
        }
        let node = owner.node(machine, call, STATUS_INVALID_DEVICE_REQUEST);
        let found =
            node.and_then(|node| machine.with(|state| state.device_property(node, property)));
        match found {
            // SAFETY: guaranteed by the caller; the pointers that are used are not NULL.
            Ok(bytes) => unsafe { copy_out(&bytes, length, buffer, result_length) },
            Err(status) => status,
        }
    };
    seam::fallible(call, 0, |machine| owner.name(machine), work)
}

/// Asks for a property of the registry in a new memory object.
///
/// # Safety
/// The pointers are NULL, or valid for what their types say.
unsafe fn alloc_and_query(
    call: &'static str,
    owner: Owner,
    property: DEVICE_REGISTRY_PROPERTY,
    memory_attributes: PWDF_OBJECT_ATTRIBUTES,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    let work = |machine: &Arc<Inner>| {
        if !machine.required(call, &[("PropertyMemory", memory.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        let node = owner.node(machine, call, STATUS_INVALID_DEVICE_REQUEST);
        let found =
            node.and_then(|node| machine.with(|state| state.device_property(node, property)));
        let made = found.and_then(|bytes| {
            // SAFETY: guaranteed by the caller; `memory` is not NULL.
            unsafe { memory_out(machine, &bytes, memory_attributes, memory) }
        });
        made.err().unwrap_or(STATUS_SUCCESS)
    };
    seam::fallible(call, 0, |machine| owner.name(machine), work)
}

/// The key in a `WDF_DEVICE_PROPERTY_DATA`.
///
/// # Safety
/// `data` is NULL or points to a structure as long as its size member says.
unsafe fn key_of(
    machine: &Inner,
    call: &str,
    data: PWDF_DEVICE_PROPERTY_DATA,
) -> Result<(GUID, u32), NTSTATUS> {
    if !machine.required(call, &[("DeviceProperty", data.is_null())]) {
        return Err(STATUS_INVALID_PARAMETER);
    }
    // SAFETY: guaranteed by the caller; the pointer is not NULL.
    let data = unsafe { sized(data) }?;
    if !machine.required(call, &[("PropertyKey", data.PropertyKey.is_null())]) {
        return Err(STATUS_INVALID_PARAMETER);
    }
    // SAFETY: the driver's key, which is not NULL.
    let key = unsafe { data.PropertyKey.read() };
    Ok((key.fmtid, key.pid))
}

/// Asks for a property by its key.
///
/// # Safety
/// The pointers are NULL, or valid for what their types and `length` say.
unsafe fn query_ex(
    call: &'static str,
    owner: Owner,
    data: PWDF_DEVICE_PROPERTY_DATA,
    (length, buffer): (ULONG, PVOID),
    (required, kind): (PULONG, PDEVPROPTYPE),
) -> NTSTATUS {
    let work = |machine: &Arc<Inner>| {
        let pointers = [("RequiredSize", required.is_null()), ("Type", kind.is_null())];
        if !machine.required(call, &pointers) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: guaranteed by the caller.
        let key = unsafe { key_of(machine, call, data) };
        let key = key.and_then(|key| {
            let fits = (length == 0) == buffer.is_null();
            fits.then_some(key).ok_or(STATUS_INVALID_PARAMETER)
        });
        let found = key.and_then(|key| {
            let node = owner.node(machine, call, STATUS_INVALID_DEVICE_STATE)?;
            machine.with(|state| state.property_data(node, key))
        });
        let (status, of) = match found {
            Ok((of, bytes)) => {
                // SAFETY: guaranteed by the caller; the pointers that are used are not NULL.
                (unsafe { copy_out(&bytes, length, buffer, required) }, of)
            }
            Err(status) => {
                // SAFETY: guaranteed by the caller.
                unsafe { put(required, 0) };
                (status, 0)
            }
        };
        // SAFETY: guaranteed by the caller.
        unsafe { put(kind, of) };
        status
    };
    seam::fallible(call, 0, |machine| owner.name(machine), work)
}

/// Asks for a property by its key in a new memory object.
///
/// # Safety
/// The pointers are NULL, or valid for what their types say.
unsafe fn alloc_and_query_ex(
    call: &'static str,
    owner: Owner,
    data: PWDF_DEVICE_PROPERTY_DATA,
    memory_attributes: PWDF_OBJECT_ATTRIBUTES,
    (memory, kind): (*mut WDFMEMORY, PDEVPROPTYPE),
) -> NTSTATUS {
    let work = |machine: &Arc<Inner>| {
        let pointers = [("PropertyMemory", memory.is_null()), ("Type", kind.is_null())];
        if !machine.required(call, &pointers) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: guaranteed by the caller.
        let key = unsafe { key_of(machine, call, data) };
        let made = key.and_then(|key| {
            let node = owner.node(machine, call, STATUS_INVALID_DEVICE_STATE)?;
            let (of, bytes) = machine.with(|state| state.property_data(node, key))?;
            // SAFETY: guaranteed by the caller; `memory` is not NULL.
            unsafe { memory_out(machine, &bytes, memory_attributes, memory) }?;
            Ok(of)
        });
        // SAFETY: guaranteed by the caller.
        unsafe { put(kind, made.unwrap_or(0)) };
        made.err().unwrap_or(STATUS_SUCCESS)
    };
    seam::fallible(call, 0, |machine| owner.name(machine), work)
}

macro_rules! queries {
    ($($(#[$doc:meta])* $name:ident($owner:ident: $type:ty as $kind:ident
        $(, $parameter:ident: $of:ty)*) by $query:ident($($argument:expr),*);)*) => {
        $(
            $(#[$doc])*
            pub(super) unsafe extern "C" fn $name(
                _: PWDF_DRIVER_GLOBALS,
                $owner: $type
                $(, $parameter: $of)*
            ) -> NTSTATUS {
                // SAFETY: the driver keeps the contract of the call.
                unsafe { $query(stringify!($name), Owner::$kind($owner), $($argument),*) }
            }
        )*
    };
}

queries! {
    /// Copies a property of a device to a buffer; `PASSIVE_LEVEL`.
    WdfDeviceQueryProperty(device: WDFDEVICE as Device, property: DEVICE_REGISTRY_PROPERTY,
        length: ULONG, buffer: PVOID, result_length: PULONG)
        by query(property, (length, buffer), result_length);
    /// Puts a property of a device into a new memory object; `PASSIVE_LEVEL`.
    WdfDeviceAllocAndQueryProperty(device: WDFDEVICE as Device,
        property: DEVICE_REGISTRY_PROPERTY, _pool_type: POOL_TYPE,
        memory_attributes: PWDF_OBJECT_ATTRIBUTES, memory: *mut WDFMEMORY)
        by alloc_and_query(property, memory_attributes, memory);
    /// Copies a property of the device that is being added to a buffer; `PASSIVE_LEVEL`.
    WdfFdoInitQueryProperty(init: PWDFDEVICE_INIT as Init, property: DEVICE_REGISTRY_PROPERTY,
        length: ULONG, buffer: PVOID, result_length: PULONG)
        by query(property, (length, buffer), result_length);
    /// Puts a property of the device that is being added into a new memory object; `PASSIVE_LEVEL`.
    WdfFdoInitAllocAndQueryProperty(init: PWDFDEVICE_INIT as Init,
        property: DEVICE_REGISTRY_PROPERTY, _pool_type: POOL_TYPE,
        memory_attributes: PWDF_OBJECT_ATTRIBUTES, memory: *mut WDFMEMORY)
        by alloc_and_query(property, memory_attributes, memory);
    /// Copies a property of the device to which a target sends to a buffer; `PASSIVE_LEVEL`.
    WdfIoTargetQueryTargetProperty(target: WDFIOTARGET as Target,
        property: DEVICE_REGISTRY_PROPERTY, length: ULONG, buffer: PVOID, result_length: PULONG)
        by query(property, (length, buffer), result_length);
    /// Puts a property of the device to which a target sends into a new memory object;
    /// `PASSIVE_LEVEL`.
    WdfIoTargetAllocAndQueryTargetProperty(target: WDFIOTARGET as Target,
        property: DEVICE_REGISTRY_PROPERTY, _pool_type: POOL_TYPE,
        memory_attributes: PWDF_OBJECT_ATTRIBUTES, memory: *mut WDFMEMORY)
        by alloc_and_query(property, memory_attributes, memory);
    /// Copies a property with a key to a buffer; `PASSIVE_LEVEL`.
    WdfDeviceQueryPropertyEx(device: WDFDEVICE as Device, data: PWDF_DEVICE_PROPERTY_DATA,
        length: ULONG, buffer: PVOID, required: PULONG, kind: PDEVPROPTYPE)
        by query_ex(data, (length, buffer), (required, kind));
    /// Puts a property with a key into a new memory object; `PASSIVE_LEVEL`.
    WdfDeviceAllocAndQueryPropertyEx(device: WDFDEVICE as Device, data: PWDF_DEVICE_PROPERTY_DATA,
        _pool_type: POOL_TYPE, memory_attributes: PWDF_OBJECT_ATTRIBUTES, memory: *mut WDFMEMORY,
        kind: PDEVPROPTYPE)
        by alloc_and_query_ex(data, memory_attributes, (memory, kind));
    /// Copies a property with a key, of the device that is being added; `PASSIVE_LEVEL`.
    WdfFdoInitQueryPropertyEx(init: PWDFDEVICE_INIT as Init, data: PWDF_DEVICE_PROPERTY_DATA,
        length: ULONG, buffer: PVOID, required: PULONG, kind: PDEVPROPTYPE)
        by query_ex(data, (length, buffer), (required, kind));
    /// Puts a property with a key, of the device that is being added, into a new memory object;
    /// `PASSIVE_LEVEL`.
    WdfFdoInitAllocAndQueryPropertyEx(init: PWDFDEVICE_INIT as Init,
        data: PWDF_DEVICE_PROPERTY_DATA, _pool_type: POOL_TYPE,
        memory_attributes: PWDF_OBJECT_ATTRIBUTES, memory: *mut WDFMEMORY, kind: PDEVPROPTYPE)
        by alloc_and_query_ex(data, memory_attributes, (memory, kind));
}

/// Sets a property with a key, or deletes it without data; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceAssignProperty(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    data: PWDF_DEVICE_PROPERTY_DATA,
    kind: DEVPROPTYPE,
    size: ULONG,
    value: PVOID,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceAssignProperty";
    let owner = Owner::Device(device);
    let work = |machine: &Arc<Inner>| {
        // SAFETY: the driver's structure, or NULL.
        let key = unsafe { key_of(machine, CALL, data) };
        let node = key.and_then(|key| {
            if size == 0 && !value.is_null() {
                return Err(STATUS_INVALID_PARAMETER);
            }
            Ok((key, owner.node(machine, CALL, STATUS_INVALID_DEVICE_STATE)?))
        });
        let (key, node) = match node {
            Ok(found) => found,
            Err(status) => return status,
        };
        let value = (!value.is_null()).then(|| {
            let mut bytes = vec![0; size as usize];
            // SAFETY: the driver's data, as long as the driver says.
            unsafe { value.cast::<u8>().copy_to(bytes.as_mut_ptr(), bytes.len()) };
            (kind, bytes)
        });
        machine.with(|state| state.assign_property(node, key, value));
        STATUS_SUCCESS
    };
    seam::fallible(CALL, 0, |machine| owner.name(machine), work)
}
