//! Other devices that a device depends on, or that are to be removed with it. The machine moves no paging
//! file, and each of its devices is removed for itself: the lists are kept, and have no effect.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::on_object;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::traits::{Related, Relation};
use crate::machine::Inner;
use crate::running::DISPATCH;
use crate::seam;

/// Adds a `DEVICE_OBJECT` to a list of a device.
fn add(
    call: &'static str,
    device: WDFDEVICE,
    (parameter, object): (&str, PDEVICE_OBJECT),
    relation: Relation,
) -> NTSTATUS {
    let what = |machine: &Arc<Inner>| machine.name_of(device);
    seam::fallible(call, DISPATCH, what, |machine| {
        if !machine.required(call, &[(parameter, object.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        let Some(handle) = machine.check(call, device, Kind::Device) else {
            return STATUS_INVALID_HANDLE;
        };
        machine.with(|state| {
            let Some(device) = state.device(handle) else { return STATUS_INVALID_HANDLE };
            device.traits.related.push(Related { relation, object: object.addr() });
            STATUS_SUCCESS
        })
    })
}

/// Takes the devices for which `goes` out of the lists of a device.
fn remove(call: &'static str, device: WDFDEVICE, goes: impl Fn(&Related) -> bool) {
    on_object(call, DISPATCH, device, Kind::Device, |machine, handle| {
        machine.with(|state| {
            if let Some(device) = state.device(handle) {
                device.traits.related.retain(|related| !goes(related));
            }
        });
    });
}

/// Notes that a device's special files depend on another device; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceAddDependentUsageDeviceObject(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    dependent: PDEVICE_OBJECT,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceAddDependentUsageDeviceObject";
    add(CALL, device, ("DependentDevice", dependent), Relation::Usage)
}

/// Takes back [`WdfDeviceAddDependentUsageDeviceObject`]; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceRemoveDependentUsageDeviceObject(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    dependent: PDEVICE_OBJECT,
) {
    let related = Related { relation: Relation::Usage, object: dependent.addr() };
    remove("WdfDeviceRemoveDependentUsageDeviceObject", device, |other| *other == related);
}

/// Notes that another device is to be removed with a device; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceAddRemovalRelationsPhysicalDevice(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    physical: PDEVICE_OBJECT,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceAddRemovalRelationsPhysicalDevice";
    add(CALL, device, ("PhysicalDevice", physical), Relation::Removal)
}

/// Takes back [`WdfDeviceAddRemovalRelationsPhysicalDevice`]; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceRemoveRemovalRelationsPhysicalDevice(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    physical: PDEVICE_OBJECT,
) {
    let related = Related { relation: Relation::Removal, object: physical.addr() };
    remove("WdfDeviceRemoveRemovalRelationsPhysicalDevice", device, |other| *other == related);
}

/// Forgets all devices that are to be removed with a device; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceClearRemovalRelationsDevices(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
) {
    let all = |related: &Related| related.relation == Relation::Removal;
    remove("WdfDeviceClearRemovalRelationsDevices", device, all);
}
