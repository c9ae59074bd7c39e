//! WDFDEVICE and `WDFDEVICE_INIT`.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, checked_text, hand_out, on_object, status_of};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::device::Interface;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;
use crate::upcall::raw;

/// Creates the framework device, and takes the `WDFDEVICE_INIT` away; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceCreate(
    _: PWDF_DRIVER_GLOBALS,
    init: *mut PWDFDEVICE_INIT,
    device_attributes: PWDF_OBJECT_ATTRIBUTES,
    device: *mut WDFDEVICE,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceCreate";
    let status = seam::fallible(
        CALL,
        0,
        |_| (),
        |machine| {
            let pointers = [("DeviceInit", init.is_null()), ("Device", device.is_null())];
            if !machine.required(CALL, &pointers) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's variable, which is not NULL.
            let raw_init = unsafe { init.read() };
            let Some(handle) = machine.check(CALL, raw_init, Kind::DeviceInit) else {
                return STATUS_INVALID_DEVICE_STATE;
            };
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(device_attributes) };
            let allowed = Allowed { parent: Parent::Forbidden, level: true, scope: true };
            let created = machine.with(|state| {
                let attributes = attributes.check(allowed)?;
                let service = running::driver();
                let driver = state.drivers.get(service).and_then(|driver| driver.object);
                let driver = driver.ok_or(STATUS_INVALID_DEVICE_STATE)?;
                let created = state.create_device_object(driver, handle, &attributes)?;
                state.discard(handle);
                Ok(created)
            });
            if created == Err(STATUS_INVALID_DEVICE_REQUEST) {
                let detail = "the file callbacks cannot have the synchronization scope of the \
                              device or of their attributes, expected scope None, or scope Device \
                              with the passive level";
                machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            }
            if created.is_ok() {
                machine.check_object_limit();
                // SAFETY: the driver's variable; the structure it pointed to is gone.
                unsafe { init.write(std::ptr::null_mut()) };
            }
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, device) }
        },
    );
    if !NT_SUCCESS(status) {
        running::in_host(|| seam::machine(CALL).note_device_refused(status));
    }
    status
}

/// Registers a device interface, disabled until the device has started; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceCreateDeviceInterface(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    class: LPCGUID,
    reference: PCUNICODE_STRING,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceCreateDeviceInterface";
    seam::fallible(
        CALL,
        0,
        |m| m.name_of(device),
        |machine| {
            if !machine.required(CALL, &[("InterfaceClassGUID", class.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(CALL, device, Kind::Device) else {
                return STATUS_INVALID_HANDLE;
            };
            // SAFETY: the driver's GUID, which is not NULL.
            let class = unsafe { class.read() };
            // SAFETY: the driver's reference string, or NULL.
            let suffix = unsafe { checked_text(machine, CALL, reference) };
            if (suffix.is_none() && !reference.is_null())
                || suffix.as_ref().is_some_and(|text| text.contains(['\\', '/']))
            {
                return STATUS_INVALID_PARAMETER;
            }
            machine.with(|state| {
                let node = state.device(handle).map_or(0, |device| device.node);
                let link = state.interface_link(node, &class, suffix.as_deref());
                if let Some(device) = state.device(handle) {
                    let reference = suffix.filter(|reference| !reference.is_empty());
                    device.interfaces.push(Interface { class, reference, link, enabled: false });
                }
            });
            STATUS_SUCCESS
        },
    )
}

/// Enables or disables the interface of a class with a reference string, or the interfaces without
/// one; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceSetDeviceInterfaceState(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    class: LPCGUID,
    reference: PCUNICODE_STRING,
    enabled: BOOLEAN,
) {
    const CALL: &str = "WdfDeviceSetDeviceInterfaceState";
    seam::call(
        CALL,
        0,
        |m| m.name_of(device),
        |machine| {
            if !machine.required(CALL, &[("InterfaceClassGUID", class.is_null())]) {
                return;
            }
            let Some(handle) = machine.check(CALL, device, Kind::Device) else { return };
            if seam::refuses(0) {
                return;
            }
            // SAFETY: the driver's GUID, which is not NULL.
            let class = unsafe { class.read() };
            // SAFETY: the driver's reference string, or NULL.
            let suffix = unsafe { checked_text(machine, CALL, reference) };
            if suffix.is_none() && !reference.is_null() {
                return;
            }
            let suffix = suffix.filter(|suffix| !suffix.is_empty());
            machine.with(|state| {
                let Some(device) = state.device(handle) else { return };
                let is_meant = |i: &&mut Interface| i.class == class && i.reference == suffix;
                for interface in device.interfaces.iter_mut().filter(is_meant) {
                    interface.enabled = enabled != 0;
                }
            });
        },
    );
}

/// The driver of a device; any IRQL.
pub(super) unsafe extern "C" fn WdfDeviceGetDriver(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
) -> WDFDRIVER {
    const CALL: &str = "WdfDeviceGetDriver";
    let driver = on_object(CALL, u8::MAX, device, Kind::Device, |machine, handle| {
        machine.with(|state| {
            let service = state.objects.get(handle)?.driver;
            state.drivers.get(service)?.object
        })
    })
    .flatten();
    raw(driver.unwrap_or(Handle::NULL))
}

/// The default queue of a device; NULL if it has none; any IRQL.
pub(super) unsafe extern "C" fn WdfDeviceGetDefaultQueue(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
) -> WDFQUEUE {
    const CALL: &str = "WdfDeviceGetDefaultQueue";
    let queue = on_object(CALL, u8::MAX, device, Kind::Device, |machine, handle| {
        machine.with(|state| state.device(handle)?.default_queue)
    })
    .flatten();
    raw(queue.unwrap_or(Handle::NULL))
}

/// Sends a request type to a queue, before the device starts; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceConfigureRequestDispatching(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    queue: WDFQUEUE,
    request_type: WDF_REQUEST_TYPE,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceConfigureRequestDispatching";
    seam::fallible(
        CALL,
        DISPATCH,
        |m| m.name_of(device),
        |machine| {
            let device = machine.check(CALL, device, Kind::Device);
            let queue = machine.check(CALL, queue, Kind::Queue);
            let (Some(device), Some(queue)) = (device, queue) else { return STATUS_INVALID_HANDLE };
            let status = status_of(machine.with(|s| s.route(device, queue, request_type)));
            let wrong = match status {
                STATUS_WDF_BUSY => Some("the request type is routed already"),
                STATUS_INVALID_DEVICE_REQUEST => Some(
                    "the queue is the default queue, belongs to another device, or has no handler \
                     for the request type",
                ),
                _ => None,
            };
            if let Some(detail) = wrong {
                machine.report(Rule::WrongConfiguration, queue, CALL, detail);
            }
            status
        },
    )
}

/// The device of a file object; any IRQL.
pub(super) unsafe extern "C" fn WdfFileObjectGetDevice(
    _: PWDF_DRIVER_GLOBALS,
    file: WDFFILEOBJECT,
) -> WDFDEVICE {
    const CALL: &str = "WdfFileObjectGetDevice";
    let device = on_object(CALL, u8::MAX, file, Kind::File, |machine, handle| {
        machine.with(|state| match state.objects.get(handle)?.body {
            crate::framework::object::Body::File(device) => Some(device),
            _ => None,
        })
    })
    .flatten();
    raw(device.unwrap_or(Handle::NULL))
}
