//! Facts about a run that break no rule of the framework, but may break one of the driver's own.

use crate::footprint::{Resource, Tracked};
use crate::framework::object::{Kind, Object};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::running;

/// Facts about a machine's run so far that break no rule of the framework, but may break one of the
/// driver's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Observed {
    /// How many requests a driver has completed while the completing thread held a lock object. The
    /// next request may be presented before such a completion returns.
    pub completions_under_lock: u32,
    /// How many times a device's `EvtDeviceSelfManagedIoSuspend` has returned while one of its
    /// timers was in its callback. The rest of such a callback runs while the device is suspended.
    pub suspends_in_a_tick: u32,
    /// The most I/O callbacks, cancel callbacks and timer callbacks that were active at once since
    /// [`watch_callbacks`](crate::Machine::watch_callbacks): 1 for a driver with one queue and
    /// `WdfSynchronizationScopeQueue`.
    pub most_callbacks_at_once: u32,
    /// How many timers drivers have created with `UseHighResolutionTimer`. While such a timer runs,
    /// Windows interrupts more often for its clock, which costs power; a period below 15.6 ms needs it.
    /// In virtual time every timer is exact.
    pub high_resolution_timers: u32,
}

/// The observer of a machine's run.
#[derive(Debug, Default)]
pub(crate) struct Observer {
    pub(super) seen: Observed,
    /// Whether callbacks are counted. In an exploration, counting makes callbacks that are
    /// independent otherwise depend on each other.
    pub(super) counts_callbacks: bool,
    active: Tracked<u32, { Resource::CALLBACKS.number() }>,
}

/// Whether a queue's synchronization scope applies to a callback.
fn is_synchronized(callback: &str) -> bool {
    callback.starts_with("EvtIo") || matches!(callback, "EvtTimerFunc" | "EvtRequestCancel")
}

impl Observer {
    /// Notes that a callback is entered. Returns whether the callback is counted.
    pub(super) fn enter(&mut self, callback: &str) -> bool {
        let counted = self.counts_callbacks && is_synchronized(callback);
        if counted {
            *self.active += 1;
            let most = self.seen.most_callbacks_at_once.max(*self.active);
            self.seen.most_callbacks_at_once = most;
        }
        counted
    }

    /// Notes that a callback that is counted has returned.
    pub(super) fn leave(&mut self) {
        *self.active = self.active.saturating_sub(1);
    }
}

impl Inner {
    /// Notes that a timer of high resolution was created.
    pub(crate) fn observe_high_resolution(&self) {
        self.with(|state| state.observer.seen.high_resolution_timers += 1);
    }

    /// Notes that a request is being completed.
    pub(crate) fn observe_completion(&self) {
        if running::with_locks_held(|held| held.iter().any(|held| held.is_object)) {
            self.with(|state| state.observer.seen.completions_under_lock += 1);
        }
    }

    /// Notes that a driver has suspended a device's self-managed I/O.
    pub(crate) fn observe_suspend(&self, device: Handle) {
        self.with(|state| {
            let ticks = |timer: Handle| {
                let ticking = state.objects.get(timer).is_some_and(Object::is_ticking);
                ticking && state.ancestor(timer, Kind::Device) == Some(device)
            };
            if state.objects.timers().any(ticks) {
                state.observer.seen.suspends_in_a_tick += 1;
            }
        });
    }
}
