//! Capabilities of a device, and the state that the device reports to the `PnP` manager.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{on_object, sized, sized_or_older};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::machine::Deferred;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// The size of `WDF_DEVICE_STATE` in KMDF 1.27, without `AssignedToGuest`.
const STATE_1_27: u32 = 28;

/// Whether all are values of `WDF_TRI_STATE`.
fn are_tri_states(values: &[WDF_TRI_STATE]) -> bool {
    let known = _WDF_TRI_STATE::WdfFalse..=_WDF_TRI_STATE::WdfUseDefault;
    values.iter().all(|value| known.contains(value))
}

/// Whether all are values of `DEVICE_POWER_STATE`.
fn are_device_states(values: &[DEVICE_POWER_STATE]) -> bool {
    let known =
        _DEVICE_POWER_STATE::PowerDeviceUnspecified..=_DEVICE_POWER_STATE::PowerDeviceMaximum;
    values.iter().all(|value| known.contains(value))
}

/// Carries out a call that tells the host capabilities, which are only checked.
///
/// # Safety
/// The named capabilities are NULL or valid for a read.
unsafe fn check<T: Copy>(
    call: &'static str,
    device: WDFDEVICE,
    (name, capabilities): (&'static str, *const T),
    are_right: impl FnOnce(T) -> bool,
) {
    on_object(call, DISPATCH, device, Kind::Device, |machine, handle| {
        if !machine.has_node(call, handle)
            || !machine.required(call, &[(name, capabilities.is_null())])
        {
            return;
        }
        // SAFETY: guaranteed by the caller, and not NULL.
        let capabilities = unsafe { sized(capabilities) };
        if !capabilities.is_ok_and(are_right) {
            let detail = "Size or a value is wrong: the framework ignores the capabilities";
            machine.report(Rule::WrongConfiguration, handle, call, detail);
        }
    });
}

/// What the `PnP` manager shall know about the device; IRQL <= `DISPATCH_LEVEL`. The machine has no
/// docks, ejects and locks: the values are checked.
pub(super) unsafe extern "C" fn WdfDeviceSetPnpCapabilities(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    capabilities: PWDF_DEVICE_PNP_CAPABILITIES,
) {
    const CALL: &str = "WdfDeviceSetPnpCapabilities";
    // SAFETY: the driver's capabilities, or NULL.
    unsafe {
        check(CALL, device, ("PnpCapabilities", capabilities), |c| {
            are_tri_states(&[
                c.LockSupported,
                c.EjectSupported,
                c.Removable,
                c.DockDevice,
                c.UniqueID,
                c.SilentInstall,
                c.SurpriseRemovalOK,
                c.HardwareDisabled,
                c.NoDisplayInUI,
            ])
        });
    }
}

/// What the power manager shall know about the device; IRQL <= `DISPATCH_LEVEL`. The machine has D0
/// and D3: the values are checked.
pub(super) unsafe extern "C" fn WdfDeviceSetPowerCapabilities(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    capabilities: PWDF_DEVICE_POWER_CAPABILITIES,
) {
    const CALL: &str = "WdfDeviceSetPowerCapabilities";
    let system =
        _SYSTEM_POWER_STATE::PowerSystemUnspecified..=_SYSTEM_POWER_STATE::PowerSystemMaximum;
    // SAFETY: the driver's capabilities, or NULL.
    unsafe {
        check(CALL, device, ("PowerCapabilities", capabilities), |c| {
            let wakes = [c.WakeFromD0, c.WakeFromD1, c.WakeFromD2, c.WakeFromD3];
            are_tri_states(&[c.DeviceD1, c.DeviceD2])
                && are_tri_states(&wakes)
                && are_device_states(&c.DeviceState)
                && are_device_states(&[c.DeviceWake, c.IdealDxStateForSx])
                && system.contains(&c.SystemWake)
        });
    }
}

/// The state that the driver has set; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceGetDeviceState(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    state: PWDF_DEVICE_STATE,
) {
    const CALL: &str = "WdfDeviceGetDeviceState";
    on_object(CALL, DISPATCH, device, Kind::Device, |machine, handle| {
        if !machine.has_node(CALL, handle)
            || !machine.required(CALL, &[("DeviceState", state.is_null())])
        {
            return;
        }
        // SAFETY: the driver's structure, which is not NULL.
        let asked = unsafe { sized(state) };
        let Ok(asked) = asked else {
            let detail = "Size is wrong: the framework leaves the structure alone";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            return;
        };
        let set = machine.with(|state| state.device(handle).map(|device| device.pnp_state));
        let set = set.unwrap_or_default();
        // SAFETY: the driver's structure, which is as long as it says.
        unsafe { state.write(WDF_DEVICE_STATE { Size: asked.Size, ..set }) };
    });
}

