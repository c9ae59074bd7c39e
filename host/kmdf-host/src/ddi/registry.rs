//! WDFKEY: the hardware key, the driver key and the Parameters key.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, checked_text, hand_out, on_object, put, status_of, text};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Attributes, Parent};
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::Argument;
use crate::pnp::registry::{KeyPath, RegistryValue};
use crate::rules::Rule;
use crate::running;
use crate::seam;

/// Opens the hardware or driver key of the device that is being added; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfFdoInitOpenRegistryKey(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    key_type: ULONG,
    access: ACCESS_MASK,
    key_attributes: PWDF_OBJECT_ATTRIBUTES,
    key: *mut WDFKEY,
) -> NTSTATUS {
    const CALL: &str = "WdfFdoInitOpenRegistryKey";
    seam::fallible(
        CALL,
        0,
        |m| m.name_of(init),
        |machine| {
            if !machine.required(CALL, &[("Key", key.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(CALL, init, Kind::DeviceInit) else {
                return STATUS_INVALID_PARAMETER;
            };
            let node = machine.with(|state| state.device_init(handle)?.node);
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(key_attributes) };
            let node = node.ok_or(STATUS_INVALID_DEVICE_STATE);
            let path = node.and_then(|node| KeyPath::of_device(node, key_type));
            let opening = Opening { call: CALL, of: handle, access, allowed: Allowed::PLAIN };
            let opened = machine.open_key(&opening, path, attributes, None);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(opened, key) }
        },
    )
}

/// Opens the hardware or driver key of a device; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceOpenRegistryKey(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    key_type: ULONG,
    access: ACCESS_MASK,
    key_attributes: PWDF_OBJECT_ATTRIBUTES,
    key: *mut WDFKEY,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceOpenRegistryKey";
    seam::fallible(
        CALL,
        0,
        |m| m.name_of(device),
        |machine| {
            if !machine.required(CALL, &[("Key", key.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(CALL, device, Kind::Device) else {
                return STATUS_INVALID_HANDLE;
            };
            let node = machine.with(|state| state.device(handle)?.node);
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(key_attributes) };
            let allowed = Allowed { parent: Parent::Forbidden, level: false, scope: false };
            let node = node.ok_or(STATUS_INVALID_DEVICE_STATE);
            let path = node.and_then(|node| KeyPath::of_device(node, key_type));
            let opening = Opening { call: CALL, of: handle, access, allowed };
            let opened = machine.open_key(&opening, path, attributes, Some(handle));
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(opened, key) }
        },
    )
}

/// Opens the Parameters key of the driver's service; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDriverOpenParametersRegistryKey(
    _: PWDF_DRIVER_GLOBALS,
    driver: WDFDRIVER,
    access: ACCESS_MASK,
    key_attributes: PWDF_OBJECT_ATTRIBUTES,
    key: *mut WDFKEY,
) -> NTSTATUS {
    const CALL: &str = "WdfDriverOpenParametersRegistryKey";
    seam::fallible(
        CALL,
        0,
        |m| m.name_of(driver),
        |machine| {
            if !machine.required(CALL, &[("Key", key.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(CALL, driver, Kind::Driver) else {
                return STATUS_INVALID_HANDLE;
            };
            let service = machine.with(|state| state.objects.get(handle).map_or(0, |o| o.driver));
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(key_attributes) };
            let path = Ok(KeyPath::Parameters(service));
            let opening = Opening { call: CALL, of: handle, access, allowed: Allowed::PLAIN };
            let opened = machine.open_key(&opening, path, attributes, None);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(opened, key) }
        },
    )
}

/// Closes a key and deletes its object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryClose(_: PWDF_DRIVER_GLOBALS, key: WDFKEY) {
    const CALL: &str = "WdfRegistryClose";
    on_object(CALL, 0, key, Kind::Key, super::super::machine::Inner::delete_object);
}

