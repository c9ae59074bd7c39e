//! The dispatcher: which request or event of a queue the driver gets next, and in which callback.
//!
//! Each thread that enters runs a loop of its own; a queue counts the threads in its dispatcher.
//! Sources: KMDF behaviour, "The dispatcher loop", and KMDF behaviour, "Delivery to the driver".

use std::sync::Arc;

use super::line::{AtRest, Power};
use super::queue::Queue;
use super::request::Mark;
use crate::abi::_WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
use crate::abi::{
    EVT_WDF_REQUEST_CANCEL, NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_PENDING,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points;
use crate::running;
use crate::trace::{Decision, EventKind};
use crate::upcall::StateCallback;

/// What the dispatcher does next.
enum Step {
    /// `EvtRequestCancel` of a request that the driver owns.
    Cancel(Handle, EVT_WDF_REQUEST_CANCEL),
    /// `EvtIoCanceledOnQueue` of a request that the driver had seen before.
    CanceledOnQueue(Handle),
    /// The end of a stop; its callback is called without a lock.
    Stopped(AtRest),
    /// The end of a drain or a purge.
    Emptied(AtRest),
    /// A manual queue has got its first request.
    Ready(StateCallback),
    /// A request for the driver.
    Present(Handle),
}

/// What a queue has for the dispatcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Cancel,
    CanceledOnQueue,
    Stopped,
    Emptied,
    Ready,
    Present,
    Nothing,
}

impl Queue {
    /// What the queue has for a dispatcher that `threads` threads are in. The dispatcher looks here
    /// before it changes the queue: in an exploration, a visit for nothing then is independent of
    /// what other threads only read.
    fn due(&self, threads: u32) -> Due {
        let (config, line) = (&self.config, &*self.line);
        if !line.notifying && !line.canceled.is_empty() {
            return Due::Cancel;
        }
        if !line.notifying && !line.canceled_again.is_empty() {
            return Due::CanceledOnQueue;
        }
        if threads == 1 && line.owned.is_empty() {
            if line.stop_complete.is_some() {
                return Due::Stopped;
            }
            if line.queued.is_empty() && line.empty_complete.is_some() {
                return Due::Emptied;
            }
        }
        if line.is_ready_due() {
            return Due::Ready;
        }
        let parallel = config.dispatch_type == Dispatch::WdfIoQueueDispatchParallel;
        let limit = if parallel { config.parallel_limit as usize } else { 1 };
        let closed = line.power != Power::On || !line.dispatch || config.is_manual();
        if closed || line.owned.len() >= limit || line.queued.is_empty() {
            return Due::Nothing;
        }
        Due::Present
    }
}

impl State {
    /// Whether the next decision of a thread in the dispatcher may differ if other threads run
    /// before it.
    fn awaits_decision(&mut self, handle: Handle) -> bool {
        let Some(queue) = self.queue(handle) else { return false };
        let line = &*queue.line;
        if queue.due(line.dispatching) != Due::Nothing
            || !line.queued.is_empty()
            || line.stop_complete.is_some()
            || line.empty_complete.is_some()
        {
            return true;
        }
        // A cancel by another thread leaves EvtRequestCancel to this one. Before each call after the
        // mark, other threads could run and cancel.
        let has_just_marked = running::last_call().starts_with("WdfRequestMarkCancelable");
        let owned = if has_just_marked { line.owned.clone() } else { Vec::new() };
        owned.into_iter().any(|request| {
            self.request(request).is_some_and(|request| request.cancellation.mark == Mark::Marked)
        })
    }

    /// Enters the dispatcher of a queue, if there is something due. Returns what is due first.
    fn enter_dispatcher(&mut self, handle: Handle) -> Option<Step> {
        let queue = self.queue(handle)?;
        if queue.due(queue.line.dispatching + 1) == Due::Nothing {
            return None;
        }
        queue.line.dispatching += 1;
        self.next_step(handle)
    }

