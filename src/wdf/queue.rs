//! An I/O queue.

use core::{marker::PhantomData, ptr};

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_TRI_STATE, BOOLEAN, WDF_IO_QUEUE_CONFIG,
    WDF_OBJECT_ATTRIBUTES, WDFQUEUE,
};

use super::{
    Device, NtResult, NtStatus, context,
    handle::Handle,
    presentation::{Presentation, QueueContext, evt_io_read, evt_io_write},
    size_of_structure, wdf_call,
};

/// An I/O queue, whose context is a `T` where that is known.
pub struct Queue<T = ()> {
    handle: Handle<WDFQUEUE>,
    context: PhantomData<fn() -> T>,
}

impl<T: QueueContext> Queue<T> {
    /// Creates a device's default queue for reads and writes. `PASSIVE_LEVEL`.
    ///
    /// It is sequential: one request is with the driver at a time. It is power-managed: it presents
    /// requests while the device is in its working state. Other requests, and reads and writes of no
    /// length, the framework completes by itself.
    ///
    /// `make_context` gets the new queue, as the parent of what the context is made of. Requests
    /// that come before there is a context fail.
    ///
    /// # Errors
    /// The status of `WdfIoQueueCreate` or of `make_context`.
    pub fn create_default(
        device: &Device<'_>,
        make_context: impl FnOnce(&Self) -> NtResult<T>,
    ) -> NtResult<Self> {
        let mut config = WDF_IO_QUEUE_CONFIG {
            Size: size_of_structure::<WDF_IO_QUEUE_CONFIG>(),
            DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential,
            PowerManaged: _WDF_TRI_STATE::WdfUseDefault,
            AllowZeroLengthRequests: BOOLEAN::from(false),
            DefaultQueue: BOOLEAN::from(true),
            EvtIoRead: Some(evt_io_read::<T>),
            EvtIoWrite: Some(evt_io_write::<T>),
            ..Default::default()
        };
        let mut attributes = WDF_OBJECT_ATTRIBUTES {
            SynchronizationScope: T::Object::SCOPE,
            ..context::attributes_with::<T>()
        };
        let mut handle: WDFQUEUE = ptr::null_mut();
        // SAFETY: the device is live and the three pointers are valid for the call. The callbacks
        // and the scope are those of the context's kind.
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
        let queue = Self { handle: unsafe { Handle::reference(handle) }, context: PhantomData };
        let value = make_context(&queue)?;
        // SAFETY: the queue is live and its context is filled here only.
        unsafe { context::fill(handle.cast(), value) }?;
        Ok(queue)
    }
}

impl<T> Queue<T> {
    /// Forgets what the context is.
    pub fn erase(self) -> Queue {
        Queue { handle: self.handle, context: PhantomData }
    }

    /// Lets the queue accept and present requests. `DISPATCH_LEVEL` at most.
    pub fn start(&self) {
        // SAFETY: the handle keeps its queue.
        unsafe { wdf_call!(WdfIoQueueStart, self.raw()) };
    }

    /// Stops presenting requests, and waits until the driver has completed those that it holds.
    /// Requests are still accepted. `PASSIVE_LEVEL`, and not from a callback of the queue.
    pub fn stop_synchronously(&self) {
        // SAFETY: the handle keeps its queue.
        unsafe { wdf_call!(WdfIoQueueStopSynchronously, self.raw()) };
    }

    /// The handle, valid as long as `self`.
    pub(super) const fn raw(&self) -> WDFQUEUE {
        self.handle.raw()
    }
}
