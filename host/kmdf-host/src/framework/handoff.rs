//! Requests that change hands: retrieved from a queue, forwarded to another, requeued.

use std::sync::Arc;

use super::request::Mark;
use crate::abi::{NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_WDF_BUSY};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points;
use crate::rules::Rule;

/// Why a queue does not get a request.
#[derive(Clone, Copy)]
enum Refusal {
    /// The queue accepts no requests at present; the driver still owns this one.
    Status(NTSTATUS),
    /// The driver broke a rule; the call returns `STATUS_INVALID_DEVICE_REQUEST`.
    Misuse(Rule, &'static str),
}

impl State {
    /// Why the driver may not give a request to a queue, or `None` if it may. The driver must own
    /// the request, and the request must not be marked cancelable.
    fn handoff_forbidden(&mut self, request: Handle) -> Option<Refusal> {
        let record = self.request(request)?;
        if record.is_queueless() {
            return Some(Refusal::Misuse(Rule::ObjectMisused, "no queue delivered it"));
        }
        if !record.progress.owned {
            let detail = "a queue owns it, expected the driver";
            return Some(Refusal::Misuse(Rule::RequestNotOwned, detail));
        }
        let detail = "it is marked cancelable: unmark it first";
        (record.cancellation.mark != Mark::Unmarked)
            .then_some(Refusal::Misuse(Rule::ObjectMisused, detail))
    }

    /// Moves a request that the driver owns to another queue of the same device, if that queue
    /// accepts requests.
    fn forward(&mut self, request: Handle, to: Handle) -> Result<(), Refusal> {
        if let Some(refusal) = self.handoff_forbidden(request) {
            return Err(refusal);
        }
        let record = self.request(request);
        let (from, device) = record.map_or((None, None), |r| (r.progress.queue, Some(r.device)));
        if from == Some(to) && !self.verifier_off {
            return Err(Refusal::Misuse(Rule::ObjectMisused, "it came from this queue"));
        }
        if device != self.queue(to).map(|queue| queue.device) {
            return Err(Refusal::Misuse(
                Rule::ObjectMisused,
                "the queue belongs to another device",
            ));
        }
        if !self.queue(to).is_some_and(|queue| queue.line.accept) {
            return Err(Refusal::Status(STATUS_WDF_BUSY));
        }
        if let Some(queue) = from.and_then(|from| self.queue(from)) {
            queue.line.owned.retain(|owned| *owned != request);
        }
        if let Some(record) = self.request(request) {
            record.progress.queue = Some(to);
            record.progress.owned = false;
            record.progress.in_caller_context = false;
        }
        if let Some(queue) = self.queue(to) {
            queue.line.push_back(request);
        }
        Ok(())
    }

    /// Returns a request that the driver owns to the head of its manual queue.
    fn requeue(&mut self, request: Handle) -> Result<(), Refusal> {
        if let Some(refusal) = self.handoff_forbidden(request) {
            return Err(refusal);
        }
        let queue = self.request(request).and_then(|request| request.progress.queue);
        let Some(queue) = queue.and_then(|queue| self.queue(queue)) else {
            return Err(Refusal::Misuse(Rule::ObjectMisused, "no queue delivered it"));
        };
        if !queue.config.is_manual() {
            return Err(Refusal::Misuse(Rule::ObjectMisused, "its queue is not manual"));
        }
        queue.line.owned.retain(|owned| *owned != request);
        queue.line.push_front(request);
        if let Some(record) = self.request(request) {
            record.progress.owned = false;
        }
        Ok(())
    }

    /// Whether a request that returns to its queue is cancelled there: because the I/O manager has
    /// cancelled it, or because a purge is in progress.
    pub(super) fn returns_canceled(&mut self, request: Handle) -> bool {
        let Some(record) = self.request(request) else { return false };
        let (canceled, queue) = (record.cancellation.canceled, record.progress.queue);
        let purged =
            queue.and_then(|queue| self.queue(queue)).is_some_and(|q| q.line.cancel_dispatched);
        canceled || purged
    }
}

impl Inner {
    /// `WdfRequestForwardToIoQueue`.
    pub(crate) fn forward_request(
        self: &Arc<Self>,
        request: Handle,
        to: Handle,
    ) -> Result<(), NTSTATUS> {
        let from =
            self.with(|state| state.request(request).and_then(|request| request.progress.queue));
        let forwarded = self.with(|state| state.forward(request, to));
        self.handed_off(request, "WdfRequestForwardToIoQueue", forwarded)?;
        if self.with(|state| {
            state.request(request).is_some_and(|request| request.cancellation.canceled)
        }) {
            self.purge_request(request);
        }
        // The request arrives there, also if a thread is in the dispatcher.
        self.dispatch(to);
        points::point();
        if let Some(from) = from {
            self.dispatch_internal(from);
        }
        Ok(())
    }

    /// `WdfRequestRequeue`: back to the head of the manual queue from which it was taken.
    pub(crate) fn requeue_request(self: &Arc<Self>, request: Handle) -> Result<(), NTSTATUS> {
        let requeued = self.with(|state| state.requeue(request));
        self.handed_off(request, "WdfRequestRequeue", requeued)?;
        if self.with(|state| state.returns_canceled(request)) {
            self.purge_request(request);
        }
        self.dispatch_ready(request);
        Ok(())
    }

    /// Returns the outcome of a hand-off, and reports the driver if it broke a rule.
    fn handed_off(
        &self,
        request: Handle,
        call: &str,
        outcome: Result<(), Refusal>,
    ) -> Result<(), NTSTATUS> {
        match outcome {
            Ok(()) => Ok(()),
            Err(Refusal::Status(status)) => Err(status),
            Err(Refusal::Misuse(rule, detail)) => {
                self.report(rule, request, call, detail);
                Err(STATUS_INVALID_DEVICE_REQUEST)
            }
        }
    }
}
