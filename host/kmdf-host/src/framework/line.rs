//! The line of a queue: its requests, and the state that decides whether they proceed.

use std::collections::VecDeque;

use crate::handle::Handle;
use crate::running::ThreadId;
use crate::upcall::StateCallback;

/// What device power lets a power-managed queue do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    /// Not power-managed, or the device is in D0.
    On,
    /// The device leaves D0: nothing new is dispatched.
    Holding,
    /// The device is not in D0, or has not started yet.
    Off,
}

/// What the dispatcher does once a queue is at rest.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AtRest {
    /// Calls the driver's callback.
    Call(StateCallback),
    /// Wakes the thread that waits in a synchronous call.
    Wake(ThreadId),
}

/// The requests of a queue, and the state that decides whether they proceed.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Line {
    /// Requests that the driver has not seen, or has given back.
    pub(crate) queued: VecDeque<Handle>,
    /// Requests that the driver owns.
    pub(crate) owned: Vec<Handle>,
    /// Owned requests that were cancelled and whose `EvtRequestCancel` has not been called yet.
    pub(crate) canceled: VecDeque<Handle>,
    /// Requests cancelled in the queue whose `EvtIoCanceledOnQueue` has not been called yet.
    pub(crate) canceled_again: VecDeque<Handle>,
    /// Threads in the dispatcher.
    pub(crate) dispatching: u32,
    pub(crate) accept: bool,
    pub(crate) dispatch: bool,
    pub(crate) power: Power,
    /// Set by a purge: a request that is marked cancelable later counts as cancelled.
    pub(crate) cancel_dispatched: bool,
    /// Set when the device is removed: nothing re-opens the queue.
    pub(crate) shut_down: bool,
    /// Set while `EvtIoStop` is being called: cancel callbacks wait.
    pub(crate) notifying: bool,
    /// How many stops, drains and purges have come to their end.
    pub(crate) ends: u32,
    /// Set while the dispatcher waits for a DPC or a work item, or runs in one.
    pub(crate) deferred: bool,
    /// The driver's callback for requests that arrive in an empty manual queue.
    pub(crate) ready: Option<StateCallback>,
    /// Set when the queue gets its first request, until `ready` is called.
    pub(crate) became_ready: bool,
    /// Set if the dispatcher was deferred again since it began to run in a DPC or a work item.
    pub(crate) deferred_again: bool,
    /// What follows a stop, once the driver owns no request.
    pub(crate) stop_complete: Option<AtRest>,
    /// What follows a drain or a purge, once the queue is empty as well.
    pub(crate) empty_complete: Option<AtRest>,
}

impl Line {
    /// The line of a new queue.
    pub(crate) fn new(power: Power) -> Self {
        Self {
            queued: VecDeque::new(),
            owned: Vec::new(),
            canceled: VecDeque::new(),
            canceled_again: VecDeque::new(),
            dispatching: 0,
            accept: true,
            dispatch: true,
            power,
            cancel_dispatched: false,
            shut_down: false,
            notifying: false,
            ends: 0,
            deferred: false,
            ready: None,
            became_ready: false,
            deferred_again: false,
            stop_complete: None,
            empty_complete: None,
        }
    }

    /// Adds a request behind the others.
    pub(super) fn push_back(&mut self, request: Handle) {
        self.queued.push_back(request);
        self.became_ready |= self.queued.len() == 1;
    }

    /// Adds a request before the others.
    pub(super) fn push_front(&mut self, request: Handle) {
        self.queued.push_front(request);
        self.became_ready |= self.queued.len() == 1;
    }

    /// Whether the queue's ready callback is due.
    pub(super) fn is_ready_due(&self) -> bool {
        self.ready.is_some() && self.became_ready && self.dispatch && self.power == Power::On
    }

    /// Whether a thread waits until the driver has given back its requests, because the device
    /// leaves D0 or is removed.
    pub(crate) fn is_awaited(&self) -> bool {
        self.power == Power::Holding || self.shut_down
    }
}
