//! Uses of a request: whether the driver owns the request, and whether a cancellation can complete the
//! request meanwhile.

use super::cancel_history::CancelHistory;
use super::memory::Memory;
use super::request::Mark;
use crate::footprint::unrecorded;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::ObjectRef;
use crate::rules::{Rule, Violation};
use crate::running;

/// Who has a request that the driver uses.
enum Elsewhere {
    Sent { request: ObjectRef, target: ObjectRef },
    Queued { request: ObjectRef, queue: ObjectRef },
}

impl State {
    /// Who has a request, if the driver has not.
    fn elsewhere(&mut self, request: Handle) -> Option<Elsewhere> {
        if let Some(target) = self.target_of(request) {
            let (request, target) = (self.name(request), self.name(target));
            return Some(Elsewhere::Sent { request, target });
        }
        let queue = self.queue_that_owns(request)?;
        Some(Elsewhere::Queued { request: self.name(request), queue: self.name(queue) })
    }

    /// [`State::elsewhere`] for a thread that holds a lock. A driver with `EvtIoCanceledOnQueue` knows
    /// when a request leaves the queue, and can keep the callback out by a lock.
    fn elsewhere_under_lock(&mut self, request: Handle) -> Option<Elsewhere> {
        let queue = self.queue_that_owns(request).and_then(|queue| self.queue(queue));
        let knows = queue.is_some_and(|queue| queue.config.io_canceled_on_queue.is_some());
        if knows { None } else { self.elsewhere(request) }
    }

    /// The queue that has got a request back from the driver, if one has.
    fn queue_that_owns(&mut self, request: Handle) -> Option<Handle> {
        let progress = &self.request(request)?.progress;
        progress.queue.filter(|_| !progress.owned)
    }

    /// The address of the `EvtRequestCancel` that a cancellation of a request would call, or is about
    /// to call.
    fn cancel_ahead(&mut self, request: Handle) -> Option<usize> {
        let cancellation = &self.request(request)?.cancellation;
        let ahead = cancellation.mark != Mark::Unmarked && cancellation.callback.is_some();
        ahead.then(|| CancelHistory::address(cancellation.callback))
    }
}

impl Inner {
    /// Checks a call that reads or changes a request.
    pub(crate) fn check_use(&self, call: &str, request: Handle) {
        let elsewhere = if running::holds_lock() {
            self.with(|state| state.elsewhere_under_lock(request))
        } else {
            self.with(|state| state.elsewhere(request))
        };
        match elsewhere {
            Some(elsewhere) => self.report_elsewhere(call, &elsewhere),
            None => self.check_cancel_ahead(call, request),
        }
    }

    /// Checks a call that reads or changes the memory of a request; nothing for memory of the driver.
    pub(crate) fn check_memory_use(&self, call: &str, memory: Handle) {
        let request = self.with(|state| match state.memory(memory)? {
            Memory::OfRequest { request, .. } | Memory::Locked { request, .. } => Some(*request),
            Memory::Owned { .. } | Memory::OfDriver { .. } => None,
        });
        if let Some(request) = request {
            self.check_use(call, request);
        }
    }

    /// Reports the use of a request that is sent to a target.
    pub(crate) fn check_not_sent(&self, call: &str, request: Handle) -> bool {
        let sent = self.with(|state| {
            let target = state.target_of(request)?;
            let (request, target) = (state.name(request), state.name(target));
            Some(Elsewhere::Sent { request, target })
        });
        if let Some(sent) = &sent {
            self.report_elsewhere(call, sent);
        }
        sent.is_none()
    }

    /// Reports a request that is marked cancelable and sent: its cancel routine is the framework's.
    pub(crate) fn check_unmarked(&self, call: &str, request: Handle) {
        let marked = self.with(|state| {
            state.request(request).is_some_and(|r| r.cancellation.mark == Mark::Marked)
        });
        if marked {
            let detail = "it is marked cancelable: unmark it before the send";
            self.report(Rule::ObjectMisused, request, call, detail);
        }
    }

    /// Whether the driver owns a request that it uses; reports if not.
    pub(crate) fn check_owned(&self, call: &str, request: Handle) -> bool {
        let elsewhere = self.with(|state| state.elsewhere(request));
        if let Some(elsewhere) = &elsewhere {
            self.report_elsewhere(call, elsewhere);
        }
        elsewhere.is_none()
    }

    fn report_elsewhere(&self, call: &str, elsewhere: &Elsewhere) {
        let (request, detail) = match elsewhere {
            Elsewhere::Sent { request, target } => {
                (request, format!("it is sent to {target}, expected after its return"))
            }
            Elsewhere::Queued { request, queue } => {
                (request, format!("{queue} owns it, expected the driver"))
            }
        };
        self.violation(Rule::RequestNotOwned, *request, call, detail);
    }

    /// Checks that no `EvtRequestCancel` can complete a request that the driver owns and uses. A thread
    /// that holds a lock may keep the callback out.
    pub(crate) fn check_cancel_ahead(&self, call: &str, request: Handle) {
        let function = running::driver_function();
        // The framework keeps the callback out too (KMDF behaviour, "EvtIoStop and
        // WdfRequestStopAcknowledge").
        if running::holds_lock() || function == "EvtIoStop" {
            return;
        }
        let broken = self.with(|state| {
            let callback = unrecorded(|| state.cancel_ahead(request))?;
            let broken = Violation {
                rule: Rule::UseWhileMarked,
                subject: state.name(request).into(),
                call: call.into(),
                driver_function: function.into(),
                detail:
                    "it is marked cancelable and the thread holds no lock, so EvtRequestCancel \
                         can complete it meanwhile"
                        .into(),
                time: unrecorded(|| *state.now),
            };
            state.cancel_history.used(callback, broken)
        });
        if let Some(broken) = broken {
            self.file(broken);
        }
    }

    /// Notes that the driver completes a request, perhaps in the request's `EvtRequestCancel`.
    pub(super) fn note_completion(&self, request: Handle) {
        let inside = running::driver_function() == "EvtRequestCancel";
        let broken = self.with(|state| state.cancel_history.completed(request, inside));
        for broken in broken {
            self.file(broken);
        }
    }
}
