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
    /// Likewise, but no queue has delivered it.
    MarkedAlone,
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
            if !request.progress.owned || request.is_queueless() {
                return Err("no queue delivered it");
            }
            let queue = request.progress.queue;
            if request.cancellation.mark != Mark::Unmarked {
                return Err("it is marked already");
            }
            let line = queue.and_then(|queue| state.queue(queue)).map(|queue| &queue.line);
            let purged = line.is_some_and(|line| line.cancel_dispatched);
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
            if let Some(queue) = queue.and_then(|queue| state.queue(queue)) {
                queue.line.canceled.push_back(handle);
            }
            Ok((STATUS_SUCCESS, Some(queue)))
        });
        match outcome {
            Ok((status, canceled)) => {
                match canceled {
                    Some(Some(queue)) => self.dispatch_internal(queue),
                    Some(None) => self.call_cancel_alone(handle),
                    None => {}
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
            self.cancel_irp(handle);
        }
        alive.is_some()
    }

    /// Cancels a request for a purge, which does not set the IRP's Cancel flag. If the driver owns
    /// the request and marks it later, the queue's state still makes it cancelled, until the queue
    /// is started.
    pub(crate) fn purge_request(self: &Arc<Self>, handle: Handle) {
        self.cancel(handle);
    }

    /// Cancels a request for its queue. Returns whether the request was ready to be cancelled.
    pub(super) fn cancel(self: &Arc<Self>, handle: Handle) -> bool {
        let found = self.with(|state| {
            let Some(request) = state.request(handle).filter(|request| !request.progress.completed)
            else {
                return Found::Nothing;
            };
            let (queue, owned, presented) =
                (request.progress.queue, request.progress.owned, request.progress.presented);
            let Some(queue) = queue else {
                return match request.cancellation.mark {
                    Mark::Marked if owned => {
                        request.cancellation.mark = Mark::Canceled;
                        Found::MarkedAlone
                    }
                    _ if owned => Found::Owned,
                    _ => Found::Nothing,
                };
            };
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
                true
            }
            Found::QueuedAgain(queue) | Found::Marked(queue) => {
                self.dispatch_internal(queue);
                true
            }
            Found::MarkedAlone => {
                self.call_cancel_alone(handle);
                true
            }
            Found::Owned | Found::Nothing => false,
        }
    }

    /// Calls `EvtRequestCancel` of a request that no queue has delivered, such as a create, under no
    /// lock.
    fn call_cancel_alone(self: &Arc<Self>, request: Handle) {
        let called = self.with(|state| {
            let record = state.request(request)?;
            let (device, callback) = (record.device, record.cancellation.callback.take());
            state.cancel_history.called(request, callback);
            Some((device, callback?))
        });
        let Some((device, callback)) = called else { return };
        self.held(request, || {
            self.serialized(None, "EvtRequestCancel", || {
                let name = |state: &State| state.name(request);
                self.upcall(device, "EvtRequestCancel", name, || {
                    upcall::request(callback, request);
                });
            });
        });
        self.with(|state| state.cancel_history.returned(request));
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
                    queue.line.push_front(request);
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
