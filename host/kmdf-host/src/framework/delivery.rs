//! Delivery: the calls of a queue's callbacks, under the queue's callback lock where the scope asks
//! for the lock.

use std::sync::Arc;

use super::context::Context;
use super::queue::Config;
use super::request::RequestKind;
use crate::abi::{EVT_WDF_REQUEST_CANCEL, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::Argument;
use crate::points;
use crate::upcall;
use crate::upcall::StateCallback;

/// A queue and its request, as the arguments of a callback.
fn names_of(queue: Handle, request: Handle) -> impl Fn(&State) -> [Argument; 2] {
    move |state| [queue, request].map(|handle| state.name(handle).into())
}

fn with_length([queue, request]: [Argument; 2], length: usize) -> [Argument; 3] {
    [queue, request, Argument::Length(length)]
}

impl Inner {
    /// Runs `work` under the presentation lock of a queue, if it has one.
    pub(crate) fn under_lock(self: &Arc<Self>, queue: Handle, work: impl FnOnce()) {
        let lock = self.with(|state| state.queue(queue).and_then(|queue| queue.presentation_lock));
        self.serialized(lock, "presentation", work);
    }

    /// Keeps a request until `work`, which calls a callback of its queue, is done: a completion inside
    /// the callback cleans the request up, and its `EvtDestroyCallback` is called after the callback
    /// has returned (KMDF behaviour, "Completing a request"). A request without this callback is not
    /// kept: when it goes makes no difference to the driver.
    pub(crate) fn held(self: &Arc<Self>, request: Handle, work: impl FnOnce()) {
        let tells = self.with(|state| {
            let object = state.objects.get(request);
            object.is_some_and(|object| object.contexts.iter().any(Context::tells_destruction))
        });
        if tells {
            self.reference(request);
        }
        work();
        if tells {
            self.release(request);
        }
    }

    /// Calls the `EvtIoQueueState` of a stop, which runs under no lock.
    pub(super) fn call_stopped(self: &Arc<Self>, queue: Handle, callback: StateCallback) {
        self.serialized(None, "EvtIoQueueState", || self.call_state(queue, callback));
    }

    /// Calls the `EvtIoQueueState` of a drain, of a purge, or of a queue with requests to retrieve.
    pub(super) fn call_under_lock(self: &Arc<Self>, queue: Handle, callback: StateCallback) {
        self.under_lock(queue, || self.call_state(queue, callback));
    }

    fn call_state(&self, queue: Handle, callback: StateCallback) {
        let name = |state: &State| state.name(queue);
        self.upcall(queue, "EvtIoQueueState", name, || upcall::queue_state(callback, queue));
    }

    pub(super) fn call_cancel(
        self: &Arc<Self>,
        queue: Handle,
        request: Handle,
        callback: EVT_WDF_REQUEST_CANCEL,
    ) {
        let Some(callback) = callback else { return };
        self.held(request, || {
            self.under_lock(queue, || {
                let name = |state: &State| state.name(request);
                self.upcall(queue, "EvtRequestCancel", name, || upcall::request(callback, request));
            });
        });
        self.with(|state| state.cancel_history.returned(request));
    }

    pub(super) fn call_canceled_on_queue(self: &Arc<Self>, queue: Handle, request: Handle) {
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
    pub(super) fn present(self: &Arc<Self>, queue: Handle, request: Handle) {
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
        if !config.handles(kind) && config.io_default.is_none() {
            points::point();
            self.finish_undelivered(request, STATUS_INVALID_DEVICE_REQUEST);
            return;
        }
        if empty && !config.zero_length {
            points::point();
            self.finish_undelivered(request, STATUS_SUCCESS);
            return;
        }
        let verifier_off = self.with(|state| {
            if let Some(request) = state.request(request) {
                request.progress.presented = true;
            }
            state.verifier_off
        });
        let deliver = || self.under_lock(queue, || self.call_handler(queue, request, &config));
        // The verifier keeps a reference of its own during the callback.
        if verifier_off { deliver() } else { self.held(request, deliver) }
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
                let name = "EvtIoDeviceControl";
                self.call_control(queue, request, name, control, (output, input, code));
            }
            (RequestKind::InternalControl(code), ..) if config.io_internal_control.is_some() => {
                let name = "EvtIoInternalDeviceControl";
                if let Some(control) = config.io_internal_control {
                    self.call_control(queue, request, name, control, (output, input, code));
                }
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
    /// Calls the handler of a control code.
    fn call_control(
        self: &Arc<Self>,
        queue: Handle,
        request: Handle,
        name: &'static str,
        control: upcall::Control,
        (output, input, code): (usize, usize, u32),
    ) {
        let names = names_of(queue, request);
        let arguments = |s: &State| {
            let [queue, request] = names(s);
            let (output, input) = (Argument::OutputLength(output), Argument::InputLength(input));
            [queue, request, output, input, Argument::ControlCode(code)]
        };
        self.upcall(queue, name, arguments, || {
            upcall::queue_control(control, queue, request, output, input, code);
        });
    }
}
