//! The dispatcher: which request or event of a queue the driver gets next, and in which callback.
//!
//! Each thread that enters runs a loop of its own; a queue counts the threads in its dispatcher.
//! Sources: KMDF behaviour, "The dispatcher loop", and KMDF behaviour, "Delivery to the driver".

use std::sync::Arc;

use super::queue::{Config, Power};
use super::request::RequestKind;
use crate::abi::_WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
use crate::abi::{
    EVT_WDF_REQUEST_CANCEL, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_PENDING, STATUS_SUCCESS,
};
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::names::Argument;
use crate::points;
use crate::running;
use crate::trace::{Decision, Deferral, EventKind, Reason};
use crate::upcall;
use crate::upcall::StateCallback;

/// What the dispatcher does next.
enum Step {
    /// `EvtRequestCancel` of a request that the driver owns.
    Cancel(Handle, EVT_WDF_REQUEST_CANCEL),
    /// `EvtIoCanceledOnQueue` of a request that the driver had seen before.
    CanceledOnQueue(Handle),
    /// The callback of `WdfIoQueueStop`; called without a lock.
    Stopped(StateCallback),
    /// The callback of a drain or a purge.
    Emptied(StateCallback),
    /// A request for the driver.
    Present(Handle),
    /// Nothing, for now.
    Rest,
}

impl State {
    fn next_step(&mut self, handle: Handle) -> Step {
        let Some(queue) = self.queue(handle) else { return Step::Rest };
        if !queue.line.notifying
            && let Some(request) = queue.line.canceled.pop_front()
        {
            let callback = self.request(request).and_then(|r| r.cancellation.callback.take());
            return Step::Cancel(request, callback);
        }
        if let Some(request) = queue.line.canceled_again.pop_front() {
            queue.line.owned.push(request);
            if let Some(request) = self.request(request) {
                request.progress.owned = true;
            }
            return Step::CanceledOnQueue(request);
        }
        if queue.line.dispatching == 1 && queue.line.owned.is_empty() {
            if let Some(callback) = queue.line.stop_complete.take() {
                return Step::Stopped(callback);
            }
            if queue.line.queued.is_empty()
                && let Some(callback) = queue.line.empty_complete.take()
            {
                queue.line.cancel_dispatched = false;
                return Step::Emptied(callback);
            }
        }
        let parallel = queue.config.dispatch_type == Dispatch::WdfIoQueueDispatchParallel;
        let limit = if parallel { queue.config.parallel_limit as usize } else { 1 };
        let closed =
            queue.line.power != Power::On || !queue.line.dispatch || queue.config.is_manual();
        if closed || queue.line.owned.len() >= limit {
            return Step::Rest;
        }
        match queue.line.queued.pop_front() {
            Some(request) => {
                queue.line.owned.push(request);
                if let Some(request) = self.request(request) {
                    request.progress.owned = true;
                }
                Step::Present(request)
            }
            None => Step::Rest,
        }
    }

    /// Defers a queue's dispatcher to a DPC or a work item if the calling thread may not run it.
    /// Returns the reason and the destination.
    fn defer_dispatch(&mut self, handle: Handle) -> Option<(Reason, Deferral)> {
        let queue = self.queue(handle)?;
        let passive = queue.config.passive;
        let lock = queue.presentation_lock.unwrap_or(handle);
        let me = running::thread();
        let held = self.lock(lock).is_some_and(|lock| lock.owner.is_some() && lock.owner == me);
        let raised = passive && running::irql() > 0;
        let reason = match (held, raised) {
            (true, _) => Reason::LockHeld,
            (false, true) => Reason::IrqlRaised,
            (false, false) => return None,
        };
        let (line, to) = if passive {
            (&mut *self.work_items, Deferral::WorkItem)
        } else {
            (&mut *self.dpcs, Deferral::Dpc)
        };
        let deferred = Deferred::Dispatch(handle);
        if !line.contains(&deferred) {
            line.push_back(deferred);
        }
        Some((reason, to))
    }
}

