//! Requests that a driver finds in a queue and takes out of it, and the notice that a manual queue has
//! some (KMDF behaviour, "Manual queues", and KMDF behaviour, "Ready notification").

use std::sync::Arc;

use super::line::Power;
use super::object::Life;
use super::reference::Reference;
use super::request::RequestKind;
use crate::abi::_WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
use crate::abi::{
    NTSTATUS, STATUS_DELETE_PENDING, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_INVALID_PARAMETER, STATUS_NO_MORE_ENTRIES, STATUS_NOT_FOUND, STATUS_SUCCESS,
    STATUS_WDF_PAUSED,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::rules::Rule;
use crate::upcall::StateCallback;

/// Which request a driver takes out of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Oldest,
    /// The oldest of a file object.
    OfFile(Handle),
    /// The one that `WdfIoQueueFindRequest` has found.
    Found(Handle),
}

impl State {
    /// Takes a request out of a queue. The driver owns the request then, unless the request is empty
    /// and the queue has no empty requests for the driver.
    fn take_from(&mut self, handle: Handle, wanted: Wanted) -> Result<Handle, NTSTATUS> {
        let queue = self.queue(handle).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        if queue.config.dispatch_type == Dispatch::WdfIoQueueDispatchParallel {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        if queue.line.power == Power::Off || !queue.line.dispatch {
            return Err(STATUS_WDF_PAUSED);
        }
        let queued = &queue.line.queued;
        let (request, lack) = match wanted {
            Wanted::Oldest => (queued.front().copied(), STATUS_NO_MORE_ENTRIES),
            Wanted::OfFile(file) => {
                let queued = queued.clone();
                let of_file = |request: &Handle| {
                    self.request(*request).is_some_and(|request| request.file_object == file)
                };
                (queued.into_iter().find(of_file), STATUS_NO_MORE_ENTRIES)
            }
            Wanted::Found(found) => (queued.contains(&found).then_some(found), STATUS_NOT_FOUND),
        };
        let request = request.ok_or(lack)?;
        if let Some(queue) = self.queue(handle) {
            queue.line.queued.retain(|queued| *queued != request);
        }
        if !self.is_passed_over(handle, request) {
            self.own(handle, request);
            if let Some(record) = self.request(request) {
                record.progress.presented = true;
            }
        }
        Ok(request)
    }

    /// Whether a request has no bytes to transfer, and its queue completes such requests itself.
    fn is_passed_over(&mut self, queue: Handle, request: Handle) -> bool {
        let empty = self.request(request).is_some_and(|request| match request.kind {
            RequestKind::Read => request.output_length == 0,
            RequestKind::Write => request.input_length == 0,
            _ => false,
        });
        empty && self.queue(queue).is_some_and(|queue| !queue.config.zero_length)
    }

    /// `WdfIoQueueFindRequest` in a manual queue. The driver gets a reference to the request.
    fn find(&mut self, queue: Handle, tag: Handle, file: Handle) -> Result<Handle, NTSTATUS> {
        let queued = self.queue(queue).map(|queue| queue.line.queued.clone());
        let queued = queued.ok_or(STATUS_INVALID_DEVICE_STATE)?;
        let first = if tag.is_null() {
            0
        } else {
            let place = queued.iter().position(|request| *request == tag);
            place.ok_or(STATUS_NOT_FOUND)? + 1
        };
        let fits = |request: &Handle| {
            let file_object = self.request(*request).map(|request| request.file_object);
            file_object.is_some_and(|object| file.is_null() || object == file)
        };
        let found = queued.into_iter().skip(first).find(fits);
        found.ok_or(STATUS_NO_MORE_ENTRIES)
    }

    /// Registers or takes off a queue's ready callback. Returns the status, and what the driver broke.
    fn set_ready(
        &mut self,
        handle: Handle,
        callback: Option<StateCallback>,
    ) -> Result<(), (NTSTATUS, &'static str)> {
        const REFUSED: NTSTATUS = STATUS_INVALID_DEVICE_REQUEST;
        let alive = self.objects.get(handle).is_some_and(|object| object.life == Life::Alive);
        let queue = self.queue(handle).ok_or((REFUSED, ""))?;
        if !queue.config.is_manual() {
            return Err((REFUSED, "the queue is not manual"));
        }
        if !alive {
            return Err((STATUS_DELETE_PENDING, ""));
        }
        match (callback, queue.line.ready) {
            (Some(_), Some(_)) => return Err((REFUSED, "a callback is registered already")),
            (None, None) => return Err((REFUSED, "no callback is registered")),
            (None, Some(_)) if queue.line.dispatch => {
                return Err((REFUSED, "the queue is started, expected WdfIoQueueStop first"));
            }
            _ => queue.line.ready = callback,
        }
        Ok(())
    }
}

impl Inner {
    /// `WdfIoQueueRetrieveNextRequest`, `…RetrieveRequestByFileObject` and `…RetrieveFoundRequest`.
    pub(crate) fn retrieve(
        self: &Arc<Self>,
        queue: Handle,
        wanted: Wanted,
    ) -> Result<Handle, NTSTATUS> {
        loop {
            let request = self.with(|state| state.take_from(queue, wanted))?;
            if !self.with(|state| state.is_passed_over(queue, request)) {
                return Ok(request);
            }
            self.finish_undelivered(request, STATUS_SUCCESS);
        }
    }

