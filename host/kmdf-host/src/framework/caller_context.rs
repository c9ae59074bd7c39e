//! Requests that a driver sees in the context of the caller, before a queue does.

// Source: KMDF behaviour, "EvtIoInCallerContext".

use std::sync::Arc;

use super::request::Mark;
use crate::abi::{NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_PENDING, STATUS_WDF_BUSY};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::rules::Rule;
use crate::trace::ThreadName;
use crate::{points, running, upcall};

/// Where a request goes that the driver enqueues.
enum Route {
    Queue(Handle),
    /// To the device below: the filter has no handler.
    Below(Handle),
}

impl State {
    /// Where a request goes that a driver enqueues, or the status of the refusal, with the misuse that
    /// the framework's verifier reports.
    fn route_of(
        &mut self,
        device: Handle,
        request: Handle,
    ) -> Result<Route, (NTSTATUS, Option<&'static str>)> {
        let verifier_off = self.verifier_off;
        let misused = |detail| Err((STATUS_INVALID_DEVICE_REQUEST, Some(detail)));
        let Some(record) = self.request(request) else { return misused("it does not exist") };
        if record.device != device {
            return misused("it is a request of another device");
        }
        if !verifier_off && !record.progress.owned {
            return misused("a queue owns it, expected the driver");
        }
        if !verifier_off && !record.progress.in_caller_context {
            return misused("called outside EvtIoInCallerContext of the request");
        }
        if !verifier_off && record.cancellation.mark != Mark::Unmarked {
            return misused("it is marked cancelable: unmark it first");
        }
        let (kind, is_formatted) =
            (record.kind, record.sending.as_ref().is_some_and(|sending| sending.next.is_some()));
        let queue = self.queue_for(device, kind);
        let filter = self.device(device).filter(|device| device.is_filter).map(|d| d.below);
        let Some(below) = filter else {
            return match queue {
                Some(queue) => self.accepting(queue),
                None => misused("the device has no queue for its type"),
            };
        };
        match queue {
            Some(queue) if self.takes_on_filter(device, queue, kind) => self.accepting(queue),
            _ if is_formatted => misused("it is formatted for a target"),
            _ => match below {
                Some(below) => Ok(Route::Below(below)),
                None => misused("there is no device below the filter"),
            },
        }
    }

    fn accepting(&mut self, queue: Handle) -> Result<Route, (NTSTATUS, Option<&'static str>)> {
        let accepts = self.queue(queue).is_some_and(|queue| queue.line.accept);
        if accepts { Ok(Route::Queue(queue)) } else { Err((STATUS_WDF_BUSY, None)) }
    }
}

impl Inner {
    /// Lets a request arrive that `State::receive` has made: first in `EvtIoInCallerContext`, if the
    /// driver has that callback, else in its queue. Returns the status of the dispatch routine.
    pub(crate) fn arrive(self: &Arc<Self>, request: Handle, queue: Option<Handle>) -> NTSTATUS {
        if !self.allocate_for_request(request, queue) {
            return STATUS_PENDING;
        }
        let callback = self.with(|state| {
            let device = state.request(request)?.device;
            let callback = state.device(device)?.in_caller_context?;
            let progress = &mut state.request(request)?.progress;
            progress.owned = true;
            progress.presented = true;
            progress.in_caller_context = true;
            Some((device, callback))
        });
        let Some((device, callback)) = callback else {
            return self.dispatch_request(request, queue);
        };
        points::point();
        self.held(request, || {
            let names = |s: &State| [s.name(device), s.name(request)].map(Into::into);
            self.upcall(
                device,
                "EvtIoInCallerContext",
                |s| -> [crate::names::Argument; 2] { names(s) },
                || {
                    upcall::in_caller_context(callback, device, request);
                },
            );
        });
        self.with(|state| {
            if let Some(record) = state.request(request) {
                record.progress.in_caller_context = false;
            }
        });
        STATUS_PENDING
    }

    /// `WdfDeviceEnqueueRequest`: puts a request into the queue for its type. On a failure the driver
    /// still owns the request.
    pub(crate) fn enqueue_request(
        self: &Arc<Self>,
        device: Handle,
        request: Handle,
        call: &str,
    ) -> Result<(), NTSTATUS> {
        let route = match self.with(|state| state.route_of(device, request)) {
            Ok(route) => route,
            Err((status, misuse)) => {
                if let Some(detail) = misuse {
                    self.report(Rule::ObjectMisused, request, call, detail);
                }
                return Err(status);
            }
        };
        let queue = match route {
            Route::Queue(queue) => queue,
            Route::Below(below) => {
                self.forget_below(request, below);
                return Ok(());
            }
        };
        let canceled = self.with(|state| {
            let record = state.request(request)?;
            record.progress.owned = false;
            record.progress.in_caller_context = false;
            record.progress.queue = Some(queue);
            let canceled = record.cancellation.canceled;
            if let Some(queue) = state.queue(queue) {
                queue.line.push_back(request);
            }
            Some(canceled)
        });
        if canceled == Some(true) {
            self.purge_request(request);
        }
        self.dispatch(queue);
        Ok(())
    }

    /// The process in whose context the running thread is, if in an application's.
    pub(crate) fn caller() -> Option<u32> {
        match running::thread_name() {
            ThreadName::Application(process) => Some(process),
            _ => None,
        }
    }
}
