//! WDFKEY: the keys that a driver opens by their names, makes and removes.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, hand_out, on_object, put, status_of, text};
use super::registry_query::OnValue;
use crate::abi::*;
use crate::framework::attributes::Allowed;
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::seam;

/// The parameters that a driver gives for a key that it opens by its name.
struct Named {
    call: &'static str,
    parent: WDFKEY,
    name: PCUNICODE_STRING,
    attributes: PWDF_OBJECT_ATTRIBUTES,
    key: *mut WDFKEY,
}

impl Named {
    /// Opens the key, or makes the key with `make`. Returns whether the key was made.
    ///
    /// # Safety
    /// Each pointer is NULL or points to what its type says.
    unsafe fn open(&self, machine: &Arc<Inner>, make: bool) -> Result<bool, NTSTATUS> {
        let pointers = [("KeyName", self.name.is_null()), ("Key", self.key.is_null())];
        if !machine.required(self.call, &pointers) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        let parent = if self.parent.is_null() {
            None
        } else {
            let parent = machine.check(self.call, self.parent, Kind::Key);
            Some(parent.ok_or(STATUS_INVALID_HANDLE)?)
        };
        // SAFETY: guaranteed by the caller.
        let attributes = unsafe { attributes(self.attributes) };
        attributes.check(Allowed::PLAIN)?;
        // SAFETY: guaranteed by the caller.
        let name = unsafe { text(self.name) }.ok_or(STATUS_INVALID_PARAMETER)?;
        if parent.is_none() {
            machine.check_whole_path(&name, self.call);
        }
        let (path, is_new) = machine.with(|state| state.find_key(parent, &name, make))?;
        let created = machine.create_object(&attributes, Allowed::PLAIN, Body::Key(path));
        // SAFETY: guaranteed by the caller.
        match unsafe { hand_out(created, self.key) } {
            STATUS_SUCCESS => Ok(is_new),
            status => Err(status),
        }
    }
}

/// Opens a key, below another one or by its whole path; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryOpenKey(
    _: PWDF_DRIVER_GLOBALS,
    parent: WDFKEY,
    name: PCUNICODE_STRING,
    _access: ACCESS_MASK,
    attributes: PWDF_OBJECT_ATTRIBUTES,
    key: *mut WDFKEY,
) -> NTSTATUS {
    let named = Named { call: "WdfRegistryOpenKey", parent, name, attributes, key };
    seam::fallible(
        named.call,
        0,
        |m| m.name_of(parent),
        |machine| {
            // SAFETY: the driver's name, attributes and variable.
            status_of(unsafe { named.open(machine, false) }.map(|_| ()))
        },
    )
}

/// Opens a key below `DEVICEMAP`, and makes the key if it is missing; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceOpenDevicemapKey(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    name: PCUNICODE_STRING,
    _access: ACCESS_MASK,
    key_attributes: PWDF_OBJECT_ATTRIBUTES,
    key: *mut WDFKEY,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceOpenDevicemapKey";
    const TOP: &str = r"\Registry\Machine\Hardware\DeviceMap";
    seam::fallible(
        CALL,
        0,
        |m| m.name_of(device),
        |machine| {
            let pointers = [("KeyName", name.is_null()), ("Key", key.is_null())];
            if !machine.required(CALL, &pointers) {
                return STATUS_INVALID_PARAMETER;
            }
            if machine.check(CALL, device, Kind::Device).is_none() {
                return STATUS_INVALID_HANDLE;
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(key_attributes) };
            if let Err(status) = attributes.check(Allowed::PLAIN) {
                return status;
            }
            // SAFETY: the driver's name.
            let Some(name) = (unsafe { text(name) }) else { return STATUS_INVALID_PARAMETER };
            let made = machine.with(|state| state.make_path(&format!("{TOP}\\{name}")));
            let created = made.and_then(|path| {
                machine.create_object(&attributes, Allowed::PLAIN, Body::Key(path))
            });
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, key) }
        },
    )
}

/// Opens a key, and makes the key if only the key itself is missing; `PASSIVE_LEVEL`. The host keeps
/// a volatile key like any other: no computer restarts here.
pub(super) unsafe extern "C" fn WdfRegistryCreateKey(
    _: PWDF_DRIVER_GLOBALS,
    parent: WDFKEY,
    name: PCUNICODE_STRING,
    _access: ACCESS_MASK,
    _options: ULONG,
    disposition: PULONG,
    attributes: PWDF_OBJECT_ATTRIBUTES,
    key: *mut WDFKEY,
) -> NTSTATUS {
    let named = Named { call: "WdfRegistryCreateKey", parent, name, attributes, key };
    seam::fallible(
        named.call,
        0,
        |m| m.name_of(parent),
        |machine| {
            // SAFETY: the driver's name, attributes and variable.
            match unsafe { named.open(machine, true) } {
                Ok(is_new) => {
                    let what = if is_new { REG_CREATED_NEW_KEY } else { REG_OPENED_EXISTING_KEY };
                    // SAFETY: the driver's variable for the disposition, or NULL.
                    unsafe { put(disposition, what) };
                    STATUS_SUCCESS
                }
                Err(status) => status,
            }
        },
    )
}

/// The handle of an open key for the kernel's functions, of which the host has none; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryWdmGetHandle(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
) -> HANDLE {
    const CALL: &str = "WdfRegistryWdmGetHandle";
    // Kernel handles have the highest bits set, and none of the two lowest.
    let handle = |_: &Arc<Inner>, key: Handle| key.0 | !(usize::MAX >> 33);
    std::ptr::without_provenance_mut(on_object(CALL, 0, key, Kind::Key, handle).unwrap_or(0))
}

/// Deletes a key, and its object if that succeeds; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryRemoveKey(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryRemoveKey";
    let remove = |machine: &Arc<Inner>, key: Handle| {
        let removed = machine.with(|state| state.remove_key(key));
        if removed.is_ok() {
            machine.delete_object(key);
        }
        status_of(removed)
    };
    on_object(CALL, 0, key, Kind::Key, remove).unwrap_or(STATUS_INVALID_HANDLE)
}

/// Deletes a value; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryRemoveValue(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
) -> NTSTATUS {
    let on = OnValue { call: "WdfRegistryRemoveValue", key, name: value_name };
    let work = |machine: &Arc<Inner>, key: Handle, name: &str| {
        machine.with(|state| state.remove_registry_value(key, name))
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { on.carry_out(&[], work) }
}
