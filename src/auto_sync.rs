//! The variant `AutoSync`: the framework calls one callback at a time.
//!
//! The queue has `WdfSynchronizationScopeQueue`, and its timer is serialized with it. So the
//! framework holds the queue's lock, at `DISPATCH_LEVEL`, around each callback below. They have the
//! state to themselves, which is what their `&mut self` says, and take no lock.
//!
//! Nor do they run into each other on one thread: a request that is completed here makes room for
//! the next one, but that is presented from a DPC after this callback has given the lock back.
#![forbid(unsafe_code)]

use crate::{
    settings::TimerPeriod,
    stored::Stored,
    wdf::{
        self, Cancellation, Device, NtResult, NtStatus, PendingRequest, Queue, Request,
        SerializedQueue, Timer,
    },
};

/// The queue's context.
struct AutoSync {
    stored: Stored,
    pending: PendingRequest<Self>,
}

wdf::context!(AutoSync of wdf::Serialized);

/// Creates the device's queue and timer. `PASSIVE_LEVEL`.
pub fn create(device: &Device<'_>, period: TimerPeriod) -> NtResult<(Queue, Timer)> {
    let queue = Queue::create_default(device, |_| {
        Ok(AutoSync { stored: Stored::default(), pending: PendingRequest::new() })
    })?;
    let timer = Timer::create(&queue, period.milliseconds())?;
    Ok((queue.erase(), timer))
}

impl SerializedQueue for AutoSync {
    fn read(&mut self, mut request: Request, length: usize) {
        match self.stored.copy_to_read(&mut request, length) {
            Ok(0) => request.complete(NtStatus::SUCCESS),
            Ok(_) => self.hold(request),
            Err(status) => request.complete(status),
        }
    }

    fn write(&mut self, mut request: Request, length: usize) {
        match Stored::from_write(&mut request, length) {
            Ok(stored) => {
                self.stored = stored;
                self.hold(request);
            }
            Err(status) => request.complete(status),
        }
    }

    fn tick(&mut self) {
        if let Some(request) = self.pending.take() {
            request.complete(NtStatus::SUCCESS);
        }
    }

    fn canceled(&mut self, cancellation: Cancellation) {
        if let Ok(request) = self.pending.reclaim(cancellation) {
            request.complete();
        }
    }
}

impl AutoSync {
    /// Keeps a request until the next tick. One that was cancelled on its way here is completed.
    fn hold(&mut self, request: Request) {
        if let Err((request, status)) = self.pending.hold(request) {
            request.complete(status);
        }
    }
}
