//! The gates of a queue: start, stop, drain, purge, and the waits for requests that the driver
//! still owns.

use std::sync::Arc;

use super::line::{AtRest, Line};
use super::queue::Queue;
use crate::abi::_WDF_REQUEST_STOP_ACTION_FLAGS::WdfRequestStopActionPurge;
use crate::abi::{EVT_WDF_IO_QUEUE_STATE, WDFCONTEXT};
use crate::handle::Handle;
use crate::machine::{Deed, Inner, PATIENCE, State};
use crate::names::{Argument, Arguments, ObjectRef};
use crate::points::Waited;
use crate::rules::{Rule, Subject};
use crate::running;
use crate::trace::{Decision, EventKind};
use crate::upcall::StateCallback;

/// Which of a queue's two gates a call opens or closes (KMDF behaviour, "Queue states").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueueCall {
    Stop,
    Drain,
    Purge,
    StopAndPurge,
}

impl QueueCall {
    fn name(self, synchronous: bool) -> &'static str {
        match (self, synchronous) {
            (Self::Stop, false) => "WdfIoQueueStop",
            (Self::Stop, true) => "WdfIoQueueStopSynchronously",
            (Self::Drain, false) => "WdfIoQueueDrain",
            (Self::Drain, true) => "WdfIoQueueDrainSynchronously",
            (Self::Purge, false) => "WdfIoQueuePurge",
            (Self::Purge, true) => "WdfIoQueuePurgeSynchronously",
            (Self::StopAndPurge, false) => "WdfIoQueueStopAndPurge",
            (Self::StopAndPurge, true) => "WdfIoQueueStopAndPurgeSynchronously",
        }
    }

    /// Whether it is at its end once the driver owns no request, whatever is queued.
    fn stops(self) -> bool {
        matches!(self, Self::Stop | Self::StopAndPurge)
    }

    /// What follows its end.
    fn end(self, line: &Line) -> Option<AtRest> {
        if self.stops() { line.stop_complete } else { line.empty_complete }
    }

    fn end_mut(self, line: &mut Line) -> &mut Option<AtRest> {
        if self.stops() { &mut line.stop_complete } else { &mut line.empty_complete }
    }
}

/// The interval at which the framework reports that it still waits, in 100 ns units: 60 seconds
/// (`DbgWaitForSignalTimeoutInSec`).
const MESSAGE_INTERVAL: u64 = 60 * 10_000_000;

impl Inner {
    /// `WdfIoQueueStart`.
    pub(crate) fn start_queue(self: &Arc<Self>, handle: Handle) {
        self.with(|state| {
            if let Some(queue) = state.queue(handle) {
                queue.line.accept = !queue.line.shut_down;
                queue.line.dispatch = true;
                queue.line.became_ready |= !queue.line.queued.is_empty();
                queue.line.cancel_dispatched = false;
            }
        });
        self.dispatch(handle);
    }

    /// `WdfIoQueueStop`, `WdfIoQueueDrain`, `WdfIoQueuePurge` and `WdfIoQueueStopAndPurge`.
    /// `complete` is called once the queue is at rest.
    pub(crate) fn change_queue(
        self: &Arc<Self>,
        handle: Handle,
        call: QueueCall,
        complete: EVT_WDF_IO_QUEUE_STATE,
        context: WDFCONTEXT,
    ) {
        let name = call.name(false);
        self.check_overlap(handle, name);
        let callback = StateCallback { callback: complete, context: context.expose_provenance() };
        if complete.is_none() || self.then(handle, call, AtRest::Call(callback)) {
            self.close_gates(handle, call);
        }
    }

    /// Reports a change of a queue's state that begins before an earlier one has ended. If both are of
    /// one kind, the framework stops with bug check 0x10D (`WDF_QUEUE_FATAL_ERROR`).
    fn check_overlap(&self, handle: Handle, name: &str) {
        let busy = self.with(|state| {
            state.queue(handle).is_some_and(|queue| {
                queue.line.stop_complete.is_some() || queue.line.empty_complete.is_some()
            })
        });
        if busy {
            let detail = "an earlier stop, drain or purge of the queue has not ended yet";
            self.report(Rule::QueueChangesOverlap, handle, name, detail);
        }
    }

    /// Sets what follows once the queue is at rest. Returns `false`, and changes nothing, if an earlier
    /// call of this kind has not ended.
    fn then(&self, handle: Handle, call: QueueCall, end: AtRest) -> bool {
        self.with(|state| {
            let Some(queue) = state.queue(handle) else { return true };
            let free = call.end(&queue.line).is_none();
            if free {
                *call.end_mut(&mut queue.line) = Some(end);
            }
            free
        })
    }

