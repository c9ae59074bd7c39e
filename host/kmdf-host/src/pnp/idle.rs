//! A device that leaves D0 because it is idle, and comes back when something needs it.
//!
//! Sources: KMDF behaviour, "When a device goes idle", and KMDF behaviour, "Stopping and resuming idle".

use std::sync::Arc;

use super::stack::Level;
use super::status::NodeStatus;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};

/// When an idle device leaves D0, and whether it has.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Idle {
    /// Whether an idle device leaves D0 at all.
    pub(crate) enabled: bool,
    /// How long a device is idle before it leaves D0, in 100 ns units.
    pub(crate) timeout: u64,
    /// The power state to which it goes, as the numbers of a `WDF_POWER_DEVICE_STATE`.
    pub(crate) low: i32,
    /// When the timer of an idle device expires, in 100 ns units since the machine started.
    pub(crate) due: Option<u64>,
    /// Whether that timer has expired, and the device is still idle.
    pub(crate) expired: bool,
    /// Whether the device has left D0 because it was idle.
    pub(crate) asleep: bool,
}

/// What an idle device has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    ToD0,
    FromD0,
}

impl State {
    /// Whether something keeps a device in D0: a `WdfDeviceStopIdle`, or a request in a power-managed
    /// queue.
    fn is_kept_in_d0(&mut self, device: Handle) -> bool {
        let Some(record) = self.device(device) else { return false };
        if record.idle_stops > 0 {
            return true;
        }
        let queues = record.queues.clone();
        queues.into_iter().any(|queue| {
            self.queue(queue).is_some_and(|queue| {
                let line = &*queue.line;
                let is_empty = line.queued.is_empty() && line.owned.is_empty();
                queue.config.power_managed && !(is_empty && line.dispatching == 0)
            })
        })
    }

    /// What a device has to do now.
    fn idle_change(&mut self, device: Handle) -> Option<Change> {
        let idle = self.idle.get(&device).copied()?;
        let stays = !idle.enabled || self.is_kept_in_d0(device);
        match (idle.asleep, stays) {
            (true, true) => Some(Change::ToD0),
            (false, false) if idle.expired => Some(Change::FromD0),
            _ => None,
        }
    }

    /// Starts or stops the timer of a device that became idle or busy, and lets a worker thread change
    /// its power state if something is to be done. Does nothing for a device without idle settings.
    pub(crate) fn review_idle(&mut self, device: Handle) {
        let Some(idle) = self.idle.get(&device).copied() else { return };
        let node = self.device(device).and_then(|device| device.node);
        let Some(node) = node else { return };
        if self.nodes.get(node).is_none_or(|node| node.status != NodeStatus::Started) {
            return;
        }
        let is_idle = idle.enabled && !idle.asleep && !self.is_kept_in_d0(device);
        let now = *self.now;
        let due = is_idle.then(|| idle.due.unwrap_or(now.saturating_add(idle.timeout)));
        let due = due.filter(|_| !idle.expired);
        let expired = idle.expired && is_idle;
        if (due, expired) != (idle.due, idle.expired)
            && let Some(idle) = self.idle.get_mut(&device)
        {
            (idle.due, idle.expired) = (due, expired);
        }
        let work = Deferred::Idle(node);
        if self.idle_change(device).is_some() && !self.work_items.contains(&work) {
            self.work_items.push_back(work);
        }
    }

    /// As [`State::review_idle`], for the device of a power-managed queue.
    pub(crate) fn review_idle_of_queue(&mut self, queue: Handle) {
        if self.idle.is_empty() {
            return;
        }
        let Some(queue) = self.queue(queue).filter(|queue| queue.config.power_managed) else {
            return;
        };
        let device = queue.device;
        self.review_idle(device);
    }

    /// When the next idle device leaves D0.
    pub(crate) fn next_idle(&self) -> Option<u64> {
        self.idle.values().filter_map(|idle| idle.due).min()
    }

