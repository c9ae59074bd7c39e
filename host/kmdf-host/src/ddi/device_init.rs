//! `WDFDEVICE_INIT`: the settings that a driver makes before it creates the device.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names, and the names of one C interface"
)]

use std::ops::RangeInclusive;

use super::arguments::{attributes, on_object, sized, sized_or_older};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// The values of a `WDF_TRI_STATE`.
const TRI_STATES: RangeInclusive<i32> = _WDF_TRI_STATE::WdfFalse..=_WDF_TRI_STATE::WdfUseDefault;

/// The classes of file objects, without the flag.
const CLASSES: RangeInclusive<i32> = _WDF_FILEOBJECT_CLASS::WdfFileObjectNotRequired
    ..=_WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts;

/// Sets the `PnP` and power callbacks; ignores a structure of a wrong size, as the framework does.
pub(super) unsafe extern "C" fn WdfDeviceInitSetPnpPowerEventCallbacks(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    callbacks: PWDF_PNPPOWER_EVENT_CALLBACKS,
) {
    const CALL: &str = "WdfDeviceInitSetPnpPowerEventCallbacks";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(init),
        |machine| {
            if !machine.required(CALL, &[("PnpPowerEventCallbacks", callbacks.is_null())]) {
                return;
            }
            let Some(handle) = machine.check(CALL, init, Kind::DeviceInit) else { return };
            // SAFETY: the driver's callbacks, which are not NULL.
            let callbacks = unsafe { sized_or_older(callbacks, &[136]) };
            if callbacks.is_ok_and(|callbacks| {
                callbacks.EvtDeviceUsageNotification.is_some()
                    && callbacks.EvtDeviceUsageNotificationEx.is_some()
            }) {
                let detail = "both EvtDeviceUsageNotification and EvtDeviceUsageNotificationEx are \
                              set, expected one: the framework ignores all callbacks";
                let name = machine.name_of(init);
                machine.violation(Rule::WrongConfiguration, name, CALL, detail.into());
            } else if let Ok(callbacks) = callbacks {
                machine.with(|state| {
                    if let Some(init) = state.device_init(handle) {
                        init.callbacks = callbacks;
                    }
                });
            } else {
                let detail = "Size is wrong: the framework ignores all callbacks".into();
                machine.violation(Rule::WrongConfiguration, machine.name_of(init), CALL, detail);
            }
        },
    );
}

/// Sets how the driver gets the buffers of reads and writes.
pub(super) unsafe extern "C" fn WdfDeviceInitSetIoType(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    io_type: WDF_DEVICE_IO_TYPE,
) {
    const CALL: &str = "WdfDeviceInitSetIoType";
    on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        set_io_type(machine, handle, io_type, CALL);
    });
}

/// [`WdfDeviceInitSetIoType`] with a structure, whose other members are for user-mode drivers.
pub(super) unsafe extern "C" fn WdfDeviceInitSetIoTypeEx(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    config: PWDF_IO_TYPE_CONFIG,
) {
    const CALL: &str = "WdfDeviceInitSetIoTypeEx";
    on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        if !machine.required(CALL, &[("IoTypeConfig", config.is_null())]) {
            return;
        }
        // SAFETY: the driver's structure, which is not NULL.
        if let Ok(config) = unsafe { sized(config) } {
            set_io_type(machine, handle, config.ReadWriteIoType, CALL);
        } else {
            let detail = "Size is wrong: the framework ignores the structure";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
        }
    });
}

fn set_io_type(machine: &Inner, init: Handle, io_type: i32, call: &str) {
    let kernel = _WDF_DEVICE_IO_TYPE::WdfDeviceIoNeither..=_WDF_DEVICE_IO_TYPE::WdfDeviceIoDirect;
    if !kernel.contains(&io_type) {
        let detail = format!(
            "I/O type {io_type}, expected WdfDeviceIoNeither, WdfDeviceIoBuffered or \
             WdfDeviceIoDirect; the framework ignores it"
        );
        machine.report(Rule::WrongConfiguration, init, call, detail);
        return;
    }
    machine.with(|state| {
        if let Some(init) = state.device_init(init) {
            init.traits.io_type = io_type;
        }
    });
}

