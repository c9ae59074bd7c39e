//! Names, security and symbolic links of devices.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::checked_text;
use crate::abi::*;
use crate::framework::device::DeviceInit;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::seam;

/// The directory of the symbolic links that applications see, and its other names.
const DIRECTORIES: [&str; 4] = [r"\DosDevices\Global\", r"\DosDevices\", r"\??\", r"\GLOBAL??\"];

/// A symbolic link without its directory.
fn without_directory(link: &str) -> Option<&str> {
    DIRECTORIES.into_iter().find_map(|directory| {
        let start = link.get(..directory.len())?;
        start.eq_ignore_ascii_case(directory).then(|| &link[directory.len()..])
    })
}

/// Carries out a call that gives a device init a string, or with NULL takes it away.
///
/// # Safety
/// The string is NULL or one of the driver.
unsafe fn assign(
    call: &'static str,
    init: PWDFDEVICE_INIT,
    string: PCUNICODE_STRING,
    assigned: impl FnOnce(&mut DeviceInit, Option<String>) -> NTSTATUS,
) -> NTSTATUS {
    let what = |machine: &Arc<Inner>| machine.name_of(init);
    seam::fallible(call, 0, what, |machine| {
        let Some(handle) = machine.check(call, init, Kind::DeviceInit) else {
            return STATUS_INVALID_HANDLE;
        };
        // SAFETY: guaranteed by the caller.
        let text = unsafe { checked_text(machine, call, string) };
        if text.is_none() && !string.is_null() {
            return STATUS_INVALID_PARAMETER;
        }
        machine.with(|state| {
            let Some(init) = state.device_init(handle) else { return STATUS_INVALID_HANDLE };
            assigned(init, text)
        })
    })
}

/// Names the device, or with NULL takes the name away; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceInitAssignName(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    name: PCUNICODE_STRING,
) -> NTSTATUS {
    let named = |init: &mut DeviceInit, name| {
        init.traits.assign_name(name);
        STATUS_SUCCESS
    };
    // SAFETY: the driver's name, or NULL.
    unsafe { assign("WdfDeviceInitAssignName", init, name, named) }
}

/// Sets the device's security descriptor, or with NULL takes it away; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceInitAssignSDDLString(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    security: PCUNICODE_STRING,
) -> NTSTATUS {
    let secured = |init: &mut DeviceInit, security: Option<String>| {
        if security.is_none() && init.control.is_some() {
            return STATUS_INVALID_DEVICE_REQUEST;
        }
        init.traits.security = security;
        STATUS_SUCCESS
    };
    // SAFETY: the driver's string, or NULL.
    unsafe { assign("WdfDeviceInitAssignSDDLString", init, security, secured) }
}