/// A queue and its request, as the arguments of a callback.
fn names_of(queue: Handle, request: Handle) -> impl Fn(&State) -> [Argument; 2] {
    move |state| [queue, request].map(|handle| state.name(handle).into())
}

fn with_length([queue, request]: [Argument; 2], length: usize) -> [Argument; 3] {
    [queue, request, Argument::Length(length)]
}

impl Inner {
    /// Puts an application's request into a queue; `None` means that the device has no queue for
    /// the request. Returns the status of the framework's dispatch routine.
    pub(crate) fn dispatch_request(
        self: &Arc<Self>,
        request: Handle,
        queue: Option<Handle>,
    ) -> crate::abi::NTSTATUS {
        let Some(queue) = queue else {
            self.finish_undelivered(request, STATUS_INVALID_DEVICE_REQUEST);
            return STATUS_INVALID_DEVICE_REQUEST;
        };
        let accepted = self.with(|state| {
            let accepted = state.queue(queue).is_some_and(|queue| queue.line.accept);
            if accepted {
                if let Some(record) = state.request(request) {
                    record.progress.queue = Some(queue);
                }
                if let Some(queue) = state.queue(queue) {
                    queue.line.queued.push_back(request);
                }
            }
            accepted
        });
        if !accepted {
            self.finish_undelivered(request, STATUS_INVALID_DEVICE_STATE);
            return STATUS_INVALID_DEVICE_STATE;
        }
        self.dispatch(queue);
        STATUS_PENDING
    }

    /// Runs a queue's dispatcher after a completion or a cancellation, or on the thread to which it
    /// was deferred. Does nothing if a thread is in the dispatcher already: that thread continues
    /// once its callback has returned.
    pub(crate) fn dispatch_internal(self: &Arc<Self>, queue: Handle) {
        if self.with(|state| state.queue(queue).is_some_and(|queue| queue.line.dispatching == 0)) {
            self.dispatch(queue);
        }
    }

    fn dispatch(self: &Arc<Self>, queue: Handle) {
        if let Some((reason, to)) = self.with(|state| state.defer_dispatch(queue)) {
            self.trace(|| EventKind::Framework(Decision::DispatchDeferred { reason, to }));
            return;
        }
        self.with(|state| {
            if let Some(queue) = state.queue(queue) {
                queue.line.dispatching += 1;
            }
        });
        loop {
            match self.with(|state| state.next_step(queue)) {
                Step::Cancel(request, callback) => self.call_cancel(queue, request, callback),
                Step::CanceledOnQueue(request) => self.call_canceled_on_queue(queue, request),
                Step::Stopped(callback) => {
                    self.upcall(
                        queue,
                        "EvtIoQueueState",
                        |state| state.name(queue),
                        || {
                            upcall::queue_state(callback, queue);
                        },
                    );
                }
                Step::Emptied(callback) => {
                    self.under_lock(queue, || {
                        self.upcall(
                            queue,
                            "EvtIoQueueState",
                            |state| state.name(queue),
                            || {
                                upcall::queue_state(callback, queue);
                            },
                        );
                    });
                }
                Step::Present(request) => self.present(queue, request),
                Step::Rest => break,
            }
        }
        self.with(|state| {
            if let Some(queue) = state.queue(queue) {
                queue.line.dispatching = queue.line.dispatching.saturating_sub(1);
            }
        });
    }

    /// Runs `work` under the presentation lock of a queue, if it has one.
    pub(crate) fn under_lock(self: &Arc<Self>, queue: Handle, work: impl FnOnce()) {
        let lock = self.with(|state| state.queue(queue).and_then(|queue| queue.presentation_lock));
        let Some(lock) = lock else { return work() };
        points::point();
        if self.acquire(lock, "presentation") {
            work();
            self.release_lock(lock, "presentation");
        }
    }