    /// `WdfIoQueueFindRequest`: the first request of a file object, or any, behind `tag`. Either may be
    /// NULL. The driver must drop the reference that the request has got.
    pub(crate) fn find_request(
        &self,
        queue: Handle,
        tag: Handle,
        file: Handle,
        call: &str,
    ) -> Result<Handle, NTSTATUS> {
        let manual = self.with(|state| state.queue(queue).is_some_and(|q| q.config.is_manual()));
        if !manual {
            self.report(Rule::ObjectMisused, queue, call, "the queue is not manual");
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        if !tag.is_null() && !self.check_tag(call, tag) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        let found = self.with(|state| state.find(queue, tag, file))?;
        self.reference_by_driver(found, Reference { tag: 0, place: None });
        Ok(found)
    }

    /// Whether a search may begin at a request, or a retrieval take it: the driver owns the request, or
    /// references it since a search found it. Reports any other; without the verifier, the framework
    /// goes on.
    pub(crate) fn check_tag(&self, call: &str, tag: Handle) -> bool {
        let (known, off) = self.with(|state| {
            let referenced = state.objects.get(tag).is_some_and(|tag| !tag.taken.is_empty());
            let owned = state.request(tag).is_some_and(|request| request.progress.owned);
            (referenced || owned, state.verifier_off)
        });
        if !known {
            let detail = "the driver neither owns it nor has a reference to it, expected a request \
                          that WdfIoQueueFindRequest returned, before its WdfObjectDereference";
            self.report(Rule::ObjectMisused, tag, call, detail);
        }
        known || off
    }

    /// `WdfIoQueueReadyNotify`: registers a callback, or takes it off with `None`.
    pub(crate) fn notify_ready(
        self: &Arc<Self>,
        queue: Handle,
        callback: Option<StateCallback>,
        call: &str,
    ) -> Result<(), NTSTATUS> {
        if let Err((status, detail)) = self.with(|state| state.set_ready(queue, callback)) {
            if !detail.is_empty() {
                self.report(Rule::ObjectMisused, queue, call, detail);
            }
            return Err(status);
        }
        if callback.is_some() {
            self.dispatch(queue);
        }
        Ok(())
    }

    /// Runs the dispatcher of a request's queue if the request's return has made its ready callback due.
    pub(super) fn dispatch_ready(self: &Arc<Self>, request: Handle) {
        let queue = self.with(|state| {
            let queue = state.request(request)?.progress.queue?;
            state.queue(queue).is_some_and(|q| q.line.is_ready_due()).then_some(queue)
        });
        if let Some(queue) = queue {
            self.dispatch_internal(queue);
        }
    }
}
