//! Timers: DPCs at `DISPATCH_LEVEL`, or work items where the driver asked for a passive timer.

use std::sync::Arc;

use super::object::{Kind, Life};
use crate::abi::{
    EVT_WDF_TIMER, NTSTATUS, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL, WDF_TIMER_CONFIG,
};
use crate::framework::lock::LockKind;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::points;
use crate::rules::Rule;
use crate::running::{self, ThreadId};
use crate::upcall;

/// A framework timer.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Timer {
    pub(crate) callback: EVT_WDF_TIMER,
    /// The queue or device whose callback lock serializes the callback.
    pub(crate) lock: Option<Handle>,
    pub(crate) passive: bool,
    /// Milliseconds; 0 for a timer that fires once.
    pub(crate) period_ms: u32,
    /// How long after its due time it may expire, in milliseconds.
    pub(crate) tolerable_delay_ms: u32,
    /// Whether it expires when it is due, not at a tick of the system clock.
    pub(crate) high_resolution: bool,
    /// When it is due next, in 100 ns units since the machine started.
    pub(crate) due: Option<u64>,
    /// The threads that are in the callback.
    running: Vec<ThreadId>,
    /// Whether a `WdfTimerStop` with Wait is in progress.
    stopping: bool,
    /// Whether `WdfTimerStart` was called during such a stop, which swallows the start.
    start_swallowed: bool,
}

impl Timer {
    pub(crate) fn new(config: &WDF_TIMER_CONFIG, lock: Option<Handle>, passive: bool) -> Self {
        Self {
            callback: config.EvtTimerFunc,
            lock,
            passive,
            period_ms: config.Period,
            tolerable_delay_ms: config.TolerableDelay,
            high_resolution: config.UseHighResolutionTimer != 0,
            ..Self::default()
        }
    }

    /// The earliest and the latest time at which it expires, in 100 ns units since the machine
    /// started, if it was started. `interval` is the time between two ticks of the system clock.
    pub(crate) fn window(&self, interval: u64) -> Option<(u64, u64)> {
        let due = self.due?;
        let delay = u64::from(self.tolerable_delay_ms) * 10_000;
        if self.high_resolution || interval == 0 {
            return Some((due, due.saturating_add(delay)));
        }
        let first = due.div_ceil(interval).saturating_mul(interval);
        Some((first, first.saturating_add(delay / interval * interval)))
    }

    /// Sets the next due time after the expiry at `now`. A timer that is late by whole periods skips
    /// the ticks that it missed.
    pub(crate) fn expire(&mut self, now: u64) {
        let period = u64::from(self.period_ms) * 10_000;
        self.due = self.due.filter(|_| period > 0).map(|due| {
            let missed = now.saturating_sub(due) / period;
            due + period * (missed + 1)
        });
    }

    /// Whether a thread is in the callback, or about to enter it.
    pub(crate) fn is_running(&self) -> bool {
        !self.running.is_empty()
    }
}

/// System time at the machine's start, in 100 ns units since 1601: an arbitrary fixed moment, so
/// that runs repeat.
pub(crate) const BOOT_TIME: u64 = 133_800_000_000_000_000;

impl State {
    /// The callback lock that serializes a timer or work item with its parent's callbacks
    /// (KMDF behaviour, "Automatic serialization").
    pub(crate) fn serializing_lock(
        &self,
        parent: Handle,
        passive: bool,
    ) -> Result<Option<Handle>, NTSTATUS> {
        let device = self.ancestor(parent, Kind::Device).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let owner = self.ancestor(parent, Kind::Queue).unwrap_or(device);
        let lock = match &self.objects.get(owner).map(|object| &object.body) {
            Some(super::object::Body::Queue(queue)) => queue.presentation_lock,
            Some(super::object::Body::Device(device)) if device.synchronized => Some(owner),
            _ => None,
        };
        let Some(lock) = lock else { return Ok(None) };
        let kind = match self.objects.get(lock).map(|object| &object.body) {
            Some(super::object::Body::Queue(queue)) => queue.lock.kind,
            Some(super::object::Body::Device(device)) => device.lock.kind,
            _ => return Ok(None),
        };
        if (kind == LockKind::Mutex) == passive {
            Ok(Some(lock))
        } else {
            Err(STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL)
        }
    }
}

