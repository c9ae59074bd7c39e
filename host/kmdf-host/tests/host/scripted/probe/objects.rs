//! Objects that live for one control code, and the callbacks for the end of every object.

use std::ptr::null_mut;

use wdk_sys::{
    _POOL_TYPE, NT_SUCCESS, NTSTATUS, STATUS_SUCCESS, WDF_OBJECT_ATTRIBUTES, WDFMEMORY, WDFOBJECT,
    WDFQUEUE, WDFREQUEST,
};

use crate::raw_driver::{attributes, attributes_under, wdf};

extern "C" fn evt_cleanup(_: WDFOBJECT) {}

extern "C" fn evt_destroy(_: WDFOBJECT) {}

/// Attributes whose callbacks show the end of the object in the trace.
pub fn traced() -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        EvtCleanupCallback: Some(evt_cleanup),
        EvtDestroyCallback: Some(evt_destroy),
        ..attributes()
    }
}

/// [`traced`] attributes with a parent.
pub fn traced_under<T>(parent: *mut T) -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES { ParentObject: attributes_under(parent).ParentObject, ..traced() }
}

/// Deletes an object with two children, the first of which outlives the deletion by a reference.
pub fn delete_family(queue: WDFQUEUE) -> NTSTATUS {
    let device = wdf!(WdfIoQueueGetDevice, queue);
    let mut objects: [WDFOBJECT; 3] = [null_mut(); 3];
    for index in 0..objects.len() {
        let parent = if index == 0 { device.cast() } else { objects[0] };
        let mut attributes = traced_under::<_>(parent);
        let status = wdf!(WdfObjectCreate, &raw mut attributes, &raw mut objects[index]);
        if !NT_SUCCESS(status) {
            return status;
        }
    }
    let [parent, first, _] = objects;
    wdf!(WdfObjectReferenceActual, first, null_mut(), 0, null_mut());
    wdf!(WdfObjectDelete, parent);
    wdf!(WdfObjectDereferenceActual, first, null_mut(), 0, null_mut());
    STATUS_SUCCESS
}

/// Creates a memory object that ends with a request.
pub fn create_memory(request: WDFREQUEST) -> NTSTATUS {
    let mut attributes = traced_under(request);
    let (mut memory, mut buffer): (WDFMEMORY, _) = (null_mut(), null_mut());
    let (pool, tag) = (_POOL_TYPE::NonPagedPoolNx, u32::from_le_bytes(*b"Prob"));
    let (memory, buffer) = (&raw mut memory, &raw mut buffer);
    wdf!(WdfMemoryCreate, &raw mut attributes, pool, tag, 100, memory, buffer)
}
