//! WDFWORKITEM.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, hand_out, on_object, sized};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::object::{Body, Kind};
use crate::framework::work_item::WorkItem;
use crate::handle::Handle;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// Creates a work item; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfWorkItemCreate(
    _: PWDF_DRIVER_GLOBALS,
    config: PWDF_WORKITEM_CONFIG,
    item_attributes: PWDF_OBJECT_ATTRIBUTES,
    item: *mut WDFWORKITEM,
) -> NTSTATUS {
    const CALL: &str = "WdfWorkItemCreate";
    seam::fallible(
        CALL,
        DISPATCH,
        |_| (),
        |machine| {
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(item_attributes) };
            let allowed = Allowed { parent: Parent::Required, level: false, scope: false };
            let attributes = match attributes.check(allowed) {
                Ok(attributes) => attributes,
                Err(status) => return status,
            };
            let pointers = [("Config", config.is_null()), ("WorkItem", item.is_null())];
            if !machine.required(CALL, &pointers) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's configuration, which is not NULL.
            let config = match unsafe { sized(config) } {
                Ok(config) => config,
                Err(status) => return status,
            };
            let how = (config.AutomaticSerialization != 0, true);
            let body = |lock| Body::WorkItem(WorkItem::new(config.EvtWorkItemFunc, lock));
            let created = machine.create_deferred(CALL, &attributes, how, body);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, item) }
        },
    )
}

/// Queues a work item, unless it is queued already; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfWorkItemEnqueue(_: PWDF_DRIVER_GLOBALS, item: WDFWORKITEM) {
    const CALL: &str = "WdfWorkItemEnqueue";
    on_object(CALL, DISPATCH, item, Kind::WorkItem, |machine, item| {
        machine.enqueue_work_item(item);
    });
}

/// Waits until a queued work item has run; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfWorkItemFlush(_: PWDF_DRIVER_GLOBALS, item: WDFWORKITEM) {
    const CALL: &str = "WdfWorkItemFlush";
    on_object(CALL, 0, item, Kind::WorkItem, super::super::machine::Inner::flush_work_item);
}

/// The parent given at creation; any IRQL.
pub(super) unsafe extern "C" fn WdfWorkItemGetParentObject(
    _: PWDF_DRIVER_GLOBALS,
    item: WDFWORKITEM,
) -> WDFOBJECT {
    const CALL: &str = "WdfWorkItemGetParentObject";
    let parent =
        on_object(CALL, u8::MAX, item, Kind::WorkItem, |machine, item| machine.parent_of(item));
    raw(parent.map_or(Handle::NULL, |(parent, _)| parent))
}
