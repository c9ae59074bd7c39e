//! WDFIOTARGET: the states of targets.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{on_object, status_of};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::target::SentIo;
use crate::handle::Handle;
use crate::names::Argument;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// The default I/O target of a device; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceGetIoTarget(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
) -> WDFIOTARGET {
    const CALL: &str = "WdfDeviceGetIoTarget";
    let target = on_object(CALL, DISPATCH, device, Kind::Device, |machine, handle| {
        machine.with(|state| {
            let target = state.default_target(handle).unwrap_or(Handle::NULL);
            (target, state.name(target))
        })
    });
    raw(target.map_or(Handle::NULL, |(target, _)| target))
}

/// The state of a target; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetGetState(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
) -> WDF_IO_TARGET_STATE {
    const CALL: &str = "WdfIoTargetGetState";
    let state = on_object(CALL, DISPATCH, target, Kind::IoTarget, |machine, handle| {
        let state = machine.with(|state| state.io_target(handle).map_or(0, |target| target.state));
        state.cast_unsigned()
    });
    state.unwrap_or(0).cast_signed()
}

/// The device whose driver sends to a target; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetGetDevice(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
) -> WDFDEVICE {
    const CALL: &str = "WdfIoTargetGetDevice";
    let device = on_object(CALL, DISPATCH, target, Kind::IoTarget, |machine, handle| {
        machine.with(|state| {
            let device = state.io_target(handle).map_or(Handle::NULL, |target| target.device);
            (device, state.name(device))
        })
    });
    raw(device.map_or(Handle::NULL, |(device, _)| device))
}

/// Sends the requests that wait in a target, and those to come; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetStart(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetStart";
    let started = on_object(CALL, DISPATCH, target, Kind::IoTarget, |machine, handle| {
        status_of(machine.start_target(handle))
    });
    started.unwrap_or(STATUS_INVALID_HANDLE)
}

/// Keeps the requests to come in a target; waits for those that are sent, at `PASSIVE_LEVEL`, unless
/// the action leaves them.
pub(super) unsafe extern "C" fn WdfIoTargetStop(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    action: WDF_IO_TARGET_SENT_IO_ACTION,
) {
    const CALL: &str = "WdfIoTargetStop";
    use _WDF_IO_TARGET_SENT_IO_ACTION as Action;
    let sent = match action {
        Action::WdfIoTargetCancelSentIo => Some(SentIo::CancelAndWait),
        Action::WdfIoTargetWaitForSentIoToComplete => Some(SentIo::Wait),
        Action::WdfIoTargetLeaveSentIoPending => Some(SentIo::Leave),
        _ => None,
    };
    let limit = if sent == Some(SentIo::Leave) { DISPATCH } else { 0 };
    let what = |m: &std::sync::Arc<crate::machine::Inner>| {
        [m.name_of(target).into(), Argument::Action(action)]
    };
    seam::call(CALL, limit, what, |machine| {
        let Some(handle) = machine.check(CALL, target, Kind::IoTarget) else { return };
        match sent {
            Some(sent) if !seam::refuses(limit) => machine.stop_target(handle, sent, CALL),
            Some(_) => {}
            None => {
                let detail = format!("action {action} is none: the framework ignores the call");
                machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            }
        }
    });
}

/// Fails the requests that wait in a target and those to come, and cancels those that are sent; waits
/// for them, at `PASSIVE_LEVEL`, if the action says so.
pub(super) unsafe extern "C" fn WdfIoTargetPurge(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    action: WDF_IO_TARGET_PURGE_IO_ACTION,
) {
    const CALL: &str = "WdfIoTargetPurge";
    use _WDF_IO_TARGET_PURGE_IO_ACTION as Action;
    let sent = match action {
        Action::WdfIoTargetPurgeIoAndWait => Some(SentIo::CancelAndWait),
        Action::WdfIoTargetPurgeIo => Some(SentIo::Cancel),
        _ => None,
    };
    let limit = if sent == Some(SentIo::CancelAndWait) { 0 } else { DISPATCH };
    let what = |m: &std::sync::Arc<crate::machine::Inner>| {
        [m.name_of(target).into(), Argument::Action(action)]
    };
    seam::call(CALL, limit, what, |machine| {
        let Some(handle) = machine.check(CALL, target, Kind::IoTarget) else { return };
        match sent {
            Some(sent) if !seam::refuses(limit) => machine.purge_target(handle, sent, CALL),
            Some(_) => {}
            None => {
                let detail = format!("action {action} is none: the framework ignores the call");
                machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            }
        }
    });
}
