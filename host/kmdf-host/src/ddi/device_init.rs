//! `WDFDEVICE_INIT`: the settings that a driver makes before it creates the device.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names, and the names of one C interface"
)]

use std::ops::RangeInclusive;

use super::arguments::{attributes, sized, sized_or_older};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::object::Kind;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// The values of a `WDF_TRI_STATE`.
const TRI_STATES: RangeInclusive<i32> = _WDF_TRI_STATE::WdfFalse..=_WDF_TRI_STATE::WdfUseDefault;

/// The classes of file objects, without the flag.
const CLASSES: RangeInclusive<i32> = _WDF_FILEOBJECT_CLASS::WdfFileObjectNotRequired
    ..=_WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts;

/// The types of I/O.
const IO_TYPES: RangeInclusive<i32> =
    _WDF_DEVICE_IO_TYPE::WdfDeviceIoNeither..=_WDF_DEVICE_IO_TYPE::WdfDeviceIoBufferedOrDirect;

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

/// Sets how the driver accesses buffers; the host has buffered I/O only.
pub(super) unsafe extern "C" fn WdfDeviceInitSetIoType(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    io_type: WDF_DEVICE_IO_TYPE,
) {
    const CALL: &str = "WdfDeviceInitSetIoType";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(init),
        |machine| {
            if machine.check(CALL, init, Kind::DeviceInit).is_none()
                || io_type == _WDF_DEVICE_IO_TYPE::WdfDeviceIoBuffered
            {
                return;
            }
            let (rule, detail) = if IO_TYPES.contains(&io_type) {
                (Rule::MissingDdi, format!("I/O type {io_type}: this host has buffered I/O only"))
            } else {
                let expected = "expected a value of WDF_DEVICE_IO_TYPE; the framework ignores it";
                (Rule::WrongConfiguration, format!("I/O type {io_type}, {expected}"))
            };
            machine.violation(rule, machine.name_of(init), CALL, detail);
        },
    );
}

/// Allows one open handle at a time.
pub(super) unsafe extern "C" fn WdfDeviceInitSetExclusive(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    exclusive: BOOLEAN,
) {
    const CALL: &str = "WdfDeviceInitSetExclusive";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(init),
        |machine| {
            let Some(handle) = machine.check(CALL, init, Kind::DeviceInit) else { return };
            machine.with(|state| {
                if let Some(init) = state.device_init(handle) {
                    init.exclusive = exclusive != 0;
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
