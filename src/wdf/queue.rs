//! An I/O queue.

use core::{marker::PhantomData, ptr};

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_TRI_STATE, BOOLEAN, WDF_IO_QUEUE_CONFIG,
    WDF_OBJECT_ATTRIBUTES, WDF_SYNCHRONIZATION_SCOPE, WDFQUEUE,
};

use super::{
    Context, Device, NtResult, NtStatus, context,
    handle::Handle,
    presentation::{QueueContext, QueueKind, evt_io_read, evt_io_write},
    size_of_structure, wdf_call,
};

/// An I/O queue. `T` is the type of its context, or `()` where the type does not matter.
pub struct Queue<T = ()> {
    handle: Handle<WDFQUEUE>,
    context: PhantomData<fn() -> T>,
}

impl<T: QueueContext> Queue<T> {
    /// Creates a device's default queue for reads and writes. `PASSIVE_LEVEL`.
    ///
    /// The queue is sequential: the driver owns at most one of its requests at a time. It is
    /// power-managed: it presents requests only while the device is in its working state. The
    /// framework completes all other requests, and reads and writes of length 0, by itself.
    ///
    /// `make_context` gets the new queue, to be the parent of the objects in the context. A request
    /// that arrives before the context is filled fails.
    ///
    /// # Errors
    /// The status of `WdfIoQueueCreate` or of `make_context`.
    pub fn create_default(
        device: &Device<'_>,
        make_context: impl FnOnce(&Self) -> NtResult<T>,
    ) -> NtResult<Self> {
        let config = WDF_IO_QUEUE_CONFIG {
            Size: size_of_structure::<WDF_IO_QUEUE_CONFIG>(),
            DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential,
            PowerManaged: _WDF_TRI_STATE::WdfUseDefault,
            AllowZeroLengthRequests: BOOLEAN::from(false),
            DefaultQueue: BOOLEAN::from(true),
            EvtIoRead: Some(evt_io_read::<T>),
            EvtIoWrite: Some(evt_io_write::<T>),
            ..Default::default()
        };
        // SAFETY: the callbacks and the scope are those of the context's kind of queue.
        unsafe { Self::create(device, config, T::Object::SCOPE, make_context) }
    }
}

impl<T: Context> Queue<T> {
    /// Creates a queue, and its context from the queue.
    ///
    /// # Safety
    /// The callbacks of `config` are for a queue with the context `T` and the synchronization `scope`.
    pub(super) unsafe fn create(
        device: &Device<'_>,
        config: WDF_IO_QUEUE_CONFIG,
        scope: WDF_SYNCHRONIZATION_SCOPE,
        make_context: impl FnOnce(&Self) -> NtResult<T>,
    ) -> NtResult<Self> {
        let attributes = WDF_OBJECT_ATTRIBUTES {
            SynchronizationScope: scope,
            ..context::attributes_with::<T>()
        };
        // SAFETY: guaranteed by the caller, whose context the attributes give the queue.
        let handle = unsafe { create(device, config, attributes) }?;
        let queue = Self { handle, context: PhantomData };
        let value = make_context(&queue)?;
        // SAFETY: the queue is live and has this context, which is filled only here.
        unsafe { context::fill(queue.raw().cast(), value) };
        Ok(queue)
    }
}

/// Creates the object of a queue.
///
/// # Safety
/// The callbacks of `config` are for a queue with the context and the scope of `attributes`.
pub(super) unsafe fn create(
    device: &Device<'_>,
    mut config: WDF_IO_QUEUE_CONFIG,
    mut attributes: WDF_OBJECT_ATTRIBUTES,
) -> NtResult<Handle<WDFQUEUE>> {
    let mut handle: WDFQUEUE = ptr::null_mut();
    // SAFETY: the device is live, and the three pointers are valid for the call. The caller guarantees
    // that the callbacks fit the attributes.
    let status = unsafe {
        wdf_call!(
            WdfIoQueueCreate,
            device.raw(),
            &raw mut config,
            &raw mut attributes,
            &raw mut handle
        )
    };
    NtStatus::check(status)?;
    // SAFETY: the framework has just created the queue.
    Ok(unsafe { Handle::reference(handle) })
}

impl<T> Queue<T> {
    /// The same queue without the type of its context.
    pub fn erase(self) -> Queue {
        Queue { handle: self.handle, context: PhantomData }
    }

    /// Starts accepting and presenting requests. `DISPATCH_LEVEL` at most.
    pub fn start(&self) {
        // SAFETY: the handle keeps the queue object.
        unsafe { wdf_call!(WdfIoQueueStart, self.raw()) };
    }

    /// Stops presenting requests, and waits until the driver has completed the one that it owns. The
    /// queue still accepts requests. `PASSIVE_LEVEL`, and not from a callback of the queue.
    pub fn stop_synchronously(&self) {
        // SAFETY: the handle keeps the queue object.
        unsafe { wdf_call!(WdfIoQueueStopSynchronously, self.raw()) };
    }

    /// The handle, valid as long as `self`.
    pub(super) const fn raw(&self) -> WDFQUEUE {
        self.handle.raw()
    }
}
