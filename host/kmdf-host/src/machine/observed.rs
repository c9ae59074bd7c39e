//! What a run shows that breaks no rule of the framework's, but may break one of the driver's own.

use crate::footprint::{Resource, Tracked};
use crate::framework::object::{Kind, Object};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::running;

/// What was seen so far.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    pub(crate) completions_under_lock: u32,
    pub(crate) suspends_in_a_tick: u32,
    /// Whether callbacks are counted. In an exploration that makes their order matter, also where
    /// they have nothing to do with each other.
    pub(crate) counts_callbacks: bool,
    active: Tracked<u32, { Resource::CALLBACKS.number() }>,
    pub(crate) most_callbacks_at_once: u32,
}

/// Whether a callback is one of those that a queue's synchronization scope concerns.
fn is_synchronized(callback: &str) -> bool {
    callback.starts_with("EvtIo") || matches!(callback, "EvtTimerFunc" | "EvtRequestCancel")
}

impl Inner {
    /// Notes that a request is being completed.
    pub(crate) fn observe_completion(&self) {
        if !running::locks_held().is_empty() {
            self.with(|state| state.observed.completions_under_lock += 1);
        }
    }

    /// Notes that a driver has suspended a device's self-managed I/O.
    pub(crate) fn observe_suspend(&self, device: Handle) {
        self.with(|state| {
            let ticks = |timer: &Handle| {
                let ticking = state.objects.get(*timer).is_some_and(Object::is_ticking);
                ticking && state.ancestor(*timer, Kind::Device) == Some(device)
            };
            if state.timers().iter().any(ticks) {
                state.observed.suspends_in_a_tick += 1;
            }
        });
    }

    /// Notes that a callback is entered.
    pub(crate) fn observe_enter(&self, callback: &str) {
        self.with(|state| {
            let observed = &mut state.observed;
            if observed.counts_callbacks && is_synchronized(callback) {
                *observed.active += 1;
                observed.most_callbacks_at_once =
                    observed.most_callbacks_at_once.max(*observed.active);
            }
        });
    }

    /// Notes that a callback has returned.
    pub(crate) fn observe_leave(&self, callback: &str) {
        self.with(|state| {
            let observed = &mut state.observed;
            if observed.counts_callbacks && is_synchronized(callback) {
                *observed.active = observed.active.saturating_sub(1);
            }
        });
    }
}
