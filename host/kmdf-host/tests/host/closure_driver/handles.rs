//! Handles, and the calls that tests make with them. A handle may be stale or of another type: the
//! host checks handles.

use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::Arc;

use wdk_sys::{
    NTSTATUS, PVOID, WDF_IO_QUEUE_STATE, WDFCOLLECTION, WDFDEVICE, WDFDPC, WDFDRIVER,
    WDFFILEOBJECT, WDFIOTARGET, WDFMEMORY, WDFOBJECT, WDFQUEUE, WDFREQUEST, WDFSPINLOCK, WDFTIMER,
    WDFWAITLOCK, WDFWORKITEM,
};

use super::attributes::{Attributes, ContextType};
use super::entry;
use super::state::{Keep, lock, state};

/// Calls a DDI.
macro_rules! ddi {
    ($name:ident $(, $argument:expr)* $(,)?) => {
        // SAFETY: the host checks handles; every pointer is NULL or points to a live variable.
        unsafe { wdk_sys::call_unsafe_wdf_function_binding!($name $(, $argument)*) }
    };
}
pub(crate) use ddi;

macro_rules! handles {
    ($($name:ident $raw:ty;)*) => {
        $(
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name(pub $raw);

            // SAFETY: a handle is a number; the host never follows it.
            unsafe impl Send for $name {}
            // SAFETY: a handle is a number; the host never follows it.
            unsafe impl Sync for $name {}

            impl $name {
                #[allow(dead_code, reason = "tests use only some handles as objects")]
                pub fn object(self) -> Object {
                    Object(self.0.cast())
                }
            }

            impl Keep for $name {
                fn to_bits(self) -> usize {
                    self.0.addr()
                }

                fn from_bits(bits: usize) -> Self {
                    Self(std::ptr::without_provenance_mut(bits))
                }
            }
        )*
    };
}

handles! {
    Object WDFOBJECT;
    Driver WDFDRIVER;
    Device WDFDEVICE;
    Queue WDFQUEUE;
    Request WDFREQUEST;
    Timer WDFTIMER;
    SpinLock WDFSPINLOCK;
    WaitLock WDFWAITLOCK;
    FileObject WDFFILEOBJECT;
    WorkItem WDFWORKITEM;
    Dpc WDFDPC;
    Collection WDFCOLLECTION;
    Target WDFIOTARGET;
    Memory WDFMEMORY;
}

/// The handle from a create function, or its failure status.
pub fn created<T>(status: NTSTATUS, handle: T) -> Result<T, NTSTATUS> {
    if status >= 0 { Ok(handle) } else { Err(status) }
}

impl Object {
    pub fn create(mut attributes: Attributes) -> Result<Self, NTSTATUS> {
        let mut handle = null_mut();
        let status = ddi!(WdfObjectCreate, attributes.pointer(), &raw mut handle);
        created(status, Self(handle))
    }

    pub fn delete(self) {
        ddi!(WdfObjectDelete, self.0);
    }

    pub fn reference(self) {
        ddi!(WdfObjectReferenceActual, self.0, null_mut(), 0, null_mut());
    }

    pub fn dereference(self) {
        ddi!(WdfObjectDereferenceActual, self.0, null_mut(), 0, null_mut());
    }

    pub fn context(self, of: &'static ContextType) -> *mut u8 {
        ddi!(WdfObjectGetTypedContextWorker, self.0, of.info()).cast()
    }

    pub fn allocate_context(self, mut attributes: Attributes) -> (NTSTATUS, *mut u8) {
        let mut context: *mut c_void = null_mut();
        let attributes = attributes.pointer();
        let status = ddi!(WdfObjectAllocateContext, self.0, attributes, &raw mut context);
        (status, context.cast())
    }

    pub fn acquire_lock(self) {
        ddi!(WdfObjectAcquireLock, self.0);
    }

    pub fn release_lock(self) {
        ddi!(WdfObjectReleaseLock, self.0);
    }
}

impl Request {
    pub fn complete(self, status: NTSTATUS) {
        ddi!(WdfRequestComplete, self.0, status);
    }

    pub fn complete_with(self, status: NTSTATUS, information: u64) {
        ddi!(WdfRequestCompleteWithInformation, self.0, status, information);
    }

    /// WdfRequestMarkCancelable.
    pub fn mark(self, cancel: impl Fn(Request) + Send + Sync + 'static) {
        lock(&state().cancels).insert(self.0.addr(), Arc::new(cancel));
        ddi!(WdfRequestMarkCancelable, self.0, Some(entry::cancel));
    }

    /// WdfRequestMarkCancelableEx.
    pub fn mark_ex(self, cancel: impl Fn(Request) + Send + Sync + 'static) -> NTSTATUS {
        lock(&state().cancels).insert(self.0.addr(), Arc::new(cancel));
        ddi!(WdfRequestMarkCancelableEx, self.0, Some(entry::cancel))
    }

    pub fn unmark(self) -> NTSTATUS {
        ddi!(WdfRequestUnmarkCancelable, self.0)
    }

    pub fn is_canceled(self) -> bool {
        ddi!(WdfRequestIsCanceled, self.0) != 0
    }

    pub fn forward(self, queue: Queue) -> NTSTATUS {
        ddi!(WdfRequestForwardToIoQueue, self.0, queue.0)
    }

    pub fn requeue(self) -> NTSTATUS {
        ddi!(WdfRequestRequeue, self.0)
    }

    pub fn stop_acknowledge(self, requeue: bool) {
        ddi!(WdfRequestStopAcknowledge, self.0, u8::from(requeue));
    }