/// Sets `EvtIoInCallerContext`, which gets each request in the context of its caller.
pub(super) unsafe extern "C" fn WdfDeviceInitSetIoInCallerContextCallback(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    callback: PFN_WDF_IO_IN_CALLER_CONTEXT,
) {
    const CALL: &str = "WdfDeviceInitSetIoInCallerContextCallback";
    on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        if !machine.required(CALL, &[("EvtIoInCallerContext", callback.is_none())]) {
            return;
        }
        machine.with(|state| {
            if let Some(init) = state.device_init(handle) {
                init.in_caller_context = callback;
            }
        });
    });
}

/// Makes the driver a filter: the framework passes on what the driver has no handler for.
pub(super) unsafe extern "C" fn WdfFdoInitSetFilter(_: PWDF_DRIVER_GLOBALS, init: PWDFDEVICE_INIT) {
    const CALL: &str = "WdfFdoInitSetFilter";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(init),
        |machine| {
            let Some(handle) = machine.check(CALL, init, Kind::DeviceInit) else { return };
            machine.with(|state| {
                if let Some(init) = state.device_init(handle) {
                    init.is_filter = true;
                }
            });
        },
    );
}

/// Sets the file-object callbacks.
pub(super) unsafe extern "C" fn WdfDeviceInitSetFileObjectConfig(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    config: PWDF_FILEOBJECT_CONFIG,
    file_attributes: PWDF_OBJECT_ATTRIBUTES,
) {
    const CALL: &str = "WdfDeviceInitSetFileObjectConfig";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(init),
        |machine| {
            if !machine.required(CALL, &[("FileObjectConfig", config.is_null())]) {
                return;
            }
            let Some(handle) = machine.check(CALL, init, Kind::DeviceInit) else { return };
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(file_attributes) };
            let allowed = Allowed { parent: Parent::Forbidden, level: true, scope: true };
            // SAFETY: the driver's configuration, which is not NULL.
            let config = unsafe { sized(config) };
            if let (Ok(mut config), Ok(attributes)) = (config, attributes.check(allowed))
                && TRI_STATES.contains(&config.AutoForwardCleanupClose)
            {
                let optional = _WDF_FILEOBJECT_CLASS::WdfFileObjectCanBeOptional;
                if !CLASSES.contains(&(config.FileObjectClass & !optional)) {
                    let detail = format!(
                        "FileObjectClass {} is no class: the framework ignores the callbacks",
                        config.FileObjectClass
                    );
                    let name = machine.name_of(init);
                    machine.violation(Rule::WrongConfiguration, name, CALL, detail);
                    config.EvtDeviceFileCreate = None;
                    config.EvtFileClose = None;
                    config.EvtFileCleanup = None;
                }
                machine.with(|state| {
                    if let Some(init) = state.device_init(handle) {
                        init.file_config = Some((config, attributes));
                    }
                });
            } else {
                let detail =
                    "Size, attributes or AutoForwardCleanupClose are wrong: the framework \
                              ignores all of it"
                        .into();
                machine.violation(Rule::WrongConfiguration, machine.name_of(init), CALL, detail);
            }
        },
    );
}

/// Sets the attributes that every request of the device gets.
pub(super) unsafe extern "C" fn WdfDeviceInitSetRequestAttributes(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    request_attributes: PWDF_OBJECT_ATTRIBUTES,
) {
    const CALL: &str = "WdfDeviceInitSetRequestAttributes";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(init),
        |machine| {
            if !machine.required(CALL, &[("RequestAttributes", request_attributes.is_null())]) {
                return;
            }
            let Some(handle) = machine.check(CALL, init, Kind::DeviceInit) else { return };
            // SAFETY: the driver's attributes, which are not NULL.
            let attributes = unsafe { attributes(request_attributes) };
            let allowed = Allowed { parent: Parent::Forbidden, level: false, scope: false };
            if let Ok(attributes) = attributes.check(allowed) {
                machine.with(|state| {
                    if let Some(init) = state.device_init(handle) {
                        init.request_attributes = attributes;
                    }
                });
            } else {
                let detail = "the attributes are wrong: the framework ignores them".into();
                machine.violation(Rule::WrongConfiguration, machine.name_of(init), CALL, detail);
            }
        },
    );
}
