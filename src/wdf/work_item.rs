//! A work item of a queue: work at `PASSIVE_LEVEL`.

use core::ptr;

use wdk_sys::{BOOLEAN, WDF_OBJECT_ATTRIBUTES, WDF_WORKITEM_CONFIG, WDFWORKITEM};

use super::{
    ControlQueue, NtResult, NtStatus, Queue, context, handle::Handle, size_of_structure, wdf_call,
};

/// A work item that calls `work` of its queue's context on a system thread, at `PASSIVE_LEVEL`.
pub struct WorkItem(Handle<WDFWORKITEM>);

impl WorkItem {
    /// Creates a work item as a child of the queue. `PASSIVE_LEVEL`.
    ///
    /// The framework deletes the work item with the queue, and first waits for its callback.
    ///
    /// # Errors
    /// The status of `WdfWorkItemCreate`.
    pub fn create<T: ControlQueue>(queue: &Queue<T>) -> NtResult<Self> {
        let mut config = WDF_WORKITEM_CONFIG {
            Size: size_of_structure::<WDF_WORKITEM_CONFIG>(),
            EvtWorkItemFunc: Some(evt_work_item::<T>),
            // A queue without synchronization has no lock to hold.
            AutomaticSerialization: BOOLEAN::from(false),
        };
        let mut attributes =
            WDF_OBJECT_ATTRIBUTES { ParentObject: queue.raw().cast(), ..context::attributes() };
        let mut handle: WDFWORKITEM = ptr::null_mut();
        // SAFETY: the parent is live, and the three pointers are valid for the call. The callback is
        // for the queue's context.
        let status = unsafe {
            wdf_call!(WdfWorkItemCreate, &raw mut config, &raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;
        // SAFETY: the framework has just created the work item.
        Ok(Self(unsafe { Handle::reference(handle) }))
    }

    /// Has the work done soon: once more if it is under way, once if it has not begun.
    /// `DISPATCH_LEVEL` at most.
    pub fn enqueue(&self) {
        // SAFETY: the handle keeps the work item.
        unsafe { wdf_call!(WdfWorkItemEnqueue, self.0.raw()) };
    }
}

/// `EvtWorkItem`
unsafe extern "C" fn evt_work_item<T: ControlQueue>(item: WDFWORKITEM) {
    // SAFETY: the framework passes a live work item.
    let queue = unsafe { wdf_call!(WdfWorkItemGetParentObject, item) };
    // SAFETY: the framework keeps the work item's parent.
    let Some(context) = (unsafe { context::get::<T>(queue) }) else { return };
    // SAFETY: the context is filled and only shared, and the queue outlives its children's callbacks.
    let context = unsafe { context.as_ref() };
    context.work();
}
