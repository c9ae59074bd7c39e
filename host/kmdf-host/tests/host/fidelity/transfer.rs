//! The recorded driver's I/O callbacks: one request at a time, which the timer completes.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool};
use wdk_sys::{
    NT_SUCCESS, NTSTATUS, POOL_FLAG_NON_PAGED, PVOID, STATUS_BUFFER_OVERFLOW, STATUS_CANCELLED,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_SUCCESS, ULONG_PTR, WDFMEMORY, WDFOBJECT, WDFQUEUE,
    WDFREQUEST, WDFSPINLOCK, WDFTIMER,
};

use crate::raw_driver::{ContextType, Zeroable, wdf};

/// The longest write, in bytes.
const LIMIT: usize = 40 * 1024;

/// The context of the queue.
pub struct Queue {
    buffer: Cell<PVOID>,
    length: Cell<usize>,
    current: Cell<WDFREQUEST>,
    pub timer: Cell<WDFTIMER>,
    /// `DriverSync` only.
    pub lock: Cell<WDFSPINLOCK>,
}
// SAFETY: cells of pointers and an integer.
unsafe impl Zeroable for Queue {}
pub static QUEUE: ContextType<Queue> = ContextType::new(c"Queue", &QUEUE);

/// The context of a request, in `DriverSync`.
pub struct Request {
    /// The counter of owners: whoever releases the last one completes the request.
    cancel_ownership: Cell<u32>,
}
// SAFETY: a cell of an integer.
unsafe impl Zeroable for Request {}
pub static REQUEST: ContextType<Request> = ContextType::new(c"Request", &REQUEST);

pub extern "C" fn evt_queue_destroy(queue: WDFOBJECT) {
    if let Some(context) = QUEUE.of(queue) {
        replace_buffer(context, null_mut(), 0);
    }
}

fn replace_buffer(context: &Queue, buffer: PVOID, length: usize) {
    context.length.set(length);
    let old = context.buffer.replace(buffer);
    if !old.is_null() {
        // SAFETY: the driver allocated the buffer, and no longer has a pointer to it.
        unsafe { ExFreePool(old) };
    }
}

pub extern "C" fn evt_read<const AUTO: bool>(queue: WDFQUEUE, request: WDFREQUEST, length: usize) {
    let Some(context) = QUEUE.of(queue) else { return };
    if context.buffer.get().is_null() {
        wdf!(WdfRequestCompleteWithInformation, request, STATUS_SUCCESS, 0);
        return;
    }
    let count = length.min(context.length.get());
    let mut memory: WDFMEMORY = null_mut();
    let mut status = wdf!(WdfRequestRetrieveOutputMemory, request, &raw mut memory);
    if NT_SUCCESS(status) {
        status = wdf!(WdfMemoryCopyFromBuffer, memory, 0, context.buffer.get(), count);
    }
    keep_or_fail::<AUTO>(context, request, status, count);
}

pub extern "C" fn evt_write<const AUTO: bool>(queue: WDFQUEUE, request: WDFREQUEST, length: usize) {
    let Some(context) = QUEUE.of(queue) else { return };
    if length > LIMIT {
        wdf!(WdfRequestCompleteWithInformation, request, STATUS_BUFFER_OVERFLOW, 0);
        return;
    }
    let mut memory: WDFMEMORY = null_mut();
    let mut status = wdf!(WdfRequestRetrieveInputMemory, request, &raw mut memory);
    if NT_SUCCESS(status) {
        let tag = u32::from_le_bytes(*b"sam1");
        // SAFETY: any size and tag is allowed.
        let buffer = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, length as u64, tag) };
        status = if buffer.is_null() {
            STATUS_INSUFFICIENT_RESOURCES
        } else {
            replace_buffer(context, buffer, length);
            wdf!(WdfMemoryCopyToBuffer, memory, 0, buffer, length)
        };
    }
    keep_or_fail::<AUTO>(context, request, status, length);
}

/// Keeps a request for the timer, or completes it if `status` is a failure.
fn keep_or_fail<const AUTO: bool>(
    context: &Queue,
    request: WDFREQUEST,
    status: NTSTATUS,
    count: usize,
) {
    if !NT_SUCCESS(status) {
        wdf!(WdfRequestCompleteWithInformation, request, status, 0);
        return;
    }
    wdf!(WdfRequestSetInformation, request, count as ULONG_PTR);
    if AUTO {
        context.current.set(request);
        wdf!(WdfRequestMarkCancelable, request, Some(evt_cancel::<AUTO>));
        return;
    }
    if let Some(own) = REQUEST.of(request) {
        own.cancel_ownership.set(1);
    }
    wdf!(WdfSpinLockAcquire, context.lock.get());
    let status = wdf!(WdfRequestMarkCancelableEx, request, Some(evt_cancel::<AUTO>));
    if NT_SUCCESS(status) {
        context.current.set(request);
    }
    wdf!(WdfSpinLockRelease, context.lock.get());
    if !NT_SUCCESS(status) {
        wdf!(WdfRequestCompleteWithInformation, request, status, 0);
    }
}

/// Takes the current request if `take` returns true, under the driver's lock in `DriverSync`.
fn take_current<const AUTO: bool>(
    context: &Queue,
    take: impl FnOnce(WDFREQUEST) -> bool,
) -> Option<WDFREQUEST> {
    if !AUTO {
        wdf!(WdfSpinLockAcquire, context.lock.get());
    }
    let current = Some(context.current.get()).filter(|request| !request.is_null());
    let taken = current.filter(|request| take(*request));
    if taken.is_some() {
        context.current.set(null_mut());
    }
    if !AUTO {
        wdf!(WdfSpinLockRelease, context.lock.get());
    }
    taken
}

/// Whether the caller must complete the request.
fn take_ownership<const AUTO: bool>(request: WDFREQUEST) -> bool {
    let Some(own) = REQUEST.of(request).filter(|_| !AUTO) else { return AUTO };
    own.cancel_ownership.set(own.cancel_ownership.get().saturating_sub(1));
    own.cancel_ownership.get() == 0
}

extern "C" fn evt_cancel<const AUTO: bool>(request: WDFREQUEST) {
    let queue = wdf!(WdfRequestGetIoQueue, request);
    let Some(context) = QUEUE.of(queue) else { return };
    let taken = take_current::<AUTO>(context, |_| take_ownership::<AUTO>(request));
    if taken.is_some() {
        wdf!(WdfRequestCompleteWithInformation, request, STATUS_CANCELLED, 0);
    }
}

pub extern "C" fn evt_timer<const AUTO: bool>(timer: WDFTIMER) {
    let queue = wdf!(WdfTimerGetParentObject, timer);
    let Some(context) = QUEUE.of(queue) else { return };
    let taken = take_current::<AUTO>(context, |request| {
        let status = wdf!(WdfRequestUnmarkCancelable, request);
        status != STATUS_CANCELLED || (!AUTO && take_ownership::<AUTO>(request))
    });
    if let Some(request) = taken {
        wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
    }
}
