//! WDFCOLLECTION.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, hand_out, on_object};
use crate::abi::*;
use crate::framework::attributes::Allowed;
use crate::framework::collection::Collection;
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::{Argument, ObjectRef};
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// Creates an empty collection; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCollectionCreate(
    _: PWDF_DRIVER_GLOBALS,
    collection_attributes: PWDF_OBJECT_ATTRIBUTES,
    collection: *mut WDFCOLLECTION,
) -> NTSTATUS {
    const CALL: &str = "WdfCollectionCreate";
    seam::fallible(
        CALL,
        DISPATCH,
        |_| (),
        |machine| {
            if !machine.required(CALL, &[("Collection", collection.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(collection_attributes) };
            let body = Body::Collection(Collection::default());
            let created = machine.create_object(&attributes, Allowed::PLAIN, body);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, collection) }
        },
    )
}

/// The number of entries; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCollectionGetCount(
    _: PWDF_DRIVER_GLOBALS,
    collection: WDFCOLLECTION,
) -> ULONG {
    const CALL: &str = "WdfCollectionGetCount";
    let count = on_object(CALL, DISPATCH, collection, Kind::Collection, |machine, collection| {
        machine.with(|state| u32::try_from(state.items(collection).len()).unwrap_or(u32::MAX))
    });
    count.unwrap_or(0)
}

/// Appends an object, and references it; IRQL <= `DISPATCH_LEVEL`. `STATUS_UNSUCCESSFUL` without
/// memory.
pub(super) unsafe extern "C" fn WdfCollectionAdd(
    _: PWDF_DRIVER_GLOBALS,
    collection: WDFCOLLECTION,
    object: WDFOBJECT,
) -> NTSTATUS {
    const CALL: &str = "WdfCollectionAdd";
    let what = |m: &Arc<Inner>| [m.name_of(collection).into(), m.name_of(object).into()];
    seam::fallible_with(CALL, DISPATCH, STATUS_UNSUCCESSFUL, what, |machine| {
        let Some(collection) = machine.check(CALL, collection, Kind::Collection) else {
            return STATUS_INVALID_HANDLE;
        };
        let Some(object) = machine.check_any(CALL, object) else { return STATUS_INVALID_HANDLE };
        machine.add_to_collection(collection, object);
        STATUS_SUCCESS
    })
}

/// Removes the first entry of an object; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCollectionRemove(
    _: PWDF_DRIVER_GLOBALS,
    collection: WDFCOLLECTION,
    item: WDFOBJECT,
) {
    const CALL: &str = "WdfCollectionRemove";
    let what = |m: &Arc<Inner>| [m.name_of(collection).into(), m.name_of(item).into()];
    seam::call(CALL, DISPATCH, what, |machine| {
        let collection = machine.check(CALL, collection, Kind::Collection);
        let item = machine.check_any(CALL, item);
        if let (Some(collection), Some(item)) = (collection, item) {
            machine.remove_from_collection(collection, item);
        }
    });
}

/// Removes the entry of an index, from 0; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfCollectionRemoveItem(
    _: PWDF_DRIVER_GLOBALS,
    collection: WDFCOLLECTION,
    index: ULONG,
) {
    const CALL: &str = "WdfCollectionRemoveItem";
    let what = |m: &Arc<Inner>| [m.name_of(collection).into(), Argument::Count(index as usize)];
    seam::call(CALL, DISPATCH, what, |machine| {
        if let Some(collection) = machine.check(CALL, collection, Kind::Collection) {
            machine.remove_index(collection, index as usize);
        }
    });
}

/// The entry of an index, from 0, or NULL; IRQL <= `DISPATCH_LEVEL`. No reference is added.
pub(super) unsafe extern "C" fn WdfCollectionGetItem(
    _: PWDF_DRIVER_GLOBALS,
    collection: WDFCOLLECTION,
    index: ULONG,
) -> WDFOBJECT {
    const CALL: &str = "WdfCollectionGetItem";
    let what = |m: &Arc<Inner>| [m.name_of(collection).into(), Argument::Count(index as usize)];
    entry(CALL, collection, what, |items| items.get(index as usize))
}

/// The first entry, or NULL; IRQL <= `DISPATCH_LEVEL`. No reference is added.
pub(super) unsafe extern "C" fn WdfCollectionGetFirstItem(
    _: PWDF_DRIVER_GLOBALS,
    collection: WDFCOLLECTION,
) -> WDFOBJECT {
    const CALL: &str = "WdfCollectionGetFirstItem";
    entry(CALL, collection, |m| [m.name_of(collection).into()], <[Handle]>::first)
}

/// The last entry, or NULL; IRQL <= `DISPATCH_LEVEL`. No reference is added.
pub(super) unsafe extern "C" fn WdfCollectionGetLastItem(
    _: PWDF_DRIVER_GLOBALS,
    collection: WDFCOLLECTION,
) -> WDFOBJECT {
    const CALL: &str = "WdfCollectionGetLastItem";
    entry(CALL, collection, |m| [m.name_of(collection).into()], <[Handle]>::last)
}

/// Carries out a call that returns an entry of a collection.
fn entry<const N: usize>(
    call: &'static str,
    collection: WDFCOLLECTION,
    what: impl FnOnce(&Arc<Inner>) -> [Argument; N],
    find: impl FnOnce(&[Handle]) -> Option<&Handle>,
) -> WDFOBJECT {
    let (handle, _) = seam::call(call, DISPATCH, what, |machine| {
        let Some(collection) = machine.check(call, collection, Kind::Collection) else {
            return (Handle::NULL, ObjectRef::Null);
        };
        machine.with(|state: &mut State| {
            let found = find(state.items(collection)).copied().unwrap_or(Handle::NULL);
            (found, state.name(found))
        })
    });
    raw(handle)
}