/// Makes a symbolic link to the device; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceCreateSymbolicLink(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    link: PCUNICODE_STRING,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceCreateSymbolicLink";
    seam::fallible(
        CALL,
        0,
        |machine| machine.name_of(device),
        |machine| {
            if !machine.required(CALL, &[("SymbolicLinkName", link.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(CALL, device, Kind::Device) else {
                return STATUS_INVALID_HANDLE;
            };
            // SAFETY: the driver's name, which is not NULL.
            let link = match unsafe { checked_text(machine, CALL, link) } {
                Some(link) if link.is_empty() => return STATUS_INVALID_DEVICE_REQUEST,
                Some(link) => link,
                None => return STATUS_INVALID_PARAMETER,
            };
            machine.with(|state| {
                let Some(device) = state.device(handle) else { return STATUS_INVALID_HANDLE };
                if device.link.is_some() {
                    return STATUS_INVALID_DEVICE_REQUEST;
                }
                if device.control.is_some() && device.traits.name.is_none() {
                    return STATUS_INVALID_DEVICE_STATE;
                }
                let Some(link) = without_directory(&link).map(str::to_string) else {
                    return STATUS_OBJECT_PATH_SYNTAX_BAD;
                };
                if state.is_link(&link) {
                    return STATUS_OBJECT_NAME_COLLISION;
                }
                if let Some(device) = state.device(handle) {
                    device.link = Some(link);
                }
                STATUS_SUCCESS
            })
        },
    )
}

/// Names the resource with the classes of the driver's WMI data; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceAssignMofResourceName(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    name: PCUNICODE_STRING,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceAssignMofResourceName";
    seam::fallible(
        CALL,
        0,
        |machine| machine.name_of(device),
        |machine| {
            if !machine.required(CALL, &[("MofResourceName", name.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(CALL, device, Kind::Device) else {
                return STATUS_INVALID_HANDLE;
            };
            // SAFETY: the driver's name, which is not NULL.
            if unsafe { checked_text(machine, CALL, name) }.is_none() {
                return STATUS_INVALID_PARAMETER;
            }
            let named = machine.with(|state| {
                let device = state.device(handle);
                device.is_some_and(|device| std::mem::replace(&mut device.has_mof, true))
            });
            if named { STATUS_INVALID_DEVICE_REQUEST } else { STATUS_SUCCESS }
        },
    )
}

/// Puts the device's name into a string object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceRetrieveDeviceName(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    string: WDFSTRING,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceRetrieveDeviceName";
    retrieve(CALL, device, string, |state, handle| {
        state.device(handle)?.traits.name.clone().ok_or(STATUS_INVALID_PARAMETER).into()
    })
}

/// Puts the symbolic link of a device interface into a string object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceRetrieveDeviceInterfaceString(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    class: LPCGUID,
    reference: PCUNICODE_STRING,
    string: WDFSTRING,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceRetrieveDeviceInterfaceString";
    seam::fallible(
        CALL,
        0,
        |machine| machine.name_of(device),
        |machine| {
            if !machine.required(CALL, &[("InterfaceClassGUID", class.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's GUID, which is not NULL.
            let class = unsafe { class.read() };
            // SAFETY: the driver's reference string, or NULL.
            let suffix = unsafe { checked_text(machine, CALL, reference) };
            if suffix.is_none() && !reference.is_null() {
                return STATUS_INVALID_PARAMETER;
            }
            let suffix = suffix.filter(|suffix| !suffix.is_empty());
            put_text(machine, CALL, device, string, |state, handle| {
                let mut interfaces = state.device(handle)?.interfaces.iter();
                let found = interfaces.find(|i| i.class == class && i.reference == suffix);
                // The link in the kernel has another prefix than the link for applications.
                let link = found.map(|found| found.link.replacen(r"\\?\", r"\??\", 1));
                Some(link.ok_or(STATUS_OBJECT_NAME_NOT_FOUND))
            })
        },
    )
}

/// What a text is made from: the state, and the device.
type Text = Option<Result<String, NTSTATUS>>;

/// Carries out a call that puts a text of a device into a string object.
fn retrieve(
    call: &'static str,
    device: WDFDEVICE,
    string: WDFSTRING,
    text: impl FnOnce(&mut crate::machine::State, Handle) -> Text,
) -> NTSTATUS {
    seam::fallible(
        call,
        0,
        |machine| machine.name_of(device),
        |machine| put_text(machine, call, device, string, text),
    )
}

fn put_text(
    machine: &crate::machine::Inner,
    call: &str,
    device: WDFDEVICE,
    string: WDFSTRING,
    text: impl FnOnce(&mut crate::machine::State, Handle) -> Text,
) -> NTSTATUS {
    let device = machine.check(call, device, Kind::Device);
    let string = machine.check(call, string, Kind::String);
    let (Some(device), Some(string)) = (device, string) else { return STATUS_INVALID_HANDLE };
    machine.with(|state| match text(state, device) {
        Some(Ok(text)) => {
            state.set_string(string, &text);
            STATUS_SUCCESS
        }
        Some(Err(status)) => status,
        None => STATUS_INVALID_HANDLE,
    })
}
