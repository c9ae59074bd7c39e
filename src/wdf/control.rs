//! A queue for device control requests, and the callbacks of its context.

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_SYNCHRONIZATION_SCOPE, _WDF_TRI_STATE, BOOLEAN, ULONG,
    WDF_IO_QUEUE_CONFIG, WDFQUEUE, WDFREQUEST,
};

use super::{Context, Device, NtResult, Queue, Request, context, size_of_structure};

/// The callbacks of a queue for device control requests. The framework calls any of them at any
/// time, on several processors, and holds no lock.
pub trait ControlQueue: Context<Object = Control> + Sync {
    /// `EvtIoDeviceControl`: a request with a control code arrives. `DISPATCH_LEVEL` at most.
    fn control(&self, request: Request, control: DeviceControl);
    /// `EvtWorkItem` of the queue's [`WorkItem`](super::WorkItem). `PASSIVE_LEVEL`.
    fn work(&self);
}

/// The kind of queue whose context implements [`ControlQueue`].
pub enum Control {}

/// What a device control request asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceControl {
    /// The control code (`IoControlCode`).
    pub code: u32,
    /// The length of the input buffer, in bytes.
    pub input_length: usize,
    /// The length of the output buffer, in bytes.
    pub output_length: usize,
}

impl<T: ControlQueue> Queue<T> {
    /// Creates a device's default queue for device control requests. `PASSIVE_LEVEL`.
    ///
    /// The queue is parallel: the framework presents each request at once. The queue is
    /// power-managed: it presents requests only while the device is in its working state. The
    /// framework completes all other requests by itself.
    ///
    /// `make_context` gets the new queue, to be the parent of the objects in the context. A request
    /// that arrives before the context is filled fails.
    ///
    /// # Errors
    /// The status of `WdfIoQueueCreate` or of `make_context`.
    pub fn create_for_control(
        device: &Device<'_>,
        make_context: impl FnOnce(&Self) -> NtResult<T>,
    ) -> NtResult<Self> {
        let config = parallel(evt_io_device_control::<T>);
        let scope = _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeNone;
        // SAFETY: the callback is for this context, which it only shares.
        unsafe { Self::create(device, config, scope, make_context) }
    }
}

/// The configuration of a default queue that presents each device control request at once, while the
/// device is in its working state.
pub(super) fn parallel(
    control: unsafe extern "C" fn(WDFQUEUE, WDFREQUEST, usize, usize, ULONG),
) -> WDF_IO_QUEUE_CONFIG {
    let mut config = WDF_IO_QUEUE_CONFIG {
        Size: size_of_structure::<WDF_IO_QUEUE_CONFIG>(),
        DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel,
        PowerManaged: _WDF_TRI_STATE::WdfUseDefault,
        DefaultQueue: BOOLEAN::from(true),
        EvtIoDeviceControl: Some(control),
        ..Default::default()
    };
    // `WDF_IO_QUEUE_CONFIG_INIT` sets this for a parallel queue: no limit.
    config.Settings.Parallel.NumberOfPresentedRequests = ULONG::MAX;
    config
}

/// `EvtIoDeviceControl`
unsafe extern "C" fn evt_io_device_control<T: ControlQueue>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    output_length: usize,
    input_length: usize,
    code: ULONG,
) {
    // SAFETY: the framework delivers the request here, once. Without a context it is dropped.
    let request = unsafe { Request::new(request) };
    // SAFETY: the framework passes a live queue, which `Queue::create` gave this context.
    let Some(context) = (unsafe { context::get::<T>(queue.cast()) }) else { return };
    // SAFETY: the context is filled and only shared, and the queue outlives its callbacks.
    let context = unsafe { context.as_ref() };
    context.control(request, DeviceControl { code, input_length, output_length });
}