/// Reads a `REG_DWORD`; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryQueryULong(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    value: PULONG,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryQueryULong";
    // The name is read before the seam, and its memory must not count as the driver's.
    // SAFETY: the driver's name, or NULL.
    let name = running::in_host(|| unsafe { text(value_name) });
    let what = |m: &std::sync::Arc<Inner>| {
        let name = name.as_deref().unwrap_or("?");
        [m.name_of(key).into(), Argument::Name(name.into())]
    };
    seam::fallible(CALL, 0, what, |machine| {
        let pointers = [("ValueName", value_name.is_null()), ("Value", value.is_null())];
        if !machine.required(CALL, &pointers) {
            return STATUS_INVALID_PARAMETER;
        }
        let Some(handle) = machine.check(CALL, key, Kind::Key) else {
            return STATUS_INVALID_HANDLE;
        };
        let Some(name) = &name else {
            // SAFETY: the driver's name, or NULL; the call reports what is wrong with the name.
            let _ = unsafe { checked_text(machine, CALL, value_name) };
            return STATUS_INVALID_PARAMETER;
        };
        match machine.with(|state| state.registry_value(handle, name)) {
            Ok(RegistryValue::Dword(number)) => {
                // SAFETY: the driver's variable for the number.
                unsafe { put(value, number) };
                STATUS_SUCCESS
            }
            Ok(RegistryValue::Other { kind: REG_DWORD, bytes }) if bytes.len() > 4 => {
                STATUS_BUFFER_OVERFLOW
            }
            Ok(_) => STATUS_OBJECT_TYPE_MISMATCH,
            Err(status) => status,
        }
    })
}

/// Writes a `REG_DWORD`; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfRegistryAssignULong(
    _: PWDF_DRIVER_GLOBALS,
    key: WDFKEY,
    value_name: PCUNICODE_STRING,
    value: ULONG,
) -> NTSTATUS {
    const CALL: &str = "WdfRegistryAssignULong";
    seam::fallible(
        CALL,
        0,
        |m| m.name_of(key),
        |machine| {
            let Some(handle) = machine.check(CALL, key, Kind::Key) else {
                return STATUS_INVALID_HANDLE;
            };
            // SAFETY: the driver's name, or NULL.
            let Some(name) = (unsafe { checked_text(machine, CALL, value_name) }) else {
                return STATUS_INVALID_PARAMETER;
            };
            let value = RegistryValue::Dword(value);
            status_of(machine.with(|state| state.set_registry_value(handle, &name, value)))
        },
    )
}

/// A call that opens a key.
struct Opening {
    call: &'static str,
    /// The object whose key it is.
    of: Handle,
    access: ACCESS_MASK,
    allowed: Allowed,
}

impl Inner {
    /// Opens a key, and reports parameters that the framework refuses. `parent` is the parent of a
    /// key whose attributes cannot have one.
    fn open_key(
        &self,
        opening: &Opening,
        path: Result<KeyPath, NTSTATUS>,
        mut attributes: Attributes,
        parent: Option<Handle>,
    ) -> Result<Handle, NTSTATUS> {
        let Opening { call, of, access, allowed } = *opening;
        if let Err(status) = attributes.check(allowed) {
            let detail = format!("the key's attributes are refused with {}", describe(status));
            self.report(Rule::WrongConfiguration, of, call, detail);
            return Err(status);
        }
        let path = path.inspect_err(|status| {
            if *status != STATUS_INVALID_PARAMETER {
                return;
            }
            let detail = "the DeviceInstanceKeyType names no key, expected PLUGPLAY_REGKEY_DEVICE or \
                          PLUGPLAY_REGKEY_DRIVER";
            self.report(Rule::WrongConfiguration, of, call, detail);
        })?;
        self.check_isolation(path, of, access, call);
        self.with(|state| state.prepare_key(&path, access))?;
        attributes.parent = parent.unwrap_or(attributes.parent);
        self.create_object(&attributes, Allowed::PLAIN, Body::Key(path))
    }
}
