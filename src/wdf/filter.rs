//! The queue of a filter, and the callback of its context.

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_SYNCHRONIZATION_SCOPE, _WDF_TRI_STATE, BOOLEAN, ULONG,
    WDF_IO_QUEUE_CONFIG, WDFQUEUE, WDFREQUEST,
};

use super::{Context, Device, NtResult, Queue, Request, context, size_of_structure};

/// The callback of a filter's queue. The framework calls it at any time, on several processors, and
/// holds no lock.
pub trait FilterQueue: Context<Object = Filter> + Sync {
    /// `EvtIoWrite`: a write of `length` bytes arrives, perhaps of none. `DISPATCH_LEVEL` at most.
    fn write(&self, request: Request, length: usize);
}

/// The kind of queue whose context implements [`FilterQueue`].
pub enum Filter {}

impl<T: FilterQueue> Queue<T> {
    /// Creates the default queue of a filter, for writes. `PASSIVE_LEVEL`.
    ///
    /// The queue is parallel and not power-managed: it presents each write at once, whatever the power
    /// of the device. The framework passes all other requests on to the driver below.
    ///
    /// # Errors
    /// The status of `WdfIoQueueCreate` or of `make_context`.
    pub fn create_for_filter(
        device: &Device<'_>,
        make_context: impl FnOnce(&Self) -> NtResult<T>,
    ) -> NtResult<Self> {
        let mut config = WDF_IO_QUEUE_CONFIG {
            Size: size_of_structure::<WDF_IO_QUEUE_CONFIG>(),
            DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel,
            PowerManaged: _WDF_TRI_STATE::WdfFalse,
            // The framework would complete a write of no bytes, and the driver below never see it.
            AllowZeroLengthRequests: BOOLEAN::from(true),
            DefaultQueue: BOOLEAN::from(true),
            EvtIoWrite: Some(evt_io_write::<T>),
            ..Default::default()
        };
        config.Settings.Parallel.NumberOfPresentedRequests = ULONG::MAX;
        let scope = _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeNone;
        // SAFETY: the callback is for this context, which it only shares.
        unsafe { Self::create(device, config, scope, make_context) }
    }
}

/// `EvtIoWrite`
unsafe extern "C" fn evt_io_write<T: FilterQueue>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {
    // SAFETY: the framework delivers the request here, once. Without a context it is dropped.
    let request = unsafe { Request::new(request) };
    // SAFETY: the framework passes a live queue, which `Queue::create` gave this context.
    let Some(context) = (unsafe { context::get::<T>(queue.cast()) }) else { return };
    // SAFETY: the context is filled and only shared, and the queue outlives its callbacks.
    unsafe { context.as_ref() }.write(request, length);
}