    pub fn set_information(self, information: u64) {
        ddi!(WdfRequestSetInformation, self.0, information);
    }

    /// WdfRequestRetrieveInputBuffer or WdfRequestRetrieveOutputBuffer: the address and the length.
    pub fn buffer(self, output: bool, minimum: usize) -> Result<(*mut u8, usize), NTSTATUS> {
        let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
        let (at, size) = (&raw mut buffer, &raw mut length);
        let status = if output {
            ddi!(WdfRequestRetrieveOutputBuffer, self.0, minimum, at, size)
        } else {
            ddi!(WdfRequestRetrieveInputBuffer, self.0, minimum, at, size)
        };
        created(status, (buffer.cast(), length))
    }

    /// The type of WdfRequestGetParameters.
    pub fn parameters(self) -> i32 {
        self.all_parameters().Type
    }

    /// The offset on the device in WdfRequestGetParameters, of a read or a write.
    pub fn offset(self) -> i64 {
        // SAFETY: both members have the same type.
        unsafe { self.all_parameters().Parameters.Read }.DeviceOffset
    }

    fn all_parameters(self) -> wdk_sys::WDF_REQUEST_PARAMETERS {
        let mut parameters = wdk_sys::WDF_REQUEST_PARAMETERS {
            Size: super::attributes::size_of_c::<wdk_sys::WDF_REQUEST_PARAMETERS>()
                .try_into()
                .expect("a small structure"),
            ..Default::default()
        };
        ddi!(WdfRequestGetParameters, self.0, &raw mut parameters);
        parameters
    }

    pub fn file_object(self) -> FileObject {
        FileObject(ddi!(WdfRequestGetFileObject, self.0))
    }
}

impl Queue {
    pub fn start(self) {
        ddi!(WdfIoQueueStart, self.0);
    }

    /// WdfIoQueueGetState: the state bits, and the numbers of queued and driver-owned requests.
    pub fn state(self) -> (WDF_IO_QUEUE_STATE, u32, u32) {
        let (mut queued, mut owned) = (0, 0);
        let bits = ddi!(WdfIoQueueGetState, self.0, &raw mut queued, &raw mut owned);
        (bits, queued, owned)
    }

    pub fn next(self) -> Result<Request, NTSTATUS> {
        let mut request = null_mut();
        let status = ddi!(WdfIoQueueRetrieveNextRequest, self.0, &raw mut request);
        created(status, Request(request))
    }

    pub fn stop_synchronously(self) {
        ddi!(WdfIoQueueStopSynchronously, self.0);
    }

    pub fn drain_synchronously(self) {
        ddi!(WdfIoQueueDrainSynchronously, self.0);
    }

    pub fn purge_synchronously(self) {
        ddi!(WdfIoQueuePurgeSynchronously, self.0);
    }

    pub fn stop_and_purge_synchronously(self) {
        ddi!(WdfIoQueueStopAndPurgeSynchronously, self.0);
    }
}

/// The asynchronous forms, which call back when the queue is idle.
macro_rules! with_callback {
    ($($method:ident $ddi:ident;)*) => {
        impl Queue {
            $(
                pub fn $method(self, done: impl Fn(Queue) + Send + Sync + 'static) {
                    let state = state();
                    let index = {
                        let mut finished = lock(&state.finished);
                        finished.push(Arc::new(done));
                        finished.len() - 1
                    };
                    let context = std::ptr::without_provenance_mut(index);
                    ddi!($ddi, self.0, Some(entry::queue_state), context);
                }
            )*
        }
    };
}

impl Queue {
    /// WdfIoQueuePurge without a callback.
    pub fn purge_unnoticed(self) {
        ddi!(WdfIoQueuePurge, self.0, None, null_mut());
    }
}

with_callback! {
    stop WdfIoQueueStop;
    drain WdfIoQueueDrain;
    purge WdfIoQueuePurge;
    stop_and_purge WdfIoQueueStopAndPurge;
}

impl Timer {
    pub fn start(self, due_time: i64) -> bool {
        ddi!(WdfTimerStart, self.0, due_time) != 0
    }

    pub fn stop(self, wait: bool) -> bool {
        ddi!(WdfTimerStop, self.0, u8::from(wait)) != 0
    }

    pub fn parent(self) -> Object {
        Object(ddi!(WdfTimerGetParentObject, self.0))
    }
}

impl SpinLock {
    pub fn create(mut attributes: Attributes) -> Result<Self, NTSTATUS> {
        let mut handle = null_mut();
        let status = ddi!(WdfSpinLockCreate, attributes.pointer(), &raw mut handle);
        created(status, Self(handle))
    }

    pub fn acquire(self) {
        ddi!(WdfSpinLockAcquire, self.0);
    }

    pub fn release(self) {
        ddi!(WdfSpinLockRelease, self.0);
    }
}

impl WaitLock {
    pub fn create(mut attributes: Attributes) -> Result<Self, NTSTATUS> {
        let mut handle = null_mut();
        let status = ddi!(WdfWaitLockCreate, attributes.pointer(), &raw mut handle);
        created(status, Self(handle))
    }

    /// WdfWaitLockAcquire without a timeout.
    pub fn acquire(self) -> NTSTATUS {
        ddi!(WdfWaitLockAcquire, self.0, null_mut())
    }

    /// WdfWaitLockAcquire with a timeout in seconds.
    pub fn acquire_within(self, seconds: i64) -> NTSTATUS {
        let mut timeout = -10_000_000 * seconds;
        ddi!(WdfWaitLockAcquire, self.0, &raw mut timeout)
    }

    pub fn release(self) {
        ddi!(WdfWaitLockRelease, self.0);
    }
}
