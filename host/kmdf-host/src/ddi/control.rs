//! Control devices: their `WDFDEVICE_INIT`, and the end of their initialization.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{checked_text, on_object};
use crate::abi::*;
use crate::framework::attributes::Attributes;
use crate::framework::control::Control;
use crate::framework::device::DeviceInit;
use crate::framework::object::{Body, Kind};
use crate::framework::traits::Traits;
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;
use crate::upcall::raw;

/// Allocates the `WDFDEVICE_INIT` of a control device, or returns NULL; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfControlDeviceInitAllocate(
    _: PWDF_DRIVER_GLOBALS,
    driver: WDFDRIVER,
    security: PCUNICODE_STRING,
) -> PWDFDEVICE_INIT {
    const CALL: &str = "WdfControlDeviceInitAllocate";
    let allocated = seam::allocated_handle(
        CALL,
        0,
        |machine| machine.name_of(driver),
        |machine| {
            if !machine.required(CALL, &[("SDDLString", security.is_null())]) {
                return None;
            }
            let driver = machine.check(CALL, driver, Kind::Driver)?;
            // SAFETY: the driver's string, which is not NULL.
            let security = unsafe { checked_text(machine, CALL, security) }?;
            let body = Body::DeviceInit(Box::new(DeviceInit {
                control: Some(Control::default()),
                traits: Traits::of_control_device(security),
                ..DeviceInit::default()
            }));
            let service = running::driver();
            let none = Attributes::default();
            machine.with(|state| state.create(service, Some(driver), &none, body)).ok()
        },
    );
    allocated.map_or(std::ptr::null_mut(), raw)
}

/// Frees a `WDFDEVICE_INIT` from which no device was created; the framework ignores that of
/// `EvtDriverDeviceAdd`; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceInitFree(_: PWDF_DRIVER_GLOBALS, init: PWDFDEVICE_INIT) {
    on_object("WdfDeviceInitFree", DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        machine.with(|state| {
            if state.device_init(handle).is_some_and(|init| init.control.is_some()) {
                state.discard(handle);
            }
        });
    });
}

/// Sets the callback for the system's shutdown, for a control device; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfControlDeviceInitSetShutdownNotification(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    notification: PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION,
    flags: UCHAR,
) {
    const CALL: &str = "WdfControlDeviceInitSetShutdownNotification";
    const KNOWN: i32 = _WDF_DEVICE_SHUTDOWN_FLAGS::WdfDeviceShutdown
        | _WDF_DEVICE_SHUTDOWN_FLAGS::WdfDeviceLastChanceShutdown;
    on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        if !machine.required(CALL, &[("Notification", notification.is_none())]) {
            return;
        }
        let flags = i32::from(flags);
        let set = machine.with(|state| {
            let control = state.device_init(handle)?.control.as_mut()?;
            if flags & !KNOWN != 0 {
                return None;
            }
            control.shutdown = notification;
            control.shutdown_flags |= flags;
            Some(())
        });
        if set.is_none() {
            let detail = format!(
                "the device is no control device, or the flags {flags:#x} are unknown: the \
                 framework ignores the callback"
            );
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
        }
    });
}

/// Lets applications open a control device; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfControlFinishInitializing(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
) {
    const CALL: &str = "WdfControlFinishInitializing";
    on_object(CALL, DISPATCH, device, Kind::Device, |machine, handle| {
        let is_control = machine.with(|state| {
            let device = state.device(handle).filter(|device| device.control.is_some());
            let Some(device) = device else { return false };
            device.started = true;
            state.update_device_object(handle);
            true
        });
        if !is_control {
            let detail = "the device is no control device; the framework ignores the call";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
        }
    });
}
