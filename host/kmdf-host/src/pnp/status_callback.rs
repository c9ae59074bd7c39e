//! The calls of a device's callbacks that return a status, and what the framework's verifier and the
//! power watchdog expect of them.

use std::sync::Arc;

use crate::abi::{NTSTATUS, STATUS_NOT_SUPPORTED, STATUS_SUCCESS, WDFDEVICE};
use crate::handle::Handle;
use crate::machine::{Inner, PATIENCE, State};
use crate::names::{Argument, Arguments};
use crate::rules::Rule;
use crate::upcall;

/// A device callback that may fail, by its type.
type StatusCallback = Option<unsafe extern "C" fn(WDFDEVICE) -> NTSTATUS>;

/// A power callback that may fail, by its type.
type PowerCallback = Option<unsafe extern "C" fn(WDFDEVICE, i32) -> NTSTATUS>;

impl Inner {
    /// Calls a device callback that may fail, if there is one.
    pub(super) fn device_callback(
        self: &Arc<Self>,
        device: Handle,
        name: &'static str,
        callback: StatusCallback,
    ) -> NTSTATUS {
        let Some(callback) = callback else { return STATUS_SUCCESS };
        let call = || upcall::device_status(callback, device);
        self.status_callback(device, name, |state| state.name(device), call)
    }

    /// Calls a device callback that gets a power state, if there is one.
    pub(super) fn power_callback(
        self: &Arc<Self>,
        device: Handle,
        name: &'static str,
        callback: PowerCallback,
        power: i32,
    ) -> NTSTATUS {
        let Some(callback) = callback else { return STATUS_SUCCESS };
        let what = |state: &State| [state.name(device).into(), Argument::PowerState(power)];
        self.status_callback(device, name, what, || upcall::device_power(callback, device, power))
    }

    /// Calls a callback of a device, and checks its status and the time that it took.
    pub(super) fn status_callback<A: Into<Arguments>>(
        self: &Arc<Self>,
        device: Handle,
        name: &'static str,
        arguments: impl Fn(&State) -> A,
        callback: impl FnOnce() -> NTSTATUS,
    ) -> NTSTATUS {
        let began = self.untracked_now();
        let status = self.upcall(device, name, arguments, callback);
        let time = self.untracked_now().saturating_sub(began);
        if time > PATIENCE {
            let seconds = time / 10_000_000;
            let detail = format!("returned after {seconds} s, expected at most ten minutes");
            self.report(Rule::PowerCallbackTimedOut, device, name, detail);
        }
        if status == STATUS_NOT_SUPPORTED {
            let detail = "returned STATUS_NOT_SUPPORTED, which the kernel takes for a request that \
                          nobody handled; expected another failure";
            self.report(Rule::PnpStatusNotSupported, device, name, detail);
        }
        status
    }
}
