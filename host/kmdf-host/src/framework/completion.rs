//! Completion: a request leaves the driver, its queue and the framework.

use std::sync::Arc;

use super::object::Body;
use super::request::{Mark, RequestKind};
use crate::abi::describe;
use crate::abi::{
    NT_SUCCESS, NTSTATUS, STATUS_CANCELLED, STATUS_DEVICE_BUSY, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INTERNAL_ERROR, STATUS_INVALID_DEVICE_REQUEST, STATUS_PENDING, STATUS_WDF_BUSY,
    STATUS_WDF_INTERNAL_ERROR, STATUS_WDF_NOT_ENOUGH_MAP_REGISTERS, STATUS_WDF_PAUSED,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points;
use crate::rules::Rule;

/// How long a cancelled request may stay incomplete, in 100 ns units: five minutes, after which the
/// I/O manager stops waiting for the requests of a thread that ends (`IoCancelThreadIo`).
const CANCEL_TIMEOUT: u64 = 5 * 60 * 10_000_000;

/// The status that an application sees when the driver completes with `status` (KMDF behaviour,
/// "Statuses translated at completion").
fn translate(status: NTSTATUS) -> NTSTATUS {
    match status {
        STATUS_WDF_PAUSED | STATUS_WDF_BUSY => STATUS_DEVICE_BUSY,
        STATUS_WDF_INTERNAL_ERROR => STATUS_INTERNAL_ERROR,
        STATUS_WDF_NOT_ENOUGH_MAP_REGISTERS => STATUS_INSUFFICIENT_RESOURCES,
        // The facility of the other framework statuses.
        other if other.cast_unsigned() >> 16 == 0xC020 => STATUS_INVALID_DEVICE_REQUEST,
        other => other,
    }
}

impl State {
    /// The rule that a completion of a request breaks, the detail, and whether the completion continues.
    fn completion_breach(&mut self, handle: Handle) -> Option<(Rule, &'static str, bool)> {
        let request = self.request(handle)?;
        if request.progress.completed {
            return Some((Rule::DoubleCompletion, "it is completed already", false));
        }
        if request.made {
            let why = "the driver made it, expected WdfObjectDelete";
            return Some((Rule::ObjectMisused, why, false));
        }
        if request.sending.as_ref().is_some_and(|sending| sending.target.is_some()) {
            let why = "it is sent to a target, expected after its return";
            return Some((Rule::RequestNotOwned, why, false));
        }
        if request.cancellation.mark == Mark::Canceled && request.cancellation.callback.is_some() {
            let why = "it was cancelled: EvtRequestCancel owns it and is still to be called";
            return Some((Rule::DoubleCompletion, why, false));
        }
        if !request.progress.owned && request.progress.queue.is_some() {
            return Some((Rule::RequestNotOwned, "a queue owns it, expected the driver", false));
        }
        (request.cancellation.mark == Mark::Marked).then(|| {
            request.cancellation.mark = Mark::Unmarked;
            request.cancellation.callback = None;
            (Rule::CompletionWhileMarked, "it is marked cancelable: unmark it first", true)
        })
    }

    /// A memory object of a request to which the driver holds a reference.
    fn referenced_memory(&mut self, handle: Handle) -> Option<Handle> {
        let mut memories = self.request(handle)?.buffers.memories();
        memories.find(|memory| self.objects.get(*memory).is_some_and(|o| o.references > 1))
    }

    /// The information of a request that is completed with success, and the length of its buffer, if
    /// the information is larger.
    fn information_over_limit(
        &mut self,
        handle: Handle,
        status: NTSTATUS,
        information: Option<u64>,
    ) -> Option<(u64, u64)> {
        let request = self.request(handle)?;
        let input = if request.kind == RequestKind::Write { request.input_length } else { 0 };
        let limit = request.output_length.max(input) as u64;
        // A device control without an output buffer may return any number (KMDF behaviour,
        // "Information").
        let checked = match request.kind {
            RequestKind::Read | RequestKind::Write => true,
            RequestKind::DeviceControl(_) | RequestKind::InternalControl(_) => {
                request.output_length > 0
            }
            RequestKind::Create => false,
        };
        let information = information.unwrap_or(request.progress.information);
        let exceeds = checked && NT_SUCCESS(status) && information > limit;
        exceeds.then_some((information, limit))
    }
}

impl Inner {
    /// Completes a request for the driver; with `information: None`, the value set before stays.
    pub(crate) fn complete_request(
        self: &Arc<Self>,
        handle: Handle,
        status: NTSTATUS,
        information: Option<u64>,
        call: &str,
    ) {
        self.observe_completion();
        let (canceled_at, breach) = self.with(|state| {
            let canceled = state.request(handle).map(|request| &request.cancellation);
            let canceled_at = canceled.filter(|c| c.canceled).map(|c| c.canceled_at);
            (canceled_at, state.completion_breach(handle))
        });
        if let Some(canceled_at) = canceled_at {
            self.check_cancel_delay(handle, canceled_at, call);
        }
        if let Some((rule, detail, continues)) = breach {
            self.report(rule, handle, call, detail);
            if !continues {
                return;
            }
        }
        self.note_completion(handle);
        let status = self.check_status(handle, status, call);
        self.unformat(handle);
        self.check_completed(handle, status, information, call);
        self.finish(handle, translate(status), information);
    }

    /// The status to complete with: an error for one that says nothing final, which is reported.
    fn check_status(&self, handle: Handle, status: NTSTATUS, call: &str) -> NTSTATUS {
        if status != STATUS_PENDING && status != -1 {
            return status;
        }
        let detail = format!("completed with {}, expected a final status", describe(status));
        self.report(Rule::InvalidCompletionStatus, handle, call, detail);
        STATUS_INTERNAL_ERROR
    }

    /// Checks that the driver has given back its references to the request's memory objects (KMDF
    /// Verifier), and that the information fits the buffer.
    fn check_completed(
        &self,
        handle: Handle,
        status: NTSTATUS,
        information: Option<u64>,
        call: &str,
    ) {
        let (referenced, excess) = self.with(|state| {
            let referenced = state.referenced_memory(handle).map(|memory| state.name(memory));
            (referenced, state.information_over_limit(handle, status, information))
        });
        if let Some(memory) = referenced {
            let detail = format!("the driver holds a reference to {memory}, the request's memory");
            self.report(Rule::MemoryReferencedAtCompletion, handle, call, detail);
        }
        if let Some((information, limit)) = excess {
            let detail = format!(
                "information {information} is larger than the buffer's {limit} bytes, status {}",
                describe(status)
            );
            self.report(Rule::InformationTooLarge, handle, call, detail);
        }
    }

    /// Reports a completion that comes long after the cancellation of the request.
    fn check_cancel_delay(&self, handle: Handle, canceled_at: u64, call: &str) {
        let time = self.untracked_now().saturating_sub(canceled_at);
        if time > CANCEL_TIMEOUT {
            let seconds = time / 10_000_000;
            let detail = format!("completed {seconds} s after its cancellation, expected 300 s");
            self.report(Rule::CanceledRequestLate, handle, call, detail);
        }
    }

    /// Completes a request that the driver has never seen or does not own.
    pub(crate) fn finish_undelivered(self: &Arc<Self>, handle: Handle, status: NTSTATUS) {
        self.with(|state| {
            if let Some(object) = state.objects.get_mut(handle) {
                let unseen =
                    matches!(&object.body, Body::Request(request) if !request.progress.presented);
                if unseen {
                    // A request that was never presented gets neither a cleanup nor a destroy
                    // callback.
                    object.contexts.clear();
                }
            }
        });
        self.finish(handle, status, Some(0));
    }

    /// Completes a request that was cancelled in its queue.
    pub(crate) fn finish_canceled(self: &Arc<Self>, handle: Handle) {
        self.finish_undelivered(handle, STATUS_CANCELLED);
    }

    /// Gives an application its result and takes the request from the driver. Then runs the queue's
    /// dispatcher on the calling thread, unless a thread is in it already.
    fn finish(self: &Arc<Self>, handle: Handle, status: NTSTATUS, information: Option<u64>) {
        let queue = self.with(|state| {
            state.unlock_buffers(handle);
            let request = state.request(handle)?;
            request.progress.completed = true;
            request.progress.status = status;
            request.progress.information = information.unwrap_or(request.progress.information);
            request.progress.queue
        });
        self.dispose(handle);
        if !NT_SUCCESS(status) {
            // A failed create gets no close, so the framework deletes the file object before it
            // completes the IRP (KMDF behaviour, "Create").
            self.delete_file_of_create(handle);
        }
        self.end_irp(handle);
        // The application may get the result before the queue continues.
        points::point();
        if let Some(queue) = queue {
            self.leave_queue(handle, queue);
        }
        self.destroy(handle);
    }

    /// Takes a request from the driver and its queue, and runs the queue's dispatcher. A thread that
    /// waited for the queue may continue before the completing call returns.
    pub(super) fn leave_queue(self: &Arc<Self>, handle: Handle, queue: Handle) {
        let ends_of = |state: &mut State| state.queue(queue).map(|queue| queue.line.ends);
        let (ends, idle) = self.with(|state| {
            let Some(record) = state.queue(queue) else { return (None, false) };
            record.line.owned.retain(|owned| *owned != handle);
            record.line.canceled.retain(|canceled| *canceled != handle);
            (Some(record.line.ends), record.line.dispatching == 0)
        });
        if idle {
            self.dispatch(queue);
        }
        let awaited = self.with(|state| {
            ends_of(state) != ends || state.queue(queue).is_some_and(|q| q.line.is_awaited())
        });
        if awaited {
            points::point();
        }
    }
}