impl Inner {
    /// `WdfTimerStart`: negative due times are relative, positive ones absolute, in 100 ns units.
    /// Returns whether the timer was in the system's queue.
    pub(crate) fn start_timer(&self, handle: Handle, due_time: i64) -> bool {
        if self.with(|state| state.objects.get(handle).is_some_and(|o| o.life != Life::Alive)) {
            let detail = "it is being deleted; not started";
            self.report(Rule::ObjectMisused, handle, "WdfTimerStart", detail);
        }
        self.with(|state| {
            let now = *state.now;
            let Some(timer) = state.timer(handle) else { return false };
            if timer.stopping {
                timer.start_swallowed = true;
                return false;
            }
            let due = if due_time <= 0 {
                now.saturating_add(due_time.unsigned_abs())
            } else {
                due_time.unsigned_abs().saturating_sub(BOOT_TIME).max(now)
            };
            timer.due.replace(due).is_some()
        })
    }

    /// `WdfTimerStop`: returns whether the timer was in the system's queue.
    pub(crate) fn stop_timer(self: &Arc<Self>, handle: Handle, wait: bool) -> bool {
        const CALL: &str = "WdfTimerStop";
        let me = running::thread();
        if wait {
            let own = |state: &mut State| {
                state.timer(handle).is_some_and(|t| me.is_some_and(|me| t.running.contains(&me)))
            };
            if self.with(own) {
                let detail = "Wait is TRUE in the timer's own callback; not stopped";
                self.report(Rule::TimerWaitInOwnCallback, handle, CALL, detail);
                return false;
            }
            if running::irql() > 0 {
                let detail = format!("Wait is TRUE at IRQL {}; not stopped", running::irql());
                self.report(Rule::WrongIrql, handle, CALL, detail);
                return false;
            }
            let concurrent = |state: &mut State| {
                let alive = state.objects.get(handle).is_some_and(|o| o.life == Life::Alive);
                alive && state.timer(handle).is_some_and(|timer| timer.stopping)
            };
            if self.with(concurrent) {
                let detail = "another thread waits for the timer to stop";
                self.report(Rule::ConcurrentTimerStops, handle, CALL, detail);
            }
        }
        let was_queued = self.with(|state| {
            let Some(timer) = state.timer(handle) else { return false };
            timer.stopping = wait;
            timer.due.take().is_some()
        });
        if !wait {
            return was_queued;
        }
        // As with KeFlushQueuedDpcs: waits for the DPCs of every timer and DPC object, and for this
        // timer's callbacks.
        let flushed = |state: &mut State| {
            let queued =
                state.dpcs.iter().any(|dpc| matches!(dpc, Deferred::Timer(_) | Deferred::Dpc(_)))
                    || state.work_items.contains(&Deferred::Timer(handle));
            !queued && state.timer(handle).is_none_or(|timer| timer.running.is_empty())
        };
        if !self.wait_until(flushed) {
            let detail = "its callback can never return: a deadlock";
            self.report(Rule::WaitNeverEnds, handle, CALL, detail);
        }
        self.with(|state| {
            let Some(timer) = state.timer(handle) else { return was_queued };
            timer.stopping = false;
            timer.due = None;
            std::mem::take(&mut timer.start_swallowed) || was_queued
        })
    }

    /// Stops a timer for good: no callback runs after this.
    pub(crate) fn dispose_timer(self: &Arc<Self>, handle: Handle) {
        self.stop_timer(handle, true);
        self.with(|state| {
            if let Some(timer) = state.timer(handle) {
                timer.stopping = true;
            }
        });
    }

    /// Runs the callback of an expired timer on the calling thread. A passive timer's callback is
    /// left to a work item if the IRQL is raised.
    pub(crate) fn run_timer(self: &Arc<Self>, handle: Handle) {
        let me = running::thread();
        let Some((callback, lock, passive)) = self.with(|state| {
            let timer = state.timer(handle)?;
            if timer.passive && running::irql() > 0 {
                let item = Deferred::Timer(handle);
                if timer.running.is_empty() && !state.work_items.contains(&item) {
                    state.work_items.push_back(item);
                }
                return None;
            }
            timer.running.extend(me);
            Some((timer.callback?, timer.lock, timer.passive))
        }) else {
            self.left_timer(handle, me);
            return;
        };
        self.serialized(lock, "EvtTimerFunc", || {
            let name = |state: &State| state.name(handle);
            self.upcall(handle, "EvtTimerFunc", name, || upcall::timer(callback, handle));
        });
        if passive {
            // A tick of a passive timer is skipped until the work item has ended.
            points::point();
        }
        self.left_timer(handle, me);
    }

    fn left_timer(&self, handle: Handle, thread: Option<ThreadId>) {
        self.with(|state| {
            if let Some(timer) = state.timer(handle) {
                timer.running.retain(|running| Some(*running) != thread);
            }
        });
    }
}
