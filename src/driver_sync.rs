//! The variant `DriverSync`: callbacks run at the same time, and the driver's own lock orders them.
//!
//! The queue has `WdfSynchronizationScopeNone`. A read or a write, a cancellation and even two ticks
//! may run at the same time on several processors. The callbacks get `&self`, and the state that
//! they share lies inside a spin lock. Two rules keep the driver correct:
//!
//! - The driver marks and unmarks a request under the lock. A callback that finds a request in the
//!   shared state therefore finds a marked one, whose mark nobody else is changing.
//! - The driver completes a request outside the lock. The completing call may present the next
//!   request on the same thread before it returns, and the callback for that request takes the lock.
#![forbid(unsafe_code)]

use core::mem;

use crate::{
    settings::TimerPeriod,
    stored::Stored,
    wdf::{
        self, CanceledRequest, Cancellation, ConcurrentQueue, Device, Lock, NtResult, NtStatus,
        PendingRequest, Queue, Request, Timer,
    },
};

/// The context of the queue: the whole state of a device, behind a lock.
struct DriverSync {
    state: Lock<State>,
}

struct State {
    stored: Stored,
    pending: PendingRequest<DriverSync>,
}

wdf::queue_context!(DriverSync of wdf::Concurrent);

/// Creates the device's queue, its lock and its timer. `PASSIVE_LEVEL`.
pub fn create(device: &Device<'_>, period: TimerPeriod) -> NtResult<(Queue, Timer)> {
    let queue = Queue::create_default(device, |queue| {
        let state = State { stored: Stored::default(), pending: PendingRequest::new() };
        Ok(DriverSync { state: Lock::create(queue, state)? })
    })?;
    let timer = Timer::create(&queue, period.milliseconds())?;
    Ok((queue.erase(), timer))
}

impl ConcurrentQueue for DriverSync {
    /// `EvtIoRead`: copies the stored bytes and holds the request. Completes a read of nothing at once.
    fn read(&self, mut request: Request, length: usize) {
        let unheld =
            self.state.with(|state| match state.stored.copy_to_read(&mut request, length) {
                Ok(0) => Some((request, NtStatus::SUCCESS)),
                Ok(_) => state.pending.hold(request).err(),
                Err(status) => Some((request, status)),
            });
        if let Some((request, status)) = unheld {
            request.complete(status);
        }
    }

    /// `EvtIoWrite`: replaces the stored bytes and holds the request.
    fn write(&self, mut request: Request, length: usize) {
        let stored = match Stored::from_write(&mut request, length) {
            Ok(stored) => stored,
            Err(status) => return request.complete(status),
        };
        let (replaced, unheld) = self.state.with(|state| {
            let replaced = mem::replace(&mut state.stored, stored);
            (replaced, state.pending.hold(request).err())
        });
        // The old bytes are freed outside the lock, too.
        drop(replaced);
        if let Some((request, status)) = unheld {
            request.complete(status);
        }
    }

    /// `EvtTimerFunc`: completes the held request, unless it was cancelled.
    fn tick(&self) {
        let request = self.state.with(|state| state.pending.take());
        if let Some(request) = request {
            request.complete(NtStatus::SUCCESS);
        }
    }

    /// `EvtRequestCancel`: gives up the held request, which is completed at once, outside the lock.
    fn cancel(&self, cancellation: Cancellation) -> CanceledRequest {
        self.state.with(|state| state.pending.reclaim(cancellation))
    }
}
