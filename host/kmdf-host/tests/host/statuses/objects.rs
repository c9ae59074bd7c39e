//! Objects, contexts, memory, locks and work items: rows of `EvtDriverDeviceAdd`.

use std::cell::Cell;
use std::ptr::null_mut;

use kmdf_host::Rule;

use wdk_sys::{
    _POOL_TYPE, PVOID, WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES, WDFMEMORY, WDFOBJECT,
    WDFSPINLOCK, WDFWAITLOCK, WDFWORKITEM,
};

use super::driver::{
    Handles, Probes, in_device_add, in_device_add_against, irql, note, note_status, notes, start,
};
use super::{compare, row};
use crate::raw_driver::{
    ContextType, Zeroable, attributes, attributes_under, wdf, work_item_config,
};

struct Labelled {
    label: Cell<u32>,
    _rest: [u64; 31],
}
// SAFETY: integers.
unsafe impl Zeroable for Labelled {}
static LABELLED: ContextType<Labelled> = ContextType::new(c"Labelled", &LABELLED);

struct Other {
    _value: Cell<u32>,
}
// SAFETY: an integer.
unsafe impl Zeroable for Other {}
static OTHER: ContextType<Other> = ContextType::new(c"Other", &OTHER);

fn label(object: WDFOBJECT) -> u32 {
    LABELLED.of(object).map_or(0, |context| context.label.get())
}

extern "C" fn evt_cleanup(object: WDFOBJECT) {
    note(format_args!("cleanup {}", label(object)));
}

extern "C" fn evt_destroy(object: WDFOBJECT) {
    note(format_args!("destroy {}", label(object)));
}

/// Creates an object whose callbacks note its label.
fn labelled<T>(parent: *mut T, label: u32) -> WDFOBJECT {
    let mut attributes = attributes_under(parent);
    attributes.EvtCleanupCallback = Some(evt_cleanup);
    attributes.EvtDestroyCallback = Some(evt_destroy);
    LABELLED.give_to(&mut attributes);
    let mut object: WDFOBJECT = null_mut();
    if wdf!(WdfObjectCreate, &raw mut attributes, &raw mut object) != 0 {
        note("WdfObjectCreate failed");
    }
    if let Some(context) = LABELLED.of(object) {
        context.label.set(label);
    }
    object
}

fn reference(object: WDFOBJECT) {
    wdf!(WdfObjectReferenceActual, object, null_mut(), 0, null_mut());
}

fn dereference(object: WDFOBJECT) {
    wdf!(WdfObjectDereferenceActual, object, null_mut(), 0, null_mut());
}

/// Allocates another context for an object. Returns its status and address.
fn allocate_context(object: WDFOBJECT, of: &'static ContextType<impl Zeroable>) -> PVOID {
    let mut attributes = attributes();
    of.give_to(&mut attributes);
    let mut context: PVOID = null_mut();
    note_status(wdf!(WdfObjectAllocateContext, object, &raw mut attributes, &raw mut context));
    context
}

#[test]
fn objects_behave_as_recorded() {
    compare(&[
        row(
            "WdfObjectCreate with a context: zeroed",
            "256 bytes, all 0",
            in_device_add(|handles| {
                let object = labelled(handles.device, 0);
                let context = LABELLED.of(object).map(std::ptr::from_ref).unwrap_or_default();
                // SAFETY: the context has 256 bytes, and nobody else uses it now.
                let bytes = unsafe { std::slice::from_raw_parts(context.cast::<u8>(), 256) };
                let zeroed = bytes.iter().all(|byte| *byte == 0);
                note(format_args!("256 bytes, {}", if zeroed { "all 0" } else { "not all 0" }));
            }),
        ),
        row(
            "WdfObjectDelete of 1, with the children 2 and 4, and 3 below 2",
            "cleanup 3 cleanup 2 cleanup 4 cleanup 1 destroy 3 destroy 2 destroy 4 destroy 1 end",
            in_device_add(|handles| {
                let first = labelled(handles.device, 1);
                let second = labelled(first, 2);
                labelled(second, 3);
                labelled(first, 4);
                wdf!(WdfObjectDelete, first);
                note("end");
            }),
        ),
        row(
            "WdfObjectDelete with an extra reference, which is dropped later",
            "cleanup 1 deleted destroy 1 end",
            in_device_add(|handles| {
                let object = labelled(handles.device, 1);
                reference(object);
                wdf!(WdfObjectDelete, object);
                note("deleted");
                dereference(object);
                note("end");
            }),
        ),
        row(
            "WdfObjectAllocateContext of a type that exists",
            "40000000 the same",
            in_device_add(|handles| {
                let object = labelled(handles.device, 1);
                let existing = LABELLED.of(object).map(std::ptr::from_ref).unwrap_or_default();
                let context = allocate_context(object, &LABELLED);
                let same = !context.is_null() && context.cast_const().cast() == existing;
                note(if same { "the same" } else { "another" });
            }),
        ),
        row(
            "WdfObjectGetTypedContext of a type that the object does not have",
            "NULL",
            in_device_add(|handles| {
                let found = OTHER.of(handles.device);
                note(if found.is_none() { "NULL" } else { "a context" });
            }),
        ),
    ]);
}