    /// Lets the devices whose time has come leave D0.
    pub(crate) fn expire_idle(&mut self) {
        let now = *self.now;
        let is_over = |idle: &Idle| idle.due.is_some_and(|due| due <= now);
        let over: Vec<Handle> =
            self.idle.iter().filter(|(_, idle)| is_over(idle)).map(|(device, _)| *device).collect();
        for device in over {
            if let Some(idle) = self.idle.get_mut(&device) {
                (idle.due, idle.expired) = (None, true);
            }
            self.review_idle(device);
        }
    }

    /// Forgets the settings of a device that is being deleted.
    pub(crate) fn forget_idle(&mut self, device: Handle) {
        if self.idle.contains_key(&device) {
            self.idle.remove(&device);
        }
    }

    /// The device of a node that has idle settings.
    fn idle_device(&mut self, node: usize) -> Option<Handle> {
        if self.idle.is_empty() {
            return None;
        }
        let devices: Vec<Handle> = self.nodes.get(node)?.devices().collect();
        devices.into_iter().find(|device| self.idle.contains_key(device))
    }
}

impl Inner {
    /// Changes the power state of a node's device, once no other thread changes the node.
    pub(crate) fn change_for_idle(self: &Arc<Self>, node: usize) {
        self.change_node(node, || {
            while let Some(change) = self.with(|state| {
                let started = state.nodes.get(node)?.status == NodeStatus::Started;
                let device = state.idle_device(node).filter(|_| started)?;
                state.idle_change(device)
            }) {
                match change {
                    Change::ToD0 => self.wake_idle(node),
                    Change::FromD0 => self.power_down_idle(node),
                }
            }
        });
    }

    /// Whether a node's device has left D0 because it was idle.
    pub(super) fn is_idle(&self, node: usize) -> bool {
        self.with(|state| {
            let device = state.idle_device(node);
            device.and_then(|device| state.idle.get(&device)).is_some_and(|idle| idle.asleep)
        })
    }

    /// Brings a node's device back to D0 for a `QUERY_STOP` or a `QUERY_REMOVE`.
    pub(super) fn wake_idle(self: &Arc<Self>, node: usize) {
        let Some(low) = self.note_idle(node, false) else { return };
        let levels = self.levels(node);
        let entered: Vec<(Level, bool)> =
            levels.into_iter().map(|level| (level, self.enter_d0(level, low))).collect();
        self.end_change(node, entered, NodeStatus::Started);
    }

    /// Wakes an idle device after the system's sleep, if a request waits for the device.
    pub(super) fn wake_idle_if_needed(self: &Arc<Self>, node: usize) {
        let change = self.with(|state| {
            let device = state.idle_device(node)?;
            state.idle_change(device)
        });
        if change == Some(Change::ToD0) {
            self.wake_idle(node);
        }
    }

    fn power_down_idle(self: &Arc<Self>, node: usize) {
        let Some(low) = self.note_idle(node, true) else { return };
        let levels = self.levels(node);
        let left: Vec<(Level, bool)> =
            levels.into_iter().rev().map(|level| (level, self.leave_d0(level, low))).collect();
        self.end_change(node, left, NodeStatus::Started);
    }

    /// Notes that a node's device leaves D0 or comes back. Returns its low power state, or `None` if
    /// the device is there already.
    fn note_idle(&self, node: usize, asleep: bool) -> Option<i32> {
        self.with(|state| {
            let device = state.idle_device(node)?;
            let idle = state.idle.get(&device).filter(|idle| idle.asleep != asleep)?;
            let low = idle.low;
            let idle = state.idle.get_mut(&device)?;
            (idle.asleep, idle.expired, idle.due) = (asleep, false, None);
            Some(low)
        })
    }

    /// As [`State::review_idle`], for the device of a node whose state has changed.
    pub(super) fn review_idle_of_node(&self, node: usize) {
        self.with(|state| {
            if let Some(device) = state.idle_device(node) {
                state.review_idle(device);
            }
        });
    }
}
