//! The power policy of a device: idle settings and wake settings.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{sized, sized_or_older};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// The sizes of the idle settings in KMDF 1.7, without what follows `Enabled`, and 1.9.
const IDLE_1_7: u32 = 24;
const IDLE_1_9: u32 = 28;

/// How long a device is idle before it leaves D0, in milliseconds, if the driver does not say.
const DEFAULT_TIMEOUT: u32 = 5_000;

/// Whether a value is of a `WDF_TRI_STATE`.
fn is_tri_state(value: WDF_TRI_STATE) -> bool {
    (_WDF_TRI_STATE::WdfFalse..=_WDF_TRI_STATE::WdfUseDefault).contains(&value)
}

/// Whether a device state is one for idle or wake: below D0, or the default.
fn is_low(state: DEVICE_POWER_STATE) -> bool {
    (_DEVICE_POWER_STATE::PowerDeviceD1..=_DEVICE_POWER_STATE::PowerDeviceMaximum).contains(&state)
}

/// Whether the values of the idle settings are in their ranges.
fn are_in_range(settings: &WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS) -> bool {
    use _WDF_POWER_POLICY_IDLE_TIMEOUT_TYPE as Timeout;
    use _WDF_POWER_POLICY_S0_IDLE_CAPABILITIES as Caps;
    use _WDF_POWER_POLICY_S0_IDLE_USER_CONTROL as User;
    let caps = Caps::IdleCannotWakeFromS0..=Caps::IdleUsbSelectiveSuspend;
    let user = User::IdleDoNotAllowUserControl..=User::IdleAllowUserControl;
    let timeout = Timeout::DriverManagedIdleTimeout..=Timeout::SystemManagedIdleTimeoutWithHint;
    let wakes = settings.IdleCaps != Caps::IdleCannotWakeFromS0;
    let powers_up = settings.PowerUpIdleDeviceOnSystemWake == _WDF_TRI_STATE::WdfTrue;
    is_low(settings.DxState)
        && caps.contains(&settings.IdleCaps)
        && user.contains(&settings.UserControlOfIdleSettings)
        && is_tri_state(settings.Enabled)
        && is_tri_state(settings.PowerUpIdleDeviceOnSystemWake)
        && timeout.contains(&settings.IdleTimeoutType)
        && !(wakes && powers_up)
}

impl State {
    /// Keeps the settings of a device, which hold at once.
    fn set_idle(&mut self, device: Handle, settings: &WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS) {
        let low = match settings.DxState {
            _DEVICE_POWER_STATE::PowerDeviceMaximum => _DEVICE_POWER_STATE::PowerDeviceD3,
            state => state,
        };
        let milliseconds = match settings.IdleTimeout {
            0 => DEFAULT_TIMEOUT,
            milliseconds => milliseconds,
        };
        let idle = self.idle.entry(device).or_default();
        idle.enabled = settings.Enabled != _WDF_TRI_STATE::WdfFalse;
        idle.timeout = u64::from(milliseconds) * 10_000;
        idle.low = low;
        // The timer of a device that is idle begins anew.
        (idle.due, idle.expired) = (None, false);
        self.review_idle(device);
    }
}

impl Inner {
    /// Whether a device owns its power policy. `None` for a control device, which is reported.
    pub(super) fn owns_power_policy(&self, call: &str, device: Handle) -> Option<bool> {
        let owns = self.with(|state| state.device(device).map(|d| d.owns_power_policy()));
        owns.filter(|_| self.has_node(call, device))
    }
}

/// Sets when an idle device may leave D0; IRQL <= `DISPATCH_LEVEL`. A root-enumerated device cannot
/// wake by itself.
pub(super) unsafe extern "C" fn WdfDeviceAssignS0IdleSettings(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    settings: PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceAssignS0IdleSettings";
    let work = |machine: &Arc<Inner>| {
        let Some(handle) = machine.check(CALL, device, Kind::Device) else {
            return STATUS_INVALID_HANDLE;
        };
        if !machine.required(CALL, &[("Settings", settings.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        if machine.owns_power_policy(CALL, handle) != Some(true) {
            return STATUS_INVALID_DEVICE_REQUEST;
        }
        // SAFETY: the driver's settings, which are not NULL.
        let mut settings = match unsafe { sized_or_older(settings, &[IDLE_1_7, IDLE_1_9]) } {
            Ok(settings) => settings,
            Err(status) => return status,
        };
        if settings.Size == IDLE_1_7 {
            settings.PowerUpIdleDeviceOnSystemWake = _WDF_TRI_STATE::WdfUseDefault;
        }
        if !are_in_range(&settings) {
            return STATUS_INVALID_PARAMETER;
        }
        if settings.IdleCaps != _WDF_POWER_POLICY_S0_IDLE_CAPABILITIES::IdleCannotWakeFromS0 {
            return STATUS_POWER_STATE_INVALID;
        }
        let driver_managed = settings.IdleTimeoutType
            == _WDF_POWER_POLICY_IDLE_TIMEOUT_TYPE::DriverManagedIdleTimeout;
        let first = machine.with(|state| {
            Some(*state.device(handle)?.driver_managed_idle.get_or_insert(driver_managed))
        });
        if first.is_some_and(|first| first != driver_managed) {
            let detail = "IdleTimeoutType is another than in the first call, which decides";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            return STATUS_INVALID_DEVICE_REQUEST;
        }
        machine.with(|state| state.set_idle(handle, &settings));
        STATUS_SUCCESS
    };
    seam::fallible(CALL, DISPATCH, |machine| machine.name_of(device), work)
}

/// Sets how a sleeping device may wake the system; IRQL <= `DISPATCH_LEVEL`. A root-enumerated device
/// cannot.
pub(super) unsafe extern "C" fn WdfDeviceAssignSxWakeSettings(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    settings: PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceAssignSxWakeSettings";
    let work = |machine: &Arc<Inner>| {
        let Some(handle) = machine.check(CALL, device, Kind::Device) else {
            return STATUS_INVALID_HANDLE;
        };
        if !machine.required(CALL, &[("Settings", settings.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        if machine.owns_power_policy(CALL, handle) != Some(true) {
            return STATUS_INVALID_DEVICE_REQUEST;
        }
        // SAFETY: the driver's settings, which are not NULL.
        let settings = match unsafe { sized(settings) } {
            Ok(settings) => settings,
            Err(status) => return status,
        };
        let user = _WDF_POWER_POLICY_SX_WAKE_USER_CONTROL::WakeDoNotAllowUserControl
            ..=_WDF_POWER_POLICY_SX_WAKE_USER_CONTROL::WakeAllowUserControl;
        let right = is_low(settings.DxState)
            && is_tri_state(settings.Enabled)
            && user.contains(&settings.UserControlOfWakeSettings);
        if right { STATUS_POWER_STATE_INVALID } else { STATUS_INVALID_PARAMETER }
    };
    seam::fallible(CALL, DISPATCH, |machine| machine.name_of(device), work)
}