#[test]
fn leftover_objects_end_with_their_parents() {
    let machine = start(Probes {
        device_add: Some(|handles: &Handles| {
            labelled(handles.driver, 3);
            labelled(handles.device, 2);
            labelled(handles.queue, 1);
        }),
        ..Probes::default()
    });
    assert_eq!(notes(), "");
    assert_eq!(machine.shut_down(), []);
    compare(&[row(
        "removal of a device with objects below its queue (1), itself (2), the driver (3)",
        "cleanup 1 cleanup 2 destroy 1 destroy 2 EvtDriverUnload cleanup 3 destroy 3",
        notes(),
    )]);
}

extern "C" fn evt_work_item(_: WDFWORKITEM) {
    note(format_args!("EvtWorkItem at {}", irql()));
}

fn create_work_item(attributes: *mut WDF_OBJECT_ATTRIBUTES) -> WDFWORKITEM {
    let mut config = work_item_config(Some(evt_work_item));
    let mut item: WDFWORKITEM = null_mut();
    note_status(wdf!(WdfWorkItemCreate, &raw mut config, attributes, &raw mut item));
    item
}

#[test]
fn memory_locks_and_work_items_behave_as_recorded() {
    compare(&[
        row(
            "WdfMemoryCreate of 0 bytes",
            "c000000d",
            in_device_add_against(Rule::BadPoolCall, |_| {
                let mut memory: WDFMEMORY = null_mut();
                let (none, pool) = (WDF_NO_OBJECT_ATTRIBUTES, _POOL_TYPE::NonPagedPoolNx);
                let out = &raw mut memory;
                note_status(wdf!(WdfMemoryCreate, none, pool, 0, 0, out, null_mut()));
            }),
        ),
        row(
            "WdfSpinLockAcquire and Release: the IRQL before, between and after",
            "0 2 0",
            in_device_add(|handles| {
                let mut lock: WDFSPINLOCK = null_mut();
                let mut below = attributes_under(handles.device);
                let _status = wdf!(WdfSpinLockCreate, &raw mut below, &raw mut lock);
                note(irql());
                wdf!(WdfSpinLockAcquire, lock);
                note(irql());
                wdf!(WdfSpinLockRelease, lock);
                note(irql());
            }),
        ),
        row(
            "WdfWaitLockAcquire: its status, the IRQL",
            "00000000 0",
            in_device_add(|handles| {
                let mut lock: WDFWAITLOCK = null_mut();
                let mut below = attributes_under(handles.device);
                let _status = wdf!(WdfWaitLockCreate, &raw mut below, &raw mut lock);
                note_status(wdf!(WdfWaitLockAcquire, lock, null_mut()));
                note(irql());
                wdf!(WdfWaitLockRelease, lock);
            }),
        ),
        row(
            "WdfWorkItemCreate without a parent",
            "c0200212",
            in_device_add(|_| {
                create_work_item(&mut attributes());
            }),
        ),
        row(
            "WdfWorkItemCreate below the device; enqueued twice before it runs",
            "00000000 EvtWorkItem at 0",
            in_device_add(|handles| {
                let item = create_work_item(&mut attributes_under(handles.device));
                wdf!(WdfWorkItemEnqueue, item);
                wdf!(WdfWorkItemEnqueue, item);
            }),
        ),
    ]);
}
