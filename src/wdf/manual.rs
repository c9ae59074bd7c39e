//! A queue in which requests wait until the driver takes them.

use core::{mem::ManuallyDrop, ptr};

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_TRI_STATE, WDF_IO_QUEUE_CONFIG, WDFQUEUE, WDFREQUEST,
};

use super::{
    Device, NtResult, NtStatus, Request, context, handle::Handle, queue, size_of_structure,
    wdf_call,
};

/// A queue without callbacks, which is power-managed. The framework owns the requests in the queue: it
/// completes those that are cancelled, or whose device is removed, with `STATUS_CANCELLED`.
pub struct ManualQueue(Handle<WDFQUEUE>);

impl ManualQueue {
    /// Creates a manual queue of a device. `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// The status of `WdfIoQueueCreate`.
    pub fn create(device: &Device<'_>) -> NtResult<Self> {
        let config = WDF_IO_QUEUE_CONFIG {
            Size: size_of_structure::<WDF_IO_QUEUE_CONFIG>(),
            DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchManual,
            PowerManaged: _WDF_TRI_STATE::WdfUseDefault,
            ..Default::default()
        };
        // SAFETY: the queue has no callbacks.
        unsafe { queue::create(device, config, context::attributes()) }.map(Self)
    }

    /// Lets a request of another queue wait here. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// Returns the request, to be completed with the status, if the queue accepts no requests.
    pub fn add(&self, request: Request) -> Result<(), (Request, NtStatus)> {
        // Dropping a request completes it, and the framework owns one that it has taken.
        let request = ManuallyDrop::new(request);
        // SAFETY: the driver owns the request, which is not marked cancelable, and the handle keeps
        // the queue object.
        let status = unsafe { wdf_call!(WdfRequestForwardToIoQueue, request.raw(), self.0.raw()) };
        NtStatus::check(status).map_err(|status| (ManuallyDrop::into_inner(request), status))
    }

    /// Takes the request that waits longest. `None` if no request waits, or while the device is not in
    /// its working state. `DISPATCH_LEVEL` at most.
    pub fn take(&self) -> Option<Request> {
        let mut request: WDFREQUEST = ptr::null_mut();
        // SAFETY: the handle keeps the queue object, and the pointer is valid for the call.
        let status =
            unsafe { wdf_call!(WdfIoQueueRetrieveNextRequest, self.0.raw(), &raw mut request) };
        NtStatus::check(status).ok()?;
        // SAFETY: the framework has just given the request to the driver.
        Some(unsafe { Request::new(request) })
    }
}
