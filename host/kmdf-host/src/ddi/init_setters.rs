//! Functions that set one trait of a device before its creation: a line or two each.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{on_object, sized};
use crate::abi::*;
use crate::framework::device_object::{POWER_INRUSH, POWER_PAGEABLE};
use crate::framework::object::Kind;
use crate::rules::Rule;
use crate::running::DISPATCH;

/// The setters: the parameters after the `WDFDEVICE_INIT`, and what they do. The result says why the
/// framework ignores the call.
macro_rules! init_setters {
    ($($(#[$doc:meta])*
        $name:ident($($parameter:ident: $type:ty),*) = |$init:ident| $set:expr;)*) => {
        $(
            $(#[$doc])*
            pub(super) unsafe extern "C" fn $name(
                _: PWDF_DRIVER_GLOBALS,
                init: PWDFDEVICE_INIT
                $(, $parameter: $type)*
            ) {
                const CALL: &str = stringify!($name);
                on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
                    let wrong: Option<&str> = machine.with(|state| {
                        let $init = state.device_init(handle)?;
                        $set
                    });
                    if let Some(detail) = wrong {
                        machine.report(Rule::WrongConfiguration, handle, CALL, detail);
                    }
                });
            }
        )*
    };
}

init_setters! {
    /// Allows one open handle at a time.
    WdfDeviceInitSetExclusive(exclusive: BOOLEAN) = |init| {
        init.exclusive = exclusive != 0;
        None
    };
    /// Makes the device the owner of its stack's power policy, or not.
    WdfDeviceInitSetPowerPolicyOwnership(owner: BOOLEAN) = |init| {
        init.traits.policy_owner = Some(owner != 0);
        None
    };
    /// The device is on the way of the paging file: its power callbacks must not page.
    WdfDeviceInitSetPowerNotPageable() = |init| {
        init.traits.power_flags &= !POWER_PAGEABLE;
        None
    };
    /// The device's power callbacks may page.
    WdfDeviceInitSetPowerPageable() = |init| {
        init.traits.power_flags = POWER_PAGEABLE;
        None
    };
    /// The device needs much current when it starts.
    WdfDeviceInitSetPowerInrush() = |init| {
        init.traits.power_flags = POWER_INRUSH;
        None
    };
    /// Sets the `FILE_DEVICE_…` type.
    WdfDeviceInitSetDeviceType(device_type: ULONG) = |init| {
        init.traits.device_type = device_type;
        None
    };
    /// Sets the `FILE_…` characteristics, or adds some.
    WdfDeviceInitSetCharacteristics(characteristics: ULONG, or_in: BOOLEAN) = |init| {
        init.traits.set_characteristics(characteristics, or_in != 0);
        None
    };
    /// States whether a failed start releases the hardware before or after that of the children, of
    /// which no device has any here.
    WdfDeviceInitSetReleaseHardwareOrderOnFailure(order: WDF_RELEASE_HARDWARE_ORDER_ON_FAILURE)
        = |_init| {
            let known = _WDF_RELEASE_HARDWARE_ORDER_ON_FAILURE::WdfReleaseHardwareOrderOnFailureEarly
                ..=_WDF_RELEASE_HARDWARE_ORDER_ON_FAILURE::WdfReleaseHardwareOrderOnFailureAfterDescendants;
            (!known.contains(&order)).then_some(
                "the order is no WDF_RELEASE_HARDWARE_ORDER_ON_FAILURE; the framework ignores it",
            )
        };
}

/// Sets the class whose security settings apply to the device.
pub(super) unsafe extern "C" fn WdfDeviceInitSetDeviceClass(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    class: LPCGUID,
) {
    const CALL: &str = "WdfDeviceInitSetDeviceClass";
    on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        if !machine.required(CALL, &[("DeviceClassGuid", class.is_null())]) {
            return;
        }
        // SAFETY: the driver's GUID, which is not NULL.
        let class = unsafe { class.read() };
        machine.with(|state| {
            if let Some(init) = state.device_init(handle) {
                init.traits.class = Some(class);
            }
        });
    });
}

/// Sets the callbacks of the power policy; ignores what the framework ignores.
pub(super) unsafe extern "C" fn WdfDeviceInitSetPowerPolicyEventCallbacks(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    callbacks: PWDF_POWER_POLICY_EVENT_CALLBACKS,
) {
    const CALL: &str = "WdfDeviceInitSetPowerPolicyEventCallbacks";
    on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        if !machine.required(CALL, &[("PowerPolicyEventCallbacks", callbacks.is_null())]) {
            return;
        }
        // SAFETY: the driver's callbacks, which are not NULL.
        let callbacks = unsafe { sized(callbacks) };
        let wrong = match &callbacks {
            Err(_) => Some("Size is wrong: the framework ignores all callbacks"),
            Ok(callbacks)
                if callbacks.EvtDeviceArmWakeFromSx.is_some()
                    && callbacks.EvtDeviceArmWakeFromSxWithReason.is_some() =>
            {
                Some(
                    "both EvtDeviceArmWakeFromSx and EvtDeviceArmWakeFromSxWithReason are set, \
                     expected one: the framework ignores all callbacks",
                )
            }
            Ok(_) => None,
        };
        match (wrong, callbacks) {
            (None, Ok(callbacks)) => machine.with(|state| {
                if let Some(init) = state.device_init(handle) {
                    init.traits.policy = callbacks;
                }
            }),
            (detail, _) => {
                let detail = detail.unwrap_or_default();
                machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            }
        }
    });
}

/// Makes I/O requests hold the remove lock, for the device of a node.
pub(super) unsafe extern "C" fn WdfDeviceInitSetRemoveLockOptions(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
    options: PWDF_REMOVE_LOCK_OPTIONS,
) {
    const CALL: &str = "WdfDeviceInitSetRemoveLockOptions";
    const ACQUIRE_FOR_IO: u32 =
        _WDF_REMOVE_LOCK_OPTIONS_FLAGS::WDF_REMOVE_LOCK_OPTION_ACQUIRE_FOR_IO.cast_unsigned();
    on_object(CALL, DISPATCH, init, Kind::DeviceInit, |machine, handle| {
        if !machine.required(CALL, &[("Options", options.is_null())]) {
            return;
        }
        // SAFETY: the driver's options, which are not NULL.
        let options = unsafe { sized(options) };
        let options = options.ok().filter(|options| options.Flags & !ACQUIRE_FOR_IO == 0);
        let set = machine.with(|state| {
            let init = state.device_init(handle).filter(|init| init.node.is_some())?;
            init.traits.locks_io = options?.Flags & ACQUIRE_FOR_IO != 0;
            Some(())
        });
        if set.is_none() {
            let detail = "the Size or the Flags are wrong, or the device is a control device: the \
                          framework ignores the options";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
        }
    });
}
