//! WDFDEVICE and `WDFDEVICE_INIT`.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, checked_text, hand_out, status_of};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::device::Interface;
use crate::framework::object::Kind;
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;

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
                let node = state.device(handle).and_then(|device| device.node);
                let Some(node) = node else { return STATUS_INVALID_DEVICE_REQUEST };
                let link = state.interface_link(node, &class, suffix.as_deref());
                if let Some(device) = state.device(handle) {
                    let reference = suffix.filter(|reference| !reference.is_empty());
                    device.interfaces.push(Interface { class, reference, link, enabled: false });
                }
                STATUS_SUCCESS
            })
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
    // SAFETY: the driver keeps the contract of this call.
    unsafe { set_interface_state(CALL, device, class, reference, enabled != 0) };
}

/// [`WdfDeviceSetDeviceInterfaceState`] of newer frameworks; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceSetDeviceInterfaceStateEx(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    class: LPCGUID,
    reference: PCUNICODE_STRING,
    enabled: BOOLEAN,
) {
    const CALL: &str = "WdfDeviceSetDeviceInterfaceStateEx";
    // SAFETY: the driver keeps the contract of this call.
    unsafe { set_interface_state(CALL, device, class, reference, enabled != 0) };
}

/// # Safety
/// `class` and `reference` are NULL or point to what their types say.
unsafe fn set_interface_state(
    call: &'static str,
    device: WDFDEVICE,
    class: LPCGUID,
    reference: PCUNICODE_STRING,
    enabled: bool,
) {
    seam::call(
        call,
        0,
        |m| m.name_of(device),
        |machine| {
            if !machine.required(call, &[("InterfaceClassGUID", class.is_null())]) {
                return;
            }
            let Some(handle) = machine.check(call, device, Kind::Device) else { return };
            if seam::refuses(0) || !machine.has_node(call, handle) {
                return;
            }
            // SAFETY: guaranteed by the caller; the pointer is not NULL.
            let class = unsafe { class.read() };
            // SAFETY: guaranteed by the caller.
            let suffix = unsafe { checked_text(machine, call, reference) };
            if suffix.is_none() && !reference.is_null() {
                return;
            }
            let suffix = suffix.filter(|suffix| !suffix.is_empty());
            machine.with(|state| {
                let is_meant = |i: &Interface| i.class == class && i.reference == suffix;
                state.switch_interfaces(handle, enabled, is_meant);
            });
        },
    );
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