    fn close_gates(self: &Arc<Self>, handle: Handle, call: QueueCall) {
        let purge = matches!(call, QueueCall::Purge | QueueCall::StopAndPurge);
        let victims = self.with(|state| {
            let Some(queue) = state.queue(handle) else { return Vec::new() };
            match call {
                QueueCall::Stop | QueueCall::StopAndPurge => {
                    queue.line.accept = !queue.line.shut_down;
                    queue.line.dispatch = false;
                }
                QueueCall::Drain | QueueCall::Purge => queue.line.accept = false,
            }
            if !purge {
                return Vec::new();
            }
            queue.line.cancel_dispatched = true;
            queue.line.queued.iter().chain(&queue.line.owned).copied().collect()
        });
        for request in victims {
            self.purge_request(request);
        }
        self.dispatch(handle);
    }

    /// The synchronous forms, which return once the dispatcher has found the queue at rest. A callback
    /// that has completed the last request may still be inside its completing call then.
    pub(crate) fn change_queue_synchronously(self: &Arc<Self>, handle: Handle, call: QueueCall) {
        let ddi = call.name(true);
        if running::irql() > 0 {
            let detail = format!("called at IRQL {}, needs PASSIVE_LEVEL", running::irql());
            self.report(Rule::WrongIrql, handle, ddi, detail);
            return;
        }
        self.check_place(ddi, Deed::WaitsForQueue, handle);
        let Some(me) = running::thread() else { return };
        self.check_overlap(handle, ddi);
        if !self.then(handle, call, AtRest::Wake(me)) {
            return;
        }
        self.close_gates(handle, call);
        let is_mine = move |end: AtRest| matches!(end, AtRest::Wake(thread) if thread == me);
        let waits = move |queue: &Queue| call.end(&queue.line).is_some_and(is_mine);
        self.wait_for_requests(handle, ddi, move |state| {
            state.queue(handle).is_none_or(|queue| !waits(queue))
        });
        // After a wait in vain, nobody waits any more.
        self.with(|state| {
            if let Some(queue) = state.queue(handle).filter(|queue| waits(queue)) {
                *call.end_mut(&mut queue.line) = None;
            }
        });
    }

    /// Waits for requests that the driver owns; reports the driver if it can never complete them.
    /// Returns whether it did.
    pub(crate) fn wait_for_requests(
        self: &Arc<Self>,
        handle: Handle,
        call: &'static str,
        ready: impl Fn(&mut State) -> bool,
    ) -> bool {
        let started = self.now();
        loop {
            match self.wait_for(MESSAGE_INTERVAL, &ready) {
                Waited::Ready => return true,
                Waited::TimedOut => {}
                Waited::InVain => break,
            }
            let queue = self.with(|state| state.name(handle));
            let seconds = (self.now() - started) / 10_000_000;
            self.trace(|| EventKind::Framework(Decision::StillWaiting { call, queue, seconds }));
            if self.now() - started >= PATIENCE {
                break;
            }
        }
        let requests: Vec<ObjectRef> = self.with(|state| {
            let held = state.queue(handle).map_or(Vec::new(), |queue| {
                queue.line.owned.iter().chain(&queue.line.queued).copied().collect()
            });
            held.into_iter().map(|request| state.name(request)).collect()
        });
        let queue = self.with(|state| state.name(handle));
        let names: Arguments = requests.iter().copied().map(Argument::from).collect();
        let detail = format!("waits for ever: the driver never completes [{names}]");
        let subject = Subject::Waiting { queue, requests };
        self.violation(Rule::RequestNeverCompleted, subject, call, detail);
        false
    }

    /// Disposes of a queue: purges it and waits until it is at rest.
    pub(crate) fn dispose_queue(self: &Arc<Self>, handle: Handle) {
        self.shut_down_queue(handle, "queue disposal");
    }

    /// Closes a queue for good, cancels its requests, and waits until it has none left.
    pub(crate) fn shut_down_queue(self: &Arc<Self>, handle: Handle, call: &'static str) {
        self.with(|state| {
            if let Some(queue) = state.queue(handle) {
                queue.line.shut_down = true;
            }
        });
        self.close_gates(handle, QueueCall::Purge);
        self.stop_owned(handle, WdfRequestStopActionPurge);
        let empty = move |state: &mut State| {
            state.queue(handle).is_none_or(|queue| {
                queue.line.owned.is_empty()
                    && queue.line.queued.is_empty()
                    && queue.line.dispatching == 0
            })
        };
        self.wait_for_requests(handle, call, empty);
    }
}