/// Sets the state that the `PnP` manager asks for; IRQL <= `DISPATCH_LEVEL`. A device that says that
/// it failed or was removed is removed by surprise.
pub(super) unsafe extern "C" fn WdfDeviceSetDeviceState(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    state: PWDF_DEVICE_STATE,
) {
    const CALL: &str = "WdfDeviceSetDeviceState";
    on_object(CALL, DISPATCH, device, Kind::Device, |machine, handle| {
        if !machine.has_node(CALL, handle)
            || !machine.required(CALL, &[("DeviceState", state.is_null())])
        {
            return;
        }
        // SAFETY: the driver's structure, which is not NULL.
        let set = unsafe { sized_or_older(state, &[STATE_1_27]) }.ok().filter(|s| {
            are_tri_states(&[s.Disabled, s.DontDisplayInUI, s.Failed, s.NotDisableable])
                && are_tri_states(&[s.Removed, s.ResourcesChanged, s.AssignedToGuest])
        });
        let Some(set) = set else {
            let detail = "Size or a value is wrong: the framework ignores the state";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            return;
        };
        machine.with(|state| {
            let Some(device) = state.device(handle) else { return };
            device.pnp_state = set;
            let yes = _WDF_TRI_STATE::WdfTrue;
            if set.Failed == yes || set.Removed == yes {
                state.queue_failure(handle);
            }
        });
    });
}

/// Fails a device; IRQL <= `DISPATCH_LEVEL`. The `PnP` manager then removes it by surprise; the host
/// does not start it again.
pub(super) unsafe extern "C" fn WdfDeviceSetFailed(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    action: WDF_DEVICE_FAILED_ACTION,
) {
    const CALL: &str = "WdfDeviceSetFailed";
    on_object(CALL, DISPATCH, device, Kind::Device, |machine, handle| {
        if !machine.has_node(CALL, handle) {
            return;
        }
        let known = _WDF_DEVICE_FAILED_ACTION::WdfDeviceFailedAttemptRestart
            ..=_WDF_DEVICE_FAILED_ACTION::WdfDeviceFailedNoRestart;
        if !known.contains(&action) {
            let detail = "FailedAction is no WDF_DEVICE_FAILED_ACTION: the framework ignores it";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            return;
        }
        machine.with(|state| state.queue_failure(handle));
    });
}

/// Indicates that a device has woken. The request to wait for that is the bus driver's, so that the
/// framework refuses the call for a device of a function driver; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceIndicateWakeStatus(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    status: NTSTATUS,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceIndicateWakeStatus";
    seam::call(
        CALL,
        DISPATCH,
        |machine| machine.name_of(device),
        |machine| {
            let Some(handle) = machine.check(CALL, device, Kind::Device) else {
                return STATUS_INVALID_HANDLE;
            };
            if matches!(status, STATUS_PENDING | STATUS_CANCELLED) {
                return STATUS_INVALID_PARAMETER;
            }
            machine.has_node(CALL, handle);
            STATUS_INVALID_DEVICE_STATE
        },
    )
}

impl crate::machine::State {
    /// Lets the `PnP` manager remove a device by surprise whose driver says that it failed.
    fn queue_failure(&mut self, device: crate::handle::Handle) {
        let node = self.device(device).and_then(|device| device.node);
        let failure = node.map(Deferred::Fail);
        if let Some(failure) = failure.filter(|failure| !self.work_items.contains(failure)) {
            self.work_items.push_back(failure);
        }
    }
}
