//! Work items: callbacks at `PASSIVE_LEVEL` on a system worker thread.

use std::sync::Arc;

use crate::abi::EVT_WDF_WORKITEM;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::points;
use crate::rules::Rule;
use crate::upcall;

/// A framework work item.
#[derive(Debug, Default)]
pub(crate) struct WorkItem {
    pub(crate) callback: EVT_WDF_WORKITEM,
    /// The queue or device whose callback lock serializes the callback.
    pub(crate) lock: Option<Handle>,
    running: u32,
}

impl WorkItem {
    pub(crate) fn new(callback: EVT_WDF_WORKITEM, lock: Option<Handle>) -> Self {
        Self { callback, lock, running: 0 }
    }
}

impl Inner {
    /// `WdfWorkItemEnqueue`: does nothing if the work item is queued already.
    pub(crate) fn enqueue_work_item(&self, handle: Handle) {
        self.with(|state| {
            let item = Deferred::WorkItem(handle);
            if !state.work_items.contains(&item) {
                state.work_items.push_back(item);
            }
        });
    }

    /// `WdfWorkItemFlush`: waits until the callback has returned.
    pub(crate) fn flush_work_item(self: &Arc<Self>, handle: Handle) {
        let flushed = |state: &mut State| {
            !state.work_items.contains(&Deferred::WorkItem(handle))
                && state.work_item(handle).is_none_or(|item| item.running == 0)
        };
        if !self.wait_until(flushed) {
            let name = self.with(|state| state.name(handle));
            let detail = "its callback can never return: a deadlock".into();
            self.violation(Rule::WaitNeverEnds, name, "WdfWorkItemFlush", detail);
        }
    }

    /// Runs a work item's callback on the worker thread.
    pub(crate) fn run_work_item(self: &Arc<Self>, handle: Handle) {
        let Some((callback, lock)) = self.with(|state| {
            let item = state.work_item(handle)?;
            item.running += 1;
            Some((item.callback, item.lock))
        }) else {
            return;
        };
        points::point();
        if let Some(callback) = callback
            && lock.is_none_or(|lock| self.acquire(lock, "EvtWorkItem"))
        {
            self.upcall(
                handle,
                "EvtWorkItem",
                |state| state.name(handle),
                || upcall::work_item(callback, handle),
            );
            if let Some(lock) = lock {
                self.release_lock(lock, "EvtWorkItem");
            }
        }
        self.with(|state| {
            if let Some(item) = state.work_item(handle) {
                item.running = item.running.saturating_sub(1);
            }
        });
    }
}
