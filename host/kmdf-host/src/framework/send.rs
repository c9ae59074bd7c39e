//! `WdfRequestSend`: what is checked, and how a request is given to the driver below.

use std::sync::Arc;

use super::sending::Next;
use super::target::Admission;
use super::way_down::{Received, Way};
use crate::abi::{
    NTSTATUS, STATUS_CANCELLED, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_REQUEST_NOT_ACCEPTED,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points;
use crate::rules::Rule;

/// How a request is sent (`WDF_REQUEST_SEND_OPTIONS`).
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent flags, as the driver sets them")]
pub(crate) struct SendOptions {
    /// In 100 ns units; negative for a time from now; 0 for none.
    pub(crate) timeout: i64,
    pub(crate) synchronous: bool,
    pub(crate) ignores_state: bool,
    pub(crate) forgets: bool,
    /// Whether the completion routine is left out.
    pub(crate) skips_routine: bool,
}

/// Why a request is not sent.
struct Refusal {
    status: NTSTATUS,
    /// The rule that the driver broke, and the detail.
    breach: Option<(Rule, &'static str)>,
}

impl From<NTSTATUS> for Refusal {
    fn from(status: NTSTATUS) -> Self {
        Self { status, breach: None }
    }
}

fn misused(status: NTSTATUS, detail: &'static str) -> Refusal {
    Refusal { status, breach: Some((Rule::ObjectMisused, detail)) }
}

impl State {
    /// Checks a send, in the framework's order.
    fn check_send(&mut self, request: Handle, options: SendOptions) -> Result<(), Refusal> {
        // Source: KMDF behaviour, "WdfRequestSend".
        let verifier_off = self.verifier_off;
        let made = self.is_made(request);
        let sending = self.sending(request).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        sending.has_status = true;
        if sending.target.is_some() {
            return Err(misused(STATUS_INVALID_DEVICE_REQUEST, "it is sent already"));
        }
        let is_formatted = sending.next.is_some();
        let has_format = sending.next.as_ref().is_some_and(|next| next.format.is_some());
        if options.forgets {
            if made {
                return Err(STATUS_INVALID_DEVICE_STATE.into());
            }
            if has_format {
                let detail = "a format call gave it buffers: it cannot be sent and forgotten";
                return Err(misused(STATUS_INVALID_DEVICE_REQUEST, detail));
            }
            return Ok(());
        }
        let has_routine = sending.routine.is_some_and(|routine| routine.callback.is_some());
        if !made && !options.synchronous && !has_routine {
            let detail =
                "it has no completion routine, expected one, or a send that waits or forgets";
            return Err(misused(STATUS_INVALID_DEVICE_REQUEST, detail));
        }
        if !is_formatted {
            if !verifier_off || made {
                let detail = "it is not formatted for the target";
                return Err(misused(STATUS_REQUEST_NOT_ACCEPTED, detail));
            }
            self.copy_location(request);
        }
        if self.sending(request).is_some_and(|sending| sending.canceled) {
            return Err(STATUS_CANCELLED.into());
        }
        Ok(())
    }

    /// Makes the next stack location a copy of the current one.
    pub(crate) fn copy_location(&mut self, request: Handle) {
        let Some(record) = self.request(request) else { return };
        let (kind, lengths) = (record.kind, (record.input_length, record.output_length));
        let offset = record.offset;
        if let Some(sending) = self.sending(request) {
            sending.next = Some(Next { kind, lengths, offset, format: None });
        }
    }

    /// Sets the status of a request that was not sent.
    pub(crate) fn set_status_of(&mut self, request: Handle, status: NTSTATUS) {
        if let Some(sending) = self.sending(request) {
            sending.has_status = true;
        }
        if let Some(record) = self.request(request) {
            record.progress.status = status;
        }
    }
}

impl Inner {
    /// `WdfRequestSend`. Returns whether the request was given to the target; if not, the request's
    /// status says why, and its completion routine is not called.
    pub(crate) fn send_request(
        self: &Arc<Self>,
        request: Handle,
        target: Handle,
        options: SendOptions,
        call: &str,
    ) -> bool {
        let checked = self.with(|state| state.check_send(request, options));
        let admitted = checked.and_then(|()| {
            if options.forgets {
                if self.with(|state| state.is_without_device(target)) {
                    let detail = "the target is closed, and the framework would follow NULL";
                    return Err(misused(STATUS_INVALID_DEVICE_STATE, detail));
                }
                return Ok(None);
            }
            let ignores = options.ignores_state;
            let admitted = self.with(|state| state.admit(request, target, ignores))?;
            Ok(Some(admitted))
        });
        let admission = match admitted {
            Ok(admission) => admission,
            Err(Refusal { status, breach }) => {
                if let Some((rule, detail)) = breach {
                    self.report(rule, request, call, detail);
                }
                self.with(|state| state.set_status_of(request, status));
                return false;
            }
        };
        let Some(admission) = admission else {
            self.forget(request, target);
            return true;
        };
        // The framework keeps the request until it has come back.
        self.reference(request);
        let returns = self.with(|state| {
            let sending = state.sending(request)?;
            if options.skips_routine {
                sending.routine = None;
            }
            Some(sending.returns)
        });
        if options.synchronous {
            self.reference(request);
        } else if options.timeout != 0 {
            self.with(|state| state.arm_timeout(request, options.timeout));
        }
        if admission == Admission::Sent {
            self.submit(request);
        }
        if options.synchronous {
            self.await_return(request, returns.unwrap_or_default(), options.timeout, call);
            self.release(request);
        }
        true
    }

    /// Sends a request to the device of its target.
    pub(super) fn submit(self: &Arc<Self>, request: Handle) {
        let received = self.with(|state| {
            let target = state.target_of(request);
            let to = target.map_or(Way::default(), |target| state.way_to(request, target));
            state.pass_down(request, to, |state, below| {
                if let Some(record) = state.request(below) {
                    record.above = Some(request);
                }
                if let Some(sending) = state.sending(request) {
                    sending.below = Some(below);
                }
            })
        });
        if let Received::Done(status) = received {
            let buffer = self.with(|state| state.take_buffer(request));
            self.came_back(request, status, 0, Some(buffer));
            return;
        }
        self.present_below(received);
    }

    fn present_below(self: &Arc<Self>, received: Received) {
        match received {
            Received::Queued(request, queue) => {
                let canceled = self.with(|state| {
                    state.request(request).is_some_and(|request| request.cancellation.canceled)
                });
                if canceled {
                    self.finish_canceled(request);
                } else {
                    self.arrive(request, queue);
                }
            }
            Received::Created(creation) => self.present_create(creation),
            Received::Done(_) => {}
        }
    }

    /// Sends a request and forgets it: the driver below completes the operation (KMDF behaviour,
    /// "Send and forget").
    fn forget(self: &Arc<Self>, request: Handle, target: Handle) {
        let to = self.with(|state| state.way_to(request, target));
        self.forget_to(request, to);
    }

    /// [`Inner::send_request`] for a request that a filter has no handler for.
    pub(super) fn forget_below(self: &Arc<Self>, request: Handle, below: Handle) {
        let file = self.with(|state| state.request(request)?.file);
        self.forget_to(request, Way { device: Some(below), file, own: None });
    }

    fn forget_to(self: &Arc<Self>, request: Handle, to: Way) {
        let queue = self.with(|state| {
            state.unlock_buffers(request);
            let record = state.request(request)?;
            record.progress.completed = true;
            record.progress.queue
        });
        self.dispose(request);
        let received = self.with(|state| {
            state.pass_down(request, to, |state, below| {
                let Some(record) = state.request(request) else { return };
                let (operation, above) = (record.operation.take(), record.above.take());
                if let Some(record) = state.request(below) {
                    (record.operation, record.above) = (operation, above);
                }
                if let Some(record) = operation.and_then(|number| state.operations.get_mut(number))
                {
                    record.request = Some(below);
                }
                if let Some(sending) = above.and_then(|above| state.sending(above)) {
                    sending.below = Some(below);
                }
            })
        });
        if let Received::Done(status) = received {
            self.with(|state| {
                let Some(record) = state.request(request) else { return };
                (record.progress.status, record.progress.information) = (status, 0);
            });
            self.end_irp(request);
        } else {
            self.present_below(received);
        }
        points::point();
        if let Some(queue) = queue {
            self.leave_queue(request, queue);
        }
        self.destroy(request);
    }
}
