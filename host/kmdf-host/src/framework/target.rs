//! I/O targets: their states, and the requests that are sent to them.

use std::collections::VecDeque;
use std::sync::Arc;

use super::attributes::Attributes;
use super::object::Body;
use super::remote::Remote;
use super::self_target::OwnQueue;
use crate::abi::_WDF_IO_TARGET_STATE as Is;
use crate::abi::{
    NTSTATUS, STATUS_CANCELLED, STATUS_INVALID_DEVICE_STATE, STATUS_WDF_DEVICE_REMOVED_NOT_SENT,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points;
use crate::rules::Rule;

/// An I/O target.
pub(crate) struct IoTarget {
    /// The device whose driver sends.
    pub(crate) device: Handle,
    /// The device that receives.
    pub(crate) below: Option<Handle>,
    /// Set for a remote target.
    pub(crate) remote: Option<Remote>,
    /// Set for a self target.
    pub(crate) own: Option<OwnQueue>,
    /// Its `WDF_IO_TARGET_STATE`.
    pub(crate) state: i32,
    /// The requests that are sent, oldest first.
    pub(crate) sent: Vec<Handle>,
    /// The requests that were sent whatever the target's state, oldest first.
    pub(crate) ignoring: Vec<Handle>,
    /// The requests that wait for the target's start, oldest first.
    pub(crate) waiting: VecDeque<Handle>,
}

impl IoTarget {
    /// A new target, to which nothing is sent.
    pub(super) fn new(device: Handle, below: Option<Handle>, remote: Option<Remote>) -> Self {
        let (sent, ignoring, waiting) = (Vec::new(), Vec::new(), VecDeque::new());
        let own = None;
        Self { device, below, remote, own, state: Is::WdfIoTargetStarted, sent, ignoring, waiting }
    }
}

/// What a send to a target comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    Sent,
    /// The request waits for the target's start.
    Waits,
}

/// What a stop or a purge does with the requests that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SentIo {
    CancelAndWait,
    Cancel,
    Wait,
    Leave,
}

impl State {
    /// The default I/O target of a device, created when a driver first asks. It precedes the other
    /// children of the device, all but the queues (KMDF behaviour, "Disposing a target").
    pub(crate) fn default_target(&mut self, device: Handle) -> Result<Handle, NTSTATUS> {
        let record = self.device(device).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        if let Some(target) = record.target {
            return Ok(target);
        }
        let below = record.below;
        let driver = self.objects.get(device).map_or(0, |object| object.driver);
        let body = Body::IoTarget(Box::new(IoTarget::new(device, below, None)));
        let target = self.create(driver, Some(device), &Attributes::default(), body)?;
        if let Some(object) = self.objects.parts_mut(device) {
            object.children.retain(|child| *child != target);
            let first = 1.min(object.children.len());
            object.children.insert(first, target);
        }
        if let Some(record) = self.device(device) {
            record.target = Some(target);
        }
        Ok(target)
    }

    /// Puts a request into a list of a target, by the target's state (KMDF behaviour, "States of a
    /// target").
    pub(super) fn admit(
        &mut self,
        request: Handle,
        target: Handle,
        ignores_state: bool,
    ) -> Result<Admission, NTSTATUS> {
        let canceled = self.request(request).is_some_and(|r| r.cancellation.canceled);
        if self.is_without_device(target) {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        let record = self.io_target(target).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        let closed = !matches!(
            record.state,
            Is::WdfIoTargetStarted | Is::WdfIoTargetStopped | Is::WdfIoTargetPurged
        );
        let admission = match record.state {
            _ if ignores_state && !closed => {
                record.ignoring.push(request);
                Admission::Sent
            }
            Is::WdfIoTargetStarted => {
                record.sent.push(request);
                Admission::Sent
            }
            Is::WdfIoTargetStopped if canceled => return Err(STATUS_CANCELLED),
            Is::WdfIoTargetStopped => {
                record.waiting.push_back(request);
                Admission::Waits
            }
            _ => return Err(STATUS_INVALID_DEVICE_STATE),
        };
        if let Some(sending) = self.sending(request) {
            sending.target = Some(target);
            sending.waits = admission == Admission::Waits;
            sending.timed_out = false;
        }
        Ok(admission)
    }

    /// Takes a request out of the lists of its target.
    pub(super) fn leave_target(&mut self, request: Handle) -> Option<Handle> {
        let sending = self.sending(request)?;
        let target = sending.target.take()?;
        sending.waits = false;
        sending.below = None;
        if let Some(record) = self.io_target(target) {
            record.sent.retain(|sent| *sent != request);
            record.ignoring.retain(|sent| *sent != request);
            record.waiting.retain(|waiting| *waiting != request);
        }
        Some(target)
    }

    fn sent_to(&mut self, target: Handle, all: bool) -> Vec<Handle> {
        let Some(record) = self.io_target(target) else { return Vec::new() };
        let mut sent = record.sent.clone();
        if all {
            sent.extend(&record.ignoring);
        }
        sent
    }
}

impl Inner {
    /// `WdfIoTargetStart`: sends the requests that waited, oldest first.
    pub(crate) fn start_target(self: &Arc<Self>, target: Handle) -> Result<(), NTSTATUS> {
        self.with(|state| {
            let record = state.io_target(target).ok_or(STATUS_INVALID_DEVICE_STATE)?;
            if record.state == Is::WdfIoTargetDeleted {
                return Err(STATUS_INVALID_DEVICE_STATE);
            }
            record.state = Is::WdfIoTargetStarted;
            Ok(())
        })?;
        while let Some(request) = self.with(|state| {
            let record = state.io_target(target)?;
            let request = record.waiting.pop_front()?;
            record.sent.push(request);
            if let Some(sending) = state.sending(request) {
                sending.waits = false;
            }
            // The timeout of a request that waited is lost.
            state.timeouts.retain(|(_, timed)| *timed != request);
            Some(request)
        }) {
            points::point();
            self.submit(request);
        }
        Ok(())
    }

