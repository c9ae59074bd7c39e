//! The variant `DriverSync`: callbacks run whenever they have cause, and the driver's lock decides.
//!
//! The queue has `WdfSynchronizationScopeNone`: a read or a write, a tick and a cancellation may run
//! at the same time on several processors, even two ticks. The callbacks get `&self`, and what they
//! share lies inside a spin lock. Two rules keep it right:
//!
//! - A request is marked cancelable and unmarked under the lock. So whoever finds it there knows
//!   whose it is.
//! - A request is completed outside the lock. Completing it may present the next one before it
//!   returns, on this very thread, and the callback for that takes the lock.
#![forbid(unsafe_code)]

use core::mem;

use crate::{
    settings::TimerPeriod,
    stored::Stored,
    wdf::{
        self, Cancellation, ConcurrentQueue, Device, Lock, NtResult, NtStatus, PendingRequest,
        Queue, Request, Timer,
    },
};

/// The queue's context.
struct DriverSync {
    state: Lock<State>,
}

struct State {
    stored: Stored,
    pending: PendingRequest<DriverSync>,
}

wdf::context!(DriverSync of wdf::Concurrent);

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
    fn read(&self, mut request: Request, length: usize) {
        let mut state = self.state.lock();
        let unheld = match state.stored.copy_to_read(&mut request, length) {
            Ok(0) => Some((request, NtStatus::SUCCESS)),
            Ok(_) => state.pending.hold(request).err(),
            Err(status) => Some((request, status)),
        };
        drop(state);
        if let Some((request, status)) = unheld {
            request.complete(status);
        }
    }

    fn write(&self, mut request: Request, length: usize) {
        let stored = match Stored::from_write(&mut request, length) {
            Ok(stored) => stored,
            Err(status) => return request.complete(status),
        };
        let mut state = self.state.lock();
        let replaced = mem::replace(&mut state.stored, stored);
        let unheld = state.pending.hold(request).err();
        drop(state);
        // Memory is freed outside the lock, too.
        drop(replaced);
        if let Some((request, status)) = unheld {
            request.complete(status);
        }
    }

    fn tick(&self) {
        // A statement of its own: the guard lives to the end of the statement, and as the
        // condition of the `if let` it would still be held when the request completes.
        let request = self.state.lock().pending.take();
        if let Some(request) = request {
            request.complete(NtStatus::SUCCESS);
        }
    }

    fn canceled(&self, cancellation: Cancellation) {
        let reclaimed = self.state.lock().pending.reclaim(cancellation);
        if let Ok(request) = reclaimed {
            request.complete();
        }
    }
}
