//! Remote I/O targets: devices that a driver opens.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::mem::offset_of;
use std::sync::Arc;

use super::arguments::{attributes, checked_text, hand_out, sized_or_older};
use crate::abi::_WDF_IO_TARGET_OPEN_TYPE as Type;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::remote::{Callbacks, Opening};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// The size of `WDF_IO_TARGET_OPEN_PARAMS` in frameworks before the member `FileName`.
#[expect(clippy::cast_possible_truncation, reason = "the structure is 136 bytes long")]
const OLDER: [u32; 1] = [offset_of!(WDF_IO_TARGET_OPEN_PARAMS, FileName) as u32];

/// Creates a remote target, which is opened later; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetCreate(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    target_attributes: PWDF_OBJECT_ATTRIBUTES,
    target: *mut WDFIOTARGET,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetCreate";
    let what = |machine: &Arc<Inner>| machine.name_of(device);
    seam::fallible(CALL, DISPATCH, what, |machine| {
        if !machine.required(CALL, &[("IoTarget", target.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        let Some(device) = machine.check(CALL, device, Kind::Device) else {
            return STATUS_INVALID_HANDLE;
        };
        // SAFETY: the driver's attributes, or NULL.
        let attributes = unsafe { attributes(target_attributes) };
        let created = machine.with(|state| state.create_remote_target(device, &attributes));
        // SAFETY: the driver's variable for the handle, which is not NULL.
        unsafe { hand_out(created, target) }
    })
}

/// The handle of a remote target; reports another one.
fn checked(machine: &Inner, call: &str, target: WDFIOTARGET) -> Option<Handle> {
    let handle = machine.check(call, target, Kind::IoTarget)?;
    let is_remote = machine.with(|state| state.remote(handle).is_some());
    if !is_remote {
        let detail = "it is the default target of a device, expected a remote one";
        machine.report(Rule::ObjectMisused, handle, call, detail);
    }
    is_remote.then_some(handle)
}

/// How the driver wants to open a target, checked in the framework's order (KMDF behaviour,
/// "Opening a remote target").
///
/// # Safety
/// The names in the parameters are the driver's.
unsafe fn opening(
    machine: &Inner,
    call: &str,
    parameters: &WDF_IO_TARGET_OPEN_PARAMS,
) -> Result<Opening, NTSTATUS> {
    let callbacks = Callbacks {
        query_remove: parameters.EvtIoTargetQueryRemove,
        remove_canceled: parameters.EvtIoTargetRemoveCanceled,
        remove_complete: parameters.EvtIoTargetRemoveComplete,
    };
    match parameters.Type {
        Type::WdfIoTargetOpenUseExistingDevice => {
            let has_callbacks = callbacks.query_remove.is_some()
                || callbacks.remove_canceled.is_some()
                || callbacks.remove_complete.is_some();
            let object = parameters.TargetDeviceObject.addr();
            if object == 0 || (has_callbacks && parameters.TargetFileObject.is_null()) {
                return Err(STATUS_INVALID_PARAMETER);
            }
            let device = machine.with(|state| state.device_with_object(object));
            device.map(Opening::Existing).ok_or_else(|| {
                let detail = "TargetDeviceObject is not that of a framework device: this host has \
                              no others"
                    .into();
                machine.violation(Rule::MissingDdi, crate::rules::Subject::None, call, detail);
                STATUS_INVALID_PARAMETER
            })
        }
        Type::WdfIoTargetOpenByName => {
            let name = parameters.TargetDeviceName;
            if name.Buffer.is_null() || name.Length == 0 || name.MaximumLength == 0 {
                return Err(STATUS_INVALID_PARAMETER);
            }
            // SAFETY: guaranteed by the caller.
            let name = unsafe { checked_text(machine, call, &raw const name) };
            name.map(|name| Opening::ByName(name, callbacks)).ok_or(STATUS_INVALID_PARAMETER)
        }
        Type::WdfIoTargetOpenReopen => Ok(Opening::Again),
        _ => Err(STATUS_INVALID_PARAMETER),
    }
}

/// Opens the device of a remote target; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetOpen(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    parameters: PWDF_IO_TARGET_OPEN_PARAMS,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetOpen";
    let what = |machine: &Arc<Inner>| machine.name_of(target);
    seam::fallible(CALL, 0, what, |machine| {
        let Some(handle) = checked(machine, CALL, target) else { return STATUS_INVALID_HANDLE };
        if !machine.required(CALL, &[("OpenParams", parameters.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: the driver's parameters, which are not NULL.
        let copied = match unsafe { sized_or_older(parameters, &OLDER) } {
            Ok(copied) => copied,
            Err(status) => return status,
        };
        // SAFETY: a copy of the driver's parameters, whose pointers are valid for the call.
        let opening = match unsafe { opening(machine, CALL, &copied) } {
            Ok(opening) => opening,
            Err(status) => return status,
        };
        let status = super::arguments::status_of(machine.open_target(handle, opening));
        // SAFETY: the driver's parameters, which last until the call returns.
        unsafe { (*parameters).FileInformation = 0 };
        status
    })
}

/// Carries out a call that closes a target.
fn close(call: &'static str, target: WDFIOTARGET, for_good: bool) {
    let what = |machine: &Arc<Inner>| machine.name_of(target);
    seam::call(call, 0, what, |machine| {
        let Some(handle) = checked(machine, call, target) else { return };
        if !seam::refuses(0) {
            machine.close_target(handle, for_good, call);
        }
    });
}

/// Closes a target, and waits for the requests that are sent; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetClose(_: PWDF_DRIVER_GLOBALS, target: WDFIOTARGET) {
    close("WdfIoTargetClose", target, true);
}

/// Closes a target until the removal of its device is cancelled; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetCloseForQueryRemove(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
) {
    close("WdfIoTargetCloseForQueryRemove", target, false);
}
