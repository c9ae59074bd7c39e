//! A request that waits and may be cancelled, and the protocol that decides who completes it.
//!
//! Two callbacks may want to complete a request that is marked cancelable: the tick and
//! `EvtRequestCancel`. The framework decides between them. If `WdfRequestUnmarkCancelable` succeeds,
//! the tick owns the request. If it returns `STATUS_CANCELLED`, `EvtRequestCancel` owns the request,
//! and has run, is running or will run. No state of the driver's own can tell the two cases apart;
//! only this status does.
//!
//! ```text
//! EvtIoRead, EvtIoWrite   Request ── hold ──▶ PendingRequest          marked cancelable
//! EvtTimerFunc            PendingRequest ── take ──▶ Request          unmarked: completes it
//! EvtRequestCancel        PendingRequest ── reclaim(Cancellation) ──▶ CanceledRequest: returns it
//! ```

use core::{marker::PhantomData, mem::ManuallyDrop};

use wdk_sys::WDFREQUEST;

use super::{
    NtStatus, Request, debug_println,
    presentation::{QueueContext, evt_request_cancel},
    wdf_call,
};

/// The place for one request that waits. A request is marked cancelable only while it lies here.
///
/// The place is part of the state of a queue with the context `T`, whose `EvtRequestCancel` gets the
/// cancellation. Every method takes `&mut self`: the lock that gives exclusive access to the state,
/// the framework's or the driver's own, also orders marking, unmarking and the cancel callback.
pub struct PendingRequest<T: QueueContext> {
    /// Marked cancelable. The request stays here until it is unmarked or reclaimed, and is not
    /// completed earlier, so its handle stays valid. `ManuallyDrop`, because dropping a [`Request`]
    /// completes it.
    held: Option<ManuallyDrop<Request>>,
    queue: PhantomData<fn() -> T>,
}

impl<T: QueueContext> PendingRequest<T> {
    /// An empty place.
    pub const fn new() -> Self {
        Self { held: None, queue: PhantomData }
    }

    /// Marks a request cancelable and holds it. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// Returns the request, to be completed with the status: `STATUS_CANCELLED` if the request was
    /// cancelled before (its cancel callback will not run), `STATUS_DEVICE_BUSY` if another request
    /// is held already.
    #[inline(always)]
    pub fn hold(&mut self, request: Request) -> Result<(), (Request, NtStatus)> {
        if self.held.is_some() {
            return Err((request, NtStatus::DEVICE_BUSY));
        }
        // SAFETY: the driver owns the request, which is not marked. `Ex` matters: for a request that
        // was cancelled before, `WdfRequestMarkCancelable` would have the callback called.
        let status = unsafe {
            wdf_call!(WdfRequestMarkCancelableEx, request.raw(), Some(evt_request_cancel::<T>))
        };
        match NtStatus::check(status) {
            Ok(()) => {
                self.held = Some(ManuallyDrop::new(request));
                Ok(())
            }
            Err(status) => Err((request, status)),
        }
    }

    /// Unmarks the held request and returns it. `None` if no request is held, or if the request was
    /// cancelled and belongs to its cancel callback. `DISPATCH_LEVEL` at most.
    #[inline(always)]
    pub fn take(&mut self) -> Option<Request> {
        let request = self.held.as_ref()?.raw();
        // SAFETY: the request is marked and not completed: only this type gives it away, and the
        // place is empty afterwards.
        let status = unsafe { wdf_call!(WdfRequestUnmarkCancelable, request) };
        // After a failure the request stays here until the cancel callback reclaims it.
        NtStatus::check(status).ok()?;
        self.held.take().map(ManuallyDrop::into_inner)
    }

    /// Returns the held request to its cancel callback.
    ///
    /// A context has one place. With several, a callback could ask the wrong one: the request is then
    /// never completed, because the place that holds the request still uses the handle.
    pub fn reclaim(&mut self, Cancellation(request): Cancellation) -> CanceledRequest {
        let held = self.held.take_if(|held| held.raw() == request);
        CanceledRequest(held.map(ManuallyDrop::into_inner))
    }
}

impl<T: QueueContext> Drop for PendingRequest<T> {
    fn drop(&mut self) {
        // Dropping a request completes it.
        drop(self.take());
    }
}

/// The argument of `EvtRequestCancel`: a request that was cancelled and that the callback owns.
/// [`PendingRequest::reclaim`] exchanges the cancellation for the request, which the callback returns.
/// A callback that drops the cancellation has nothing to return, and does not compile.
#[must_use = "nobody else completes the request"]
pub struct Cancellation(WDFREQUEST);

impl Cancellation {
    /// # Safety
    /// The framework has passed this request to its `EvtRequestCancel`.
    pub(super) const unsafe fn new(request: WDFREQUEST) -> Self {
        Self(request)
    }
}

/// A cancelled request, which `EvtRequestCancel` returns to be completed with `STATUS_CANCELLED`.
#[must_use = "nobody else completes the request"]
pub struct CanceledRequest(Option<Request>);

impl CanceledRequest {
    /// Completes the request. `DISPATCH_LEVEL` at most; hold no lock that the queue's callbacks take.
    pub(super) fn complete(self) {
        match self.0 {
            Some(request) => request.complete(NtStatus::CANCELLED),
            None => debug_println!("a cancelled request was not in its place"),
        }
    }
}
