//! The variant `AutoSync`: the framework calls one callback at a time.
//!
//! The queue has `WdfSynchronizationScopeQueue`, and the timer is serialized with the queue. The
//! framework therefore holds the queue's lock, at `DISPATCH_LEVEL`, around every callback below.
//! Each callback has the state to itself, hence `&mut self`, and takes no lock.
//!
//! Callbacks do not nest on one thread either. Completing a request makes room for the next one,
//! but the framework presents the next one from a DPC, after the completing callback has returned
//! and the lock is released.
#![forbid(unsafe_code)]

use crate::{
    settings::TimerPeriod,
    stored::Stored,
    wdf::{
        self, CanceledRequest, Cancellation, Device, NtResult, NtStatus, PendingRequest, Queue,
        Request, SerializedQueue, Timer,
    },
};

/// The context of the queue: the whole state of a device.
struct AutoSync {
    stored: Stored,
    pending: PendingRequest<Self>,
}

wdf::queue_context!(AutoSync of wdf::Serialized);

/// Creates the device's queue and timer. `PASSIVE_LEVEL`.
pub fn create(device: &Device<'_>, period: TimerPeriod) -> NtResult<(Queue, Timer)> {
    let queue = Queue::create_default(device, |_| {
        Ok(AutoSync { stored: Stored::default(), pending: PendingRequest::new() })
    })?;
    let timer = Timer::create(&queue, period.milliseconds())?;
    Ok((queue.erase(), timer))
}

impl SerializedQueue for AutoSync {
    /// `EvtIoRead`: copies the stored bytes and holds the request. Completes a read of nothing at once.
    fn read(&mut self, mut request: Request, length: usize) {
        match self.stored.copy_to_read(&mut request, length) {
            Ok(0) => request.complete(NtStatus::SUCCESS),
            Ok(_) => self.hold(request),
            Err(status) => request.complete(status),
        }
    }

    /// `EvtIoWrite`: replaces the stored bytes and holds the request.
    fn write(&mut self, mut request: Request, length: usize) {
        match Stored::from_write(&mut request, length) {
            Ok(stored) => {
                self.stored = stored;
                self.hold(request);
            }
            Err(status) => request.complete(status),
        }
    }

    /// `EvtTimerFunc`: completes the held request, unless it was cancelled.
    fn tick(&mut self) {
        if let Some(request) = self.pending.take() {
            request.complete(NtStatus::SUCCESS);
        }
    }

    /// `EvtRequestCancel`: gives up the held request, which is completed at once.
    fn cancel(&mut self, cancellation: Cancellation) -> CanceledRequest {
        self.pending.reclaim(cancellation)
    }
}

impl AutoSync {
    /// Holds a request until the next tick. Completes a request that was cancelled before.
    #[inline(always)]
    fn hold(&mut self, request: Request) {
        if let Err((request, status)) = self.pending.hold(request) {
            request.complete(status);
        }
    }
}
