//! Self targets: a driver's way to the queues of its own device.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{on_object, status_of};
use crate::abi::*;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// Lets the driver ask for the self target of the device to be created; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceInitAllowSelfIoTarget(
    _: PWDF_DRIVER_GLOBALS,
    init: PWDFDEVICE_INIT,
) {
    const CALL: &str = "WdfDeviceInitAllowSelfIoTarget";
    on_object(CALL, 0, init, Kind::DeviceInit, |machine, handle| {
        machine.with(|state| {
            if let Some(init) = state.device_init(handle) {
                init.traits.allows_self_target = true;
            }
        });
    });
}

/// The self target of a device, or NULL; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceGetSelfIoTarget(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
) -> WDFIOTARGET {
    const CALL: &str = "WdfDeviceGetSelfIoTarget";
    let target = on_object(CALL, DISPATCH, device, Kind::Device, |machine, handle| {
        machine.with(|state| {
            let target = state.self_target(handle).unwrap_or(Handle::NULL);
            (target, state.name(target))
        })
    });
    raw(target.map_or(Handle::NULL, |(target, _)| target))
}

/// Assigns the queue for what is sent to a self target; `PASSIVE_LEVEL`, before the device starts.
pub(super) unsafe extern "C" fn WdfIoTargetSelfAssignDefaultIoQueue(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    queue: WDFQUEUE,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetSelfAssignDefaultIoQueue";
    let what = |machine: &Arc<Inner>| machine.name_of(target);
    seam::fallible(CALL, 0, what, |machine| {
        let target = machine.check(CALL, target, Kind::IoTarget);
        let queue = machine.check(CALL, queue, Kind::Queue);
        let (Some(target), Some(queue)) = (target, queue) else { return STATUS_INVALID_HANDLE };
        status_of(machine.with(|state| state.assign_own_queue(target, queue)))
    })
}
