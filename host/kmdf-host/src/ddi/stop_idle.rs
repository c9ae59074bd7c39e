//! What keeps a device in D0: `WdfDeviceStopIdle`, and `WdfDeviceResumeIdle`, which takes it back.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::on_object;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;

impl Inner {
    /// `WdfDeviceStopIdle` (KMDF behaviour, "Stopping and resuming idle").
    fn stop_idle(self: &Arc<Self>, call: &str, device: Handle, wait: bool) -> NTSTATUS {
        if wait && running::irql() > 0 {
            return STATUS_INVALID_DEVICE_REQUEST;
        }
        if self.owns_power_policy(call, device) != Some(true) {
            return STATUS_INVALID_DEVICE_STATE;
        }
        let status = self.with(|state| {
            let Some(record) = state.device(device) else { return STATUS_INVALID_HANDLE };
            if !record.power_started {
                return STATUS_POWER_STATE_INVALID;
            }
            record.idle_stops += 1;
            let status = if record.in_d0 { STATUS_SUCCESS } else { STATUS_PENDING };
            state.review_idle(device);
            status
        });
        if status != STATUS_PENDING || !wait {
            return status;
        }
        let is_decided = move |state: &mut State| {
            state.device(device).is_none_or(|device| device.in_d0 || !device.power_started)
        };
        if !self.wait_until(is_decided) {
            let detail = "waits for D0 in a callback of the device's way to another state, which \
                          waits for the callback";
            self.report(Rule::ObjectMisused, device, call, detail);
        }
        self.with(|state| {
            let Some(device) = state.device(device) else { return STATUS_INVALID_HANDLE };
            if device.in_d0 {
                return STATUS_SUCCESS;
            }
            device.idle_stops = device.idle_stops.saturating_sub(1);
            STATUS_POWER_STATE_INVALID
        })
    }

    /// `WdfDeviceResumeIdle`.
    fn resume_idle(&self, call: &str, device: Handle) {
        if self.owns_power_policy(call, device) != Some(true) {
            return;
        }
        let too_many = self.with(|state| {
            let Some(record) = state.device(device) else { return false };
            let too_many = record.idle_stops == 0;
            record.idle_stops = record.idle_stops.saturating_sub(1);
            state.review_idle(device);
            too_many
        });
        if too_many {
            let detail = "no WdfDeviceStopIdle that succeeded is left to take back";
            self.report(Rule::ObjectMisused, device, call, detail);
        }
    }
}

/// Keeps the device in D0; `PASSIVE_LEVEL` if it waits, otherwise IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceStopIdleNoTrack(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    wait: BOOLEAN,
) -> NTSTATUS {
    stop("WdfDeviceStopIdleNoTrack", device, wait != 0)
}

/// [`WdfDeviceStopIdleNoTrack`] with the place of the call, for the verifier's history.
pub(super) unsafe extern "C" fn WdfDeviceStopIdleActual(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    wait: BOOLEAN,
    _tag: PVOID,
    _line: LONG,
    _file: PCCH,
) -> NTSTATUS {
    stop("WdfDeviceStopIdleActual", device, wait != 0)
}

fn stop(call: &'static str, device: WDFDEVICE, wait: bool) -> NTSTATUS {
    seam::call(
        call,
        DISPATCH,
        |machine| machine.name_of(device),
        |machine| match machine.check(call, device, Kind::Device) {
            Some(handle) => machine.stop_idle(call, handle, wait),
            None => STATUS_INVALID_HANDLE,
        },
    )
}

/// Takes a `WdfDeviceStopIdle` back; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceResumeIdleNoTrack(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
) {
    resume("WdfDeviceResumeIdleNoTrack", device);
}

/// [`WdfDeviceResumeIdleNoTrack`] with the place of the call, for the verifier's history.
pub(super) unsafe extern "C" fn WdfDeviceResumeIdleActual(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    _tag: PVOID,
    _line: LONG,
    _file: PCCH,
) {
    resume("WdfDeviceResumeIdleActual", device);
}

fn resume(call: &'static str, device: WDFDEVICE) {
    on_object(call, DISPATCH, device, Kind::Device, |machine, handle| {
        machine.resume_idle(call, handle);
    });
}
