//! The dispatcher: which request or event of a queue the driver gets next, and in which callback.
//!
//! Each thread that enters runs a loop of its own; a queue counts the threads in its dispatcher.
//! Sources: KMDF behaviour, "The dispatcher loop", and KMDF behaviour, "Delivery to the driver".

use std::sync::Arc;

use super::queue::Power;
use crate::abi::_WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
use crate::abi::{
    EVT_WDF_REQUEST_CANCEL, NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_PENDING,
};
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::running;
use crate::trace::{Decision, Deferral, EventKind, Reason};
use crate::upcall::StateCallback;

/// What the dispatcher does next.
enum Step {
    /// `EvtRequestCancel` of a request that the driver owns.
    Cancel(Handle, EVT_WDF_REQUEST_CANCEL),
    /// `EvtIoCanceledOnQueue` of a request that the driver had seen before.
    CanceledOnQueue(Handle),
    /// The callback of `WdfIoQueueStop`; called without a lock.
    Stopped(StateCallback),
    /// The callback of a drain or a purge.
    Emptied(StateCallback),
    /// A request for the driver.
    Present(Handle),
    /// Nothing, for now.
    Rest,
}

impl State {
    fn next_step(&mut self, handle: Handle) -> Step {
        let Some(queue) = self.queue(handle) else { return Step::Rest };
        if !queue.line.notifying
            && let Some(request) = queue.line.canceled.pop_front()
        {
            let callback = self.request(request).and_then(|r| r.cancellation.callback.take());
            return Step::Cancel(request, callback);
        }
        if let Some(request) = queue.line.canceled_again.pop_front() {
            queue.line.owned.push(request);
            if let Some(request) = self.request(request) {
                request.progress.owned = true;
            }
            return Step::CanceledOnQueue(request);
        }
        if queue.line.dispatching == 1 && queue.line.owned.is_empty() {
            if let Some(callback) = queue.line.stop_complete.take() {
                return Step::Stopped(callback);
            }
            if queue.line.queued.is_empty()
                && let Some(callback) = queue.line.empty_complete.take()
            {
                queue.line.cancel_dispatched = false;
                return Step::Emptied(callback);
            }
        }
        let parallel = queue.config.dispatch_type == Dispatch::WdfIoQueueDispatchParallel;
        let limit = if parallel { queue.config.parallel_limit as usize } else { 1 };
        let closed =
            queue.line.power != Power::On || !queue.line.dispatch || queue.config.is_manual();
        if closed || queue.line.owned.len() >= limit {
            return Step::Rest;
        }
        match queue.line.queued.pop_front() {
            Some(request) => {
                queue.line.owned.push(request);
                if let Some(request) = self.request(request) {
                    request.progress.owned = true;
                }
                Step::Present(request)
            }
            None => Step::Rest,
        }
    }

    /// Defers a queue's dispatcher to a DPC or a work item if the calling thread may not run it.
    /// Returns the reason and the destination.
    fn defer_dispatch(&mut self, handle: Handle) -> Option<(Reason, Deferral)> {
        let queue = self.queue(handle)?;
        let passive = queue.config.passive;
        let lock = queue.presentation_lock.unwrap_or(handle);
        let me = running::thread();
        let held = self.lock(lock).is_some_and(|lock| lock.owner.is_some() && lock.owner == me);
        let raised = passive && running::irql() > 0;
        let reason = match (held, raised) {
            (true, _) => Reason::LockHeld,
            (false, true) => Reason::IrqlRaised,
            (false, false) => return None,
        };
        let (line, to) = if passive {
            (&mut *self.work_items, Deferral::WorkItem)
        } else {
            (&mut *self.dpcs, Deferral::Dpc)
        };
        let deferred = Deferred::Dispatch(handle);
        if !line.contains(&deferred) {
            line.push_back(deferred);
        }
        Some((reason, to))
    }
}

impl Inner {
    /// Puts an application's request into a queue; `None` means that the device has no queue for
    /// the request. Returns the status of the framework's dispatch routine.
    pub(crate) fn dispatch_request(
        self: &Arc<Self>,
        request: Handle,
        queue: Option<Handle>,
    ) -> NTSTATUS {
        let Some(queue) = queue else {
            self.finish_undelivered(request, STATUS_INVALID_DEVICE_REQUEST);
            return STATUS_INVALID_DEVICE_REQUEST;
        };
        let accepted = self.with(|state| {
            let accepted = state.queue(queue).is_some_and(|queue| queue.line.accept);
            if accepted {
                if let Some(record) = state.request(request) {
                    record.progress.queue = Some(queue);
                }
                if let Some(queue) = state.queue(queue) {
                    queue.line.queued.push_back(request);
                }
            }
            accepted
        });
        if !accepted {
            self.finish_undelivered(request, STATUS_INVALID_DEVICE_STATE);
            return STATUS_INVALID_DEVICE_STATE;
        }
        self.dispatch(queue);
        STATUS_PENDING
    }

    /// Runs a queue's dispatcher after a completion or a cancellation, or on the thread to which it
    /// was deferred. Does nothing if a thread is in the dispatcher already: that thread continues
    /// once its callback has returned.
    pub(crate) fn dispatch_internal(self: &Arc<Self>, queue: Handle) {
        if self.with(|state| state.queue(queue).is_some_and(|queue| queue.line.dispatching == 0)) {
            self.dispatch(queue);
        }
    }

    fn dispatch(self: &Arc<Self>, queue: Handle) {
        if let Some((reason, to)) = self.with(|state| state.defer_dispatch(queue)) {
            self.trace(|| EventKind::Framework(Decision::DispatchDeferred { reason, to }));
            return;
        }
        self.with(|state| {
            if let Some(queue) = state.queue(queue) {
                queue.line.dispatching += 1;
            }
        });
        loop {
            match self.with(|state| state.next_step(queue)) {
                Step::Cancel(request, callback) => self.call_cancel(queue, request, callback),
                Step::CanceledOnQueue(request) => self.call_canceled_on_queue(queue, request),
                Step::Stopped(callback) => self.call_state(queue, callback),
                Step::Emptied(callback) => {
                    self.under_lock(queue, || self.call_state(queue, callback));
                }
                Step::Present(request) => self.present(queue, request),
                Step::Rest => break,
            }
        }
        self.with(|state| {
            if let Some(queue) = state.queue(queue) {
                queue.line.dispatching = queue.line.dispatching.saturating_sub(1);
            }
        });
    }
}