    /// Takes what is due from a queue.
    fn next_step(&mut self, handle: Handle) -> Option<Step> {
        let queue = self.queue(handle)?;
        let due = queue.due(queue.line.dispatching);
        match due {
            Due::Cancel => {
                let request = queue.line.canceled.pop_front()?;
                let callback = self.request(request).and_then(|r| r.cancellation.callback.take());
                self.cancel_history.called(request, callback);
                Some(Step::Cancel(request, callback))
            }
            Due::CanceledOnQueue => {
                let request = queue.line.canceled_again.pop_front()?;
                self.own(handle, request);
                Some(Step::CanceledOnQueue(request))
            }
            Due::Stopped => {
                queue.line.ends += 1;
                queue.line.cancel_dispatched = false;
                queue.line.stop_complete.take().map(Step::Stopped)
            }
            Due::Emptied => {
                queue.line.ends += 1;
                queue.line.cancel_dispatched = false;
                queue.line.empty_complete.take().map(Step::Emptied)
            }
            Due::Ready => {
                queue.line.became_ready = false;
                queue.line.ready.map(Step::Ready)
            }
            Due::Present => {
                let request = queue.line.queued.pop_front()?;
                self.own(handle, request);
                Some(Step::Present(request))
            }
            Due::Nothing => None,
        }
    }

    /// Gives a request to the driver.
    pub(super) fn own(&mut self, queue: Handle, request: Handle) {
        if let Some(queue) = self.queue(queue) {
            queue.line.owned.push(request);
        }
        if let Some(request) = self.request(request) {
            request.progress.owned = true;
        }
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
                    queue.line.push_back(request);
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

    /// Runs a queue's dispatcher after a completion, a cancellation or a hand-off. Does nothing if a
    /// thread is in the dispatcher already: that thread continues once its callback has returned.
    pub(crate) fn dispatch_internal(self: &Arc<Self>, queue: Handle) {
        let enters = self.with(|state| {
            let enters = state.queue(queue).is_some_and(|queue| queue.line.dispatching == 0);
            if !enters {
                state.review_idle_of_queue(queue);
            }
            enters
        });
        if enters {
            self.dispatch(queue);
        }
    }

    /// Runs a queue's dispatcher after an arrival, or a change of the queue's gates or its power;
    /// also if other threads are in the dispatcher.
    pub(crate) fn dispatch(self: &Arc<Self>, queue: Handle) {
        let entered = self.with(|state| {
            state.review_idle_of_queue(queue);
            if let Some(deferral) = state.defer_dispatch(queue) {
                return Err(deferral);
            }
            Ok(state.enter_dispatcher(queue))
        });
        let mut step = match entered {
            Ok(step) => step,
            Err((reason, to)) => {
                self.trace(|| EventKind::Framework(Decision::DispatchDeferred { reason, to }));
                return;
            }
        };
        while let Some(due) = step {
            match due {
                Step::Cancel(request, callback) => self.call_cancel(queue, request, callback),
                Step::CanceledOnQueue(request) => self.call_canceled_on_queue(queue, request),
                Step::Stopped(AtRest::Call(callback)) => self.call_stopped(queue, callback),
                Step::Emptied(AtRest::Call(callback)) | Step::Ready(callback) => {
                    self.call_under_lock(queue, callback);
                }
                Step::Stopped(AtRest::Wake(_)) | Step::Emptied(AtRest::Wake(_)) => {}
                Step::Present(request) => self.present(queue, request),
            }
            // The framework takes its lock again only here. If the queue has nothing left that
            // another thread could make due for this one, others run after this thread has left.
            if points::is_explored() && self.with(|state| state.awaits_decision(queue)) {
                points::point();
            }
            step = self.with(|state| {
                let step = state.next_step(queue);
                if step.is_none() {
                    if let Some(queue) = state.queue(queue) {
                        queue.line.dispatching = queue.line.dispatching.saturating_sub(1);
                    }
                    state.review_idle_of_queue(queue);
                }
                step
            });
        }
    }
}
