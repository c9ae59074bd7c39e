//! The end of a request that is sent and not back yet: a cancellation, or the end of its time.

use std::sync::Arc;

use crate::abi::STATUS_CANCELLED;
use crate::footprint::unrecorded;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points::Waited;
use crate::rules::Rule;

impl Inner {
    /// Waits until a request has come back, at most `timeout`; then cancels it, and waits without a
    /// limit.
    pub(super) fn await_return(
        self: &Arc<Self>,
        request: Handle,
        returns: u32,
        timeout: i64,
        call: &str,
    ) {
        let is_back = |state: &mut State| {
            state.sending(request).is_none_or(|sending| sending.returns != returns)
        };
        if timeout != 0 {
            let now = self.untracked_now();
            let limit = match u64::try_from(timeout) {
                Ok(at) => at.saturating_sub(now),
                Err(_) => timeout.unsigned_abs(),
            };
            if self.wait_for(limit, is_back) == Waited::Ready {
                return;
            }
            // Nothing else happens on this machine meanwhile, but the time passes.
            self.with(|state| *state.now = (*state.now).max(now.saturating_add(limit)));
            self.time_out(request);
        }
        if !self.wait_until(is_back) {
            let detail = "the driver below never completes the request that the call waits for";
            self.report(Rule::RequestNeverCompleted, request, call, detail);
        }
    }

    /// Cancels a request whose time is over.
    pub(crate) fn time_out(self: &Arc<Self>, request: Handle) {
        let is_sent = self.with(|state| {
            let sending = state.sending(request)?;
            sending.target?;
            sending.timed_out = true;
            Some(())
        });
        if is_sent.is_some() {
            self.cancel_from_above(request);
        }
    }

    /// Cancels the IRP of a request for the driver that has sent it. The request comes back once the
    /// cancellation below has returned, not inside.
    pub(super) fn cancel_from_above(self: &Arc<Self>, request: Handle) -> bool {
        self.with(|state| {
            if let Some(sending) = state.sending(request) {
                sending.cancels += 1;
            }
        });
        let found = self.cancel_irp(request);
        let kept = self.with(|state| {
            let sending = state.sending(request)?;
            sending.cancels = sending.cancels.saturating_sub(1);
            sending.kept.take_if(|_| sending.cancels == 0)
        });
        if let Some((status, information, buffer)) = kept {
            self.came_back(request, status, information, buffer);
        }
        found
    }

    /// Cancels the IRP of a request, wherever it is (`IoCancelIrp`). Returns whether something was
    /// ready to be cancelled.
    pub(crate) fn cancel_irp(self: &Arc<Self>, request: Handle) -> bool {
        let now = self.untracked_now();
        let mut holder = request;
        loop {
            let (waits, below) = self.with(|state| {
                let Some(record) = state.request(holder) else { return (false, None) };
                record.cancellation.canceled = true;
                record.cancellation.canceled_at = now;
                let sending = record.sending.as_ref();
                sending.map_or((false, None), |sending| (sending.waits, sending.below))
            });
            if waits {
                self.came_back(holder, STATUS_CANCELLED, 0, None);
                return true;
            }
            match below {
                Some(below) => holder = below,
                None => return self.cancel(holder),
            }
        }
    }

    /// `WdfRequestCancelSentRequest`.
    pub(crate) fn cancel_sent(self: &Arc<Self>, request: Handle) -> bool {
        let is_sent = self.with(|state| {
            let sending = state.sending(request)?;
            sending.canceled = true;
            sending.target
        });
        is_sent.is_some() && self.cancel_from_above(request)
    }
}

impl State {
    /// Arms the timer of a request that is sent: `timeout` as in the send options.
    pub(super) fn arm_timeout(&mut self, request: Handle, timeout: i64) {
        let now = *self.now;
        let due = match u64::try_from(timeout) {
            Ok(at) => at,
            Err(_) => now.saturating_add(timeout.unsigned_abs()),
        };
        unrecorded(|| self.timeouts.push((due, request)));
    }
}