    fn call_cancel(
        self: &Arc<Self>,
        queue: Handle,
        request: Handle,
        callback: EVT_WDF_REQUEST_CANCEL,
    ) {
        let Some(callback) = callback else { return };
        self.under_lock(queue, || {
            self.upcall(
                queue,
                "EvtRequestCancel",
                |state| state.name(request),
                || upcall::request(callback, request),
            );
        });
    }

    fn call_canceled_on_queue(self: &Arc<Self>, queue: Handle, request: Handle) {
        let callback =
            self.with(|state| state.queue(queue).and_then(|q| q.config.io_canceled_on_queue));
        let Some(callback) = callback else { return };
        self.under_lock(queue, || {
            self.upcall(queue, "EvtIoCanceledOnQueue", names_of(queue, request), || {
                upcall::queue_request(callback, queue, request);
            });
        });
    }

    /// Delivers one request to the driver, or completes the request if no handler takes it
    /// (KMDF behaviour, "Delivery to the driver").
    fn present(self: &Arc<Self>, queue: Handle, request: Handle) {
        let Some((config, kind, input, output)) = self.with(|state| {
            let config = state.queue(queue)?.config;
            let request = state.request(request)?;
            Some((config, request.kind, request.input_length, request.output_length))
        }) else {
            return;
        };
        let empty = match kind {
            RequestKind::Read => output == 0,
            RequestKind::Write => input == 0,
            _ => false,
        };
        let specific = match kind {
            RequestKind::Read => config.io_read.is_some(),
            RequestKind::Write => config.io_write.is_some(),
            RequestKind::DeviceControl(_) => config.io_device_control.is_some(),
            RequestKind::Create => false,
        };
        if !specific && config.io_default.is_none() {
            self.finish_undelivered(request, STATUS_INVALID_DEVICE_REQUEST);
            return;
        }
        if empty && !config.zero_length {
            self.finish_undelivered(request, STATUS_SUCCESS);
            return;
        }
        self.with(|state| {
            if let Some(request) = state.request(request) {
                request.progress.presented = true;
            }
        });
        self.under_lock(queue, || self.call_handler(queue, request, &config));
    }

    /// Calls the handler for a request's type, else `EvtIoDefault`.
    fn call_handler(self: &Arc<Self>, queue: Handle, request: Handle, config: &Config) {
        let Some((kind, input, output)) = self.with(|state| {
            let request = state.request(request)?;
            Some((request.kind, request.input_length, request.output_length))
        }) else {
            return;
        };
        let names = names_of(queue, request);
        match (kind, config.io_read, config.io_write, config.io_device_control) {
            (RequestKind::Read, Some(read), ..) => {
                self.upcall(
                    queue,
                    "EvtIoRead",
                    |s| with_length(names(s), output),
                    || {
                        upcall::queue_transfer(read, queue, request, output);
                    },
                );
            }
            (RequestKind::Write, _, Some(write), _) => {
                self.upcall(
                    queue,
                    "EvtIoWrite",
                    |s| with_length(names(s), input),
                    || {
                        upcall::queue_transfer(write, queue, request, input);
                    },
                );
            }
            (RequestKind::DeviceControl(code), _, _, Some(control)) => {
                let arguments = |s: &State| {
                    let [queue, request] = names(s);
                    let (output, input) =
                        (Argument::OutputLength(output), Argument::InputLength(input));
                    [queue, request, output, input, Argument::ControlCode(code)]
                };
                self.upcall(queue, "EvtIoDeviceControl", arguments, || {
                    upcall::queue_control(control, queue, request, output, input, code);
                });
            }
            _ => {
                if let Some(default) = config.io_default {
                    self.upcall(queue, "EvtIoDefault", names, || {
                        upcall::queue_request(default, queue, request);
                    });
                }
            }
        }
    }
}
