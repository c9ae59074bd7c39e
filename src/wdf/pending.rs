//! A request that waits and may be cancelled: the protocol between its holder and cancellation.
//!
//! While a request is marked cancelable, two may want to complete it: the driver's own code and
//! `EvtRequestCancel`. The framework decides. Unmarking succeeds for the driver, or it returns
//! `STATUS_CANCELLED`, and then the request is the callback's, which has run, is running or will
//! run. A state kept by the driver cannot know this; the answer to the unmarking does.

use core::{marker::PhantomData, mem::ManuallyDrop};

use wdk_sys::WDFREQUEST;

use super::{
    NtStatus, Request,
    presentation::{QueueContext, evt_request_cancel},
    wdf_call,
};

/// The place of one request that waits: the only place where a request is marked cancelable.
///
/// It belongs to the state of a queue with the context `T`, whose callback gets the cancellation.
/// All that is done with it takes `&mut self`: what gives exclusive access to the state, the
/// framework's lock or the driver's own, also orders marking, unmarking and the callback.
pub struct PendingRequest<T: QueueContext> {
    /// Marked, so it must not be dropped: that would complete it. It stays here until it is unmarked
    /// or reclaimed, and is not completed before that, which keeps its handle valid.
    held: Option<ManuallyDrop<Request>>,
    queue: PhantomData<fn() -> T>,
}

impl<T: QueueContext> PendingRequest<T> {
    /// A place without a request.
    pub const fn new() -> Self {
        Self { held: None, queue: PhantomData }
    }

    /// Marks a request cancelable and holds it. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// The request comes back, to be completed with the status: `STATUS_CANCELLED` if it was
    /// cancelled before (the callback is not called then), `STATUS_DEVICE_BUSY` if the place is
    /// taken.
    pub fn hold(&mut self, request: Request) -> Result<(), (Request, NtStatus)> {
        if self.held.is_some() {
            return Err((request, NtStatus::DEVICE_BUSY));
        }
        // SAFETY: the driver owns the request, and it is not marked. Unlike its elder namesake, this
        // function does not call the callback before it returns.
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

    /// Takes the request back, if there is one and cancellation has not got it.
    /// `DISPATCH_LEVEL` at most.
    pub fn take(&mut self) -> Option<Request> {
        let request = self.held.as_ref()?.raw();
        // SAFETY: the request is marked and not completed: only this place gives it away, and that
        // empties the place.
        let status = unsafe { wdf_call!(WdfRequestUnmarkCancelable, request) };
        // On failure it stays here, for the callback to reclaim.
        NtStatus::check(status).ok()?;
        self.held.take().map(ManuallyDrop::into_inner)
    }

    /// Takes the request on behalf of its cancel callback.
    ///
    /// # Errors
    /// The cancellation comes back if it is of a request that is not here.
    pub fn reclaim(&mut self, cancellation: Cancellation) -> Result<CanceledRequest, Cancellation> {
        let request = self.held.take_if(|held| held.raw() == cancellation.0);
        request.map(ManuallyDrop::into_inner).map(CanceledRequest).ok_or(cancellation)
    }
}

impl<T: QueueContext> Drop for PendingRequest<T> {
    fn drop(&mut self) {
        // A request that is still here is dropped, which completes it.
        drop(self.take());
    }
}

/// What `EvtRequestCancel` is told: the framework has cancelled this request, and the callback owns
/// it now. [`PendingRequest::reclaim`] turns it into the request.
#[must_use = "the request is completed by nobody else"]
pub struct Cancellation(WDFREQUEST);

impl Cancellation {
    /// # Safety
    /// The framework has passed this request to its `EvtRequestCancel`.
    pub(super) const unsafe fn new(request: WDFREQUEST) -> Self {
        Self(request)
    }
}

/// A cancelled request: it can only be completed. To mark it once more would be a mistake.
#[must_use = "the request is completed by nobody else"]
pub struct CanceledRequest(Request);

impl CanceledRequest {
    /// Completes the request with `STATUS_CANCELLED`. `DISPATCH_LEVEL` at most; hold no lock that
    /// the queue's callbacks take.
    pub fn complete(self) {
        self.0.complete(NtStatus::CANCELLED);
    }
}
