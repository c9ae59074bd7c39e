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
        self.check_cancel_delay(handle, call);
        let breach = self.with(|state| {
            let request = state.request(handle)?;
            if request.progress.completed {
                return Some((Rule::DoubleCompletion, "it is completed already", false));
            }
            if request.cancellation.mark == Mark::Canceled
                && request.cancellation.callback.is_some()
            {
                let why = "it was cancelled: EvtRequestCancel owns it and is still to be called";
                return Some((Rule::DoubleCompletion, why, false));
            }
            if !request.progress.owned && request.progress.queue.is_some() {
                return Some((
                    Rule::RequestNotOwned,
                    "a queue owns it, expected the driver",
                    false,
                ));
            }
            (request.cancellation.mark == Mark::Marked).then(|| {
                request.cancellation.mark = Mark::Unmarked;
                request.cancellation.callback = None;
                (Rule::CompletionWhileMarked, "it is marked cancelable: unmark it first", true)
            })
        });
        if let Some((rule, detail, continues)) = breach {
            self.report(rule, handle, call, detail);
            if !continues {
                return;
            }
        }
        self.note_completion(handle);
        let status = self.check_status(handle, status, call);
        self.check_memory(handle, call);
        self.check_information(handle, status, information, call);
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
    /// Verifier).
    fn check_memory(&self, handle: Handle, call: &str) {
        let referenced = self.with(|state| {
            let mut memories = state.request(handle)?.buffers.memories();
            let held = |memory: &Handle| {
                state.objects.get(*memory).is_some_and(|object| object.references > 1)
            };
            let memory = memories.find(held)?;
            Some((state.name(handle), state.name(memory)))
        });
        if let Some((request, memory)) = referenced {
            let detail = format!("the driver holds a reference to {memory}, the request's memory");
            self.violation(Rule::MemoryReferencedAtCompletion, request, call, detail);
        }
    }

    /// Reports a completion that comes long after the cancellation of the request.
    fn check_cancel_delay(&self, handle: Handle, call: &str) {
        let Some((request, canceled_at)) = self.with(|state| {
            let canceled = &state.request(handle)?.cancellation;
            let canceled_at = canceled.canceled_at;
            canceled.canceled.then(|| (state.name(handle), canceled_at))
        }) else {
            return;
        };
        let time = self.untracked_now().saturating_sub(canceled_at);
        if time > CANCEL_TIMEOUT {
            let seconds = time / 10_000_000;
            let detail = format!("completed {seconds} s after its cancellation, expected 300 s");
            self.violation(Rule::CanceledRequestLate, request, call, detail);
        }
    }

    fn check_information(
        &self,
        handle: Handle,
        status: NTSTATUS,
        information: Option<u64>,
        call: &str,
    ) {
        let Some((name, information, limit)) = self.with(|state| {
            let name = state.name(handle);
            let request = state.request(handle)?;
            let limit = request.output_length.max(if request.kind == RequestKind::Write {
                request.input_length
            } else {
                0
            });
            // A device control without an output buffer may return any number (KMDF behaviour,
            // "Information").
            let checked = match request.kind {
                RequestKind::Read | RequestKind::Write => true,
                RequestKind::DeviceControl(_) => request.output_length > 0,
                RequestKind::Create => false,
            };
            checked
                .then(|| (name, information.unwrap_or(request.progress.information), limit as u64))
        }) else {
            return;
        };
        if NT_SUCCESS(status) && information > limit {
            let detail = format!(
                "information {information} is larger than the buffer's {limit} bytes, status {}",
                describe(status)
            );
            self.violation(Rule::InformationTooLarge, name, call, detail);
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
        if let Some(result) = self.with(|state| state.end_operation(handle)) {
            self.trace(|| result);
        }
        // The application may get the result before the queue continues.
        points::point();
        if let Some(queue) = queue {
            self.leave_queue(handle, queue);
        }
        self.destroy(handle);
    }

    /// Takes a request from the driver and its queue, and runs the queue's dispatcher. A thread that
    /// waited for the queue may continue before the completing call returns.
    fn leave_queue(self: &Arc<Self>, handle: Handle, queue: Handle) {
        let ends_of = |state: &mut State| state.queue(queue).map(|queue| queue.line.ends);
        let ends = self.with(|state| {
            if let Some(queue) = state.queue(queue) {
                queue.line.owned.retain(|owned| *owned != handle);
                queue.line.canceled.retain(|canceled| *canceled != handle);
            }
            ends_of(state)
        });
        self.dispatch_internal(queue);
        let awaited = self.with(|state| {
            ends_of(state) != ends || state.queue(queue).is_some_and(|q| q.line.is_awaited())
        });
        if awaited {
            points::point();
        }
    }
}
