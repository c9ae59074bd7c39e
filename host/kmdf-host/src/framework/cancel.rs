//! Cancellation: cancelable marks, and what a cancel does to a request in each state.

use std::sync::Arc;

use super::request::Mark;
use crate::abi::_WDF_REQUEST_STOP_ACTION_FLAGS::WdfRequestStopRequestCancelable;
use crate::abi::{
    EVT_WDF_REQUEST_CANCEL, NTSTATUS, STATUS_CANCELLED, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_SUCCESS,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::Argument;
use crate::points;
use crate::rules::Rule;
use crate::trace::EventKind;
use crate::upcall;

/// The state in which a cancel finds a request.
enum Found {
    /// In its queue; the driver has never seen it, or the queue has no `EvtIoCanceledOnQueue`.
    Queued,
    /// In its queue; the driver has seen it before, and the queue has `EvtIoCanceledOnQueue`.
    QueuedAgain(Handle),
    /// Owned by the driver and marked cancelable.
    Marked(Handle),
    /// Owned by the driver and not marked.
    Owned,
    /// Completed, or not in any queue.
    Nothing,
}

impl Inner {
    /// `WdfRequestMarkCancelable` (`ex: false`) and `WdfRequestMarkCancelableEx`.
    pub(crate) fn mark_cancelable(
        self: &Arc<Self>,
        handle: Handle,
        callback: EVT_WDF_REQUEST_CANCEL,
        ex: bool,
    ) -> NTSTATUS {
        let call = if ex { "WdfRequestMarkCancelableEx" } else { "WdfRequestMarkCancelable" };
        let outcome = self.with(|state| {
            let request = state.request(handle).ok_or("it does not exist")?;
            let queue = request
                .progress
                .queue
                .filter(|_| request.progress.owned)
                .ok_or("no queue delivered it")?;
            if request.cancellation.mark != Mark::Unmarked {
                return Err("it is marked already");
            }
            let purged = state.queue(queue).is_some_and(|queue| queue.line.cancel_dispatched);
            let request = state.request(handle).ok_or("it does not exist")?;
            if !request.cancellation.canceled && !purged {
                request.cancellation.mark = Mark::Marked;
                request.cancellation.callback = callback;
                return Ok((STATUS_SUCCESS, None));
            }
            if ex {
                return Ok((STATUS_CANCELLED, None));
            }
            request.cancellation.mark = Mark::Canceled;
            request.cancellation.callback = callback;
            if let Some(queue) = state.queue(queue) {
                queue.line.canceled.push_back(handle);
            }
            Ok((STATUS_SUCCESS, Some(queue)))
        });
        match outcome {
            Ok((status, queue)) => {
                if let Some(queue) = queue {
                    self.dispatch_internal(queue);
                }
                status
            }
            Err(detail) => self.mark_misused(handle, call, detail),
        }
    }

    /// `WdfRequestUnmarkCancelable`.
    pub(crate) fn unmark_cancelable(self: &Arc<Self>, handle: Handle) -> NTSTATUS {
        let outcome = self.with(|state| {
            let request = state.request(handle)?;
            match request.cancellation.mark {
                Mark::Marked => {
                    request.cancellation.mark = Mark::Unmarked;
                    request.cancellation.callback = None;
                    Some(STATUS_SUCCESS)
                }
                Mark::Canceled => {
                    state.cancel_history.refused(handle);
                    Some(STATUS_CANCELLED)
                }
                Mark::Unmarked => None,
            }
        });
        outcome.unwrap_or_else(|| {
            self.mark_misused(handle, "WdfRequestUnmarkCancelable", "it is not marked")
        })
    }

    fn mark_misused(&self, handle: Handle, call: &str, detail: &str) -> NTSTATUS {
        self.report(Rule::CancelMarkMisused, handle, call, detail);
        STATUS_INVALID_DEVICE_REQUEST
    }

    /// Cancels a request as the I/O manager does (`IoCancelIrp`). Returns `false` if the request is
    /// already completed.
    pub(crate) fn cancel_request(self: &Arc<Self>, handle: Handle) -> bool {
        let alive = self.with(|state| {
            let alive = state.request(handle).is_some_and(|r| !r.progress.completed);
            state.objects.get(handle).filter(|_| alive).map(|object| object.name)
        });
        if let Some(request) = alive {
            self.trace(|| EventKind::Cancel { request });
            let now = self.untracked_now();
            self.with(|state| {
                if let Some(request) = state.request(handle) {
                    request.cancellation.canceled = true;
                    request.cancellation.canceled_at = now;
                }
            });
            self.cancel(handle);
        }
        alive.is_some()
    }

    /// Cancels a request for a purge, which does not set the IRP's Cancel flag. If the driver owns
    /// the request and marks it later, the queue's state still makes it cancelled, until the queue
    /// is started.
    pub(crate) fn purge_request(self: &Arc<Self>, handle: Handle) {
        self.cancel(handle);
    }

    fn cancel(self: &Arc<Self>, handle: Handle) {
        let found = self.with(|state| {
            let Some(request) = state.request(handle).filter(|request| !request.progress.completed)
            else {
                return Found::Nothing;
            };
            let (queue, owned, presented) =
                (request.progress.queue, request.progress.owned, request.progress.presented);
            let Some(queue) = queue else { return Found::Nothing };
            if owned {
                if request.cancellation.mark != Mark::Marked {
                    return Found::Owned;
                }
                request.cancellation.mark = Mark::Canceled;
                if let Some(queue) = state.queue(queue) {
                    queue.line.canceled.push_back(handle);
                }
                return Found::Marked(queue);
            }
            let Some(record) = state.queue(queue) else { return Found::Nothing };
            record.line.queued.retain(|queued| *queued != handle);
            if presented && record.config.io_canceled_on_queue.is_some() {
                record.line.canceled_again.push_back(handle);
                return Found::QueuedAgain(queue);
            }
            Found::Queued
        });
        match found {
            Found::Queued => {
                points::point();
                self.finish_canceled(handle);
            }
            Found::QueuedAgain(queue) | Found::Marked(queue) => self.dispatch_internal(queue),
            Found::Owned | Found::Nothing => {}
        }
    }

    /// Calls `EvtIoStop` for every request that the driver owns, and acts on the driver's answers.
    pub(crate) fn stop_owned(self: &Arc<Self>, queue: Handle, action: i32) {
        let (callback, owned) = self.with(|state| {
            let Some(queue) = state.queue(queue) else { return (None, Vec::new()) };
            (queue.config.io_stop, queue.line.owned.clone())
        });
        let Some(callback) = callback else { return };
        self.set_notifying(queue, true);
        for request in owned {
            let Some(flags) = self.with(|state| {
                let record =
                    state.request(request).filter(|r| r.progress.owned && !r.progress.completed)?;
                let marked = match record.cancellation.mark {
                    Mark::Canceled => return None,
                    Mark::Marked => WdfRequestStopRequestCancelable,
                    Mark::Unmarked => 0,
                };
                record.progress.stop_acknowledged = None;
                Some((action | marked).cast_unsigned())
            }) else {
                continue;
            };
            let what = |s: &State| {
                let (queue, request) = (s.name(queue), s.name(request));
                [queue.into(), request.into(), Argument::StopFlags(flags)]
            };
            let stop = || upcall::queue_stop(callback, queue, request, flags);
            self.held(request, || {
                self.under_lock(queue, || self.upcall(queue, "EvtIoStop", what, stop));
            });
            // The answers are read under the queue's lock, which the callback ran without.
            points::point();
            let returned = self.with(|state| {
                let answer =
                    state.request(request).and_then(|request| request.progress.stop_acknowledged);
                if answer != Some(true) {
                    return false;
                }
                if let Some(record) = state.request(request) {
                    record.progress.owned = false;
                    record.progress.stop_acknowledged = None;
                }
                if let Some(queue) = state.queue(queue) {
                    queue.line.owned.retain(|owned| *owned != request);
                    queue.line.queued.push_front(request);
                }
                state.returns_canceled(request)
            });
            if returned {
                self.purge_request(request);
            }
        }
        self.set_notifying(queue, false);
        self.dispatch_internal(queue);
    }

    fn set_notifying(&self, queue: Handle, notifying: bool) {
        self.with(|state| {
            if let Some(queue) = state.queue(queue) {
                queue.line.notifying = notifying;
            }
        });
    }
}