    /// `WdfIoTargetStop`.
    pub(crate) fn stop_target(self: &Arc<Self>, target: Handle, sent: SentIo, call: &str) {
        self.with(|state| {
            let Some(record) = state.io_target(target) else { return };
            if matches!(record.state, Is::WdfIoTargetStarted | Is::WdfIoTargetPurged) {
                record.state = Is::WdfIoTargetStopped;
            }
        });
        self.settle_sent(target, sent, false, call);
    }

    /// `WdfIoTargetPurge`.
    pub(crate) fn purge_target(self: &Arc<Self>, target: Handle, sent: SentIo, call: &str) {
        self.with(|state| {
            let Some(record) = state.io_target(target) else { return };
            if matches!(record.state, Is::WdfIoTargetStarted | Is::WdfIoTargetStopped) {
                record.state = Is::WdfIoTargetPurged;
            }
        });
        self.fail_waiting(target);
        self.settle_sent(target, sent, false, call);
    }

    /// The end of a target: nothing is sent to it any more (KMDF behaviour, "Disposing a target").
    pub(super) fn dispose_target(self: &Arc<Self>, target: Handle) {
        self.with(|state| {
            if let Some(record) = state.io_target(target) {
                record.state = Is::WdfIoTargetDeleted;
            }
        });
        self.end_target(target, SentIo::CancelAndWait, "target deletion");
        self.close_device(target, true);
    }

    /// Fails the requests that wait in a target whose state admits no others, and settles all that are
    /// sent.
    pub(super) fn end_target(self: &Arc<Self>, target: Handle, sent: SentIo, call: &str) {
        self.fail_waiting(target);
        self.settle_sent(target, sent, true, call);
    }

    /// Completes the requests that wait in a target: they were never sent.
    fn fail_waiting(self: &Arc<Self>, target: Handle) {
        while let Some(request) = self.with(|state| state.io_target(target)?.waiting.pop_front()) {
            self.came_back(request, STATUS_WDF_DEVICE_REMOVED_NOT_SENT, 0, None);
        }
    }

    /// Cancels the requests that are sent, oldest first, or waits for them.
    fn settle_sent(self: &Arc<Self>, target: Handle, what: SentIo, all: bool, call: &str) {
        let sent = self.with(|state| state.sent_to(target, all));
        if matches!(what, SentIo::Cancel | SentIo::CancelAndWait) {
            for request in &sent {
                points::point();
                if self.with(|state| state.target_of(*request)) == Some(target) {
                    self.cancel_from_above(*request);
                }
            }
        }
        if !matches!(what, SentIo::Wait | SentIo::CancelAndWait) || sent.is_empty() {
            return;
        }
        let is_left = |state: &mut State, request: &Handle| {
            state.target_of(*request) == Some(target)
                && state.sending(*request).is_some_and(|sending| !sending.waits)
        };
        let ended = self.wait_until(|state| !sent.iter().any(|request| is_left(state, request)));
        if !ended {
            let left = self.with(|state| sent.iter().copied().find(|r| is_left(state, r)));
            let detail = "the driver below never completes the request that the target waits for";
            self.report(Rule::RequestNeverCompleted, left.unwrap_or(target), call, detail);
        }
    }
}
