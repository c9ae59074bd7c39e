//! WDFCMRESLIST: the two lists of resources that a device gets with its start. A root-enumerated device
//! has no resources, so both are empty.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use crate::abi::*;
use crate::pnp::{RAW_RESOURCES, TRANSLATED_RESOURCES};
use crate::rules::{Rule, Subject};
use crate::running::DISPATCH;
use crate::seam::{self, Outcome};

/// Carries out a call on a list; `changes` says that the call would change the list, which a driver may
/// do in its resource callbacks only.
fn on_list<R: Outcome>(call: &'static str, list: WDFCMRESLIST, changes: bool, result: R) -> R {
    seam::call(
        call,
        DISPATCH,
        |_| (),
        |machine| {
            let is_list =
                [RAW_RESOURCES, TRANSLATED_RESOURCES].iter().any(|known| known.0 == list.addr());
            if !is_list {
                let detail = "the handle is no list of resources of a device: expected a WDFCMRESLIST \
                              that EvtDevicePrepareHardware or EvtDeviceReleaseHardware got";
                machine.violation(Rule::WrongHandleType, Subject::None, call, detail.into());
            } else if changes {
                let detail = "the list is the framework's, and the driver may read it only";
                machine.violation(Rule::ObjectMisused, Subject::None, call, detail.into());
            }
            result
        },
    )
}

/// The number of resources in a list; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCmResourceListGetCount(
    _: PWDF_DRIVER_GLOBALS,
    list: WDFCMRESLIST,
) -> ULONG {
    on_list("WdfCmResourceListGetCount", list, false, 0_u32)
}

/// The descriptor of a resource; NULL, for an index behind the last one; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCmResourceListGetDescriptor(
    _: PWDF_DRIVER_GLOBALS,
    list: WDFCMRESLIST,
    _index: ULONG,
) -> PCM_PARTIAL_RESOURCE_DESCRIPTOR {
    on_list("WdfCmResourceListGetDescriptor", list, false, ());
    std::ptr::null_mut()
}

/// Refuses to add a resource at the end; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCmResourceListAppendDescriptor(
    _: PWDF_DRIVER_GLOBALS,
    list: WDFCMRESLIST,
    _descriptor: PCM_PARTIAL_RESOURCE_DESCRIPTOR,
) -> NTSTATUS {
    on_list("WdfCmResourceListAppendDescriptor", list, true, STATUS_ACCESS_DENIED)
}

/// Refuses to add a resource; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCmResourceListInsertDescriptor(
    _: PWDF_DRIVER_GLOBALS,
    list: WDFCMRESLIST,
    _descriptor: PCM_PARTIAL_RESOURCE_DESCRIPTOR,
    _index: ULONG,
) -> NTSTATUS {
    on_list("WdfCmResourceListInsertDescriptor", list, true, STATUS_ACCESS_DENIED)
}

/// Refuses to remove a resource; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCmResourceListRemove(
    _: PWDF_DRIVER_GLOBALS,
    list: WDFCMRESLIST,
    _index: ULONG,
) {
    on_list("WdfCmResourceListRemove", list, true, ());
}

/// Refuses to remove a resource by its descriptor; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCmResourceListRemoveByDescriptor(
    _: PWDF_DRIVER_GLOBALS,
    list: WDFCMRESLIST,
    _descriptor: PCM_PARTIAL_RESOURCE_DESCRIPTOR,
) {
    on_list("WdfCmResourceListRemoveByDescriptor", list, true, ());
}
