//! Work items: callbacks at `PASSIVE_LEVEL` on a system worker thread.

use std::sync::Arc;

use super::object::Life;
use crate::abi::EVT_WDF_WORKITEM;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::rules::Rule;
use crate::running::{self, ThreadId};
use crate::upcall;

/// A framework work item.
#[derive(Debug, Default)]
pub(crate) struct WorkItem {
    pub(crate) callback: EVT_WDF_WORKITEM,
    /// The queue or device whose callback lock serializes the callback.
    pub(crate) lock: Option<Handle>,
    /// The threads that are in the callback, or about to enter it.
    running: Vec<ThreadId>,
}

const ENQUEUE: &str = "WdfWorkItemEnqueue";
const FLUSH: &str = "WdfWorkItemFlush";

impl WorkItem {
    pub(crate) fn new(callback: EVT_WDF_WORKITEM, lock: Option<Handle>) -> Self {
        Self { callback, lock, running: Vec::new() }
    }
}

impl Inner {
    /// `WdfWorkItemEnqueue`: does nothing if the work item is queued already. A work item that has
    /// begun is queued again, and a second thread may run it at the same time.
    pub(crate) fn enqueue_work_item(&self, handle: Handle) {
        let disposed = self.with(|state| {
            let item = Deferred::WorkItem(handle);
            if state.work_items.contains(&item) {
                return false;
            }
            let alive = state.objects.get(handle).is_some_and(|item| item.life == Life::Alive);
            if alive {
                state.work_items.push_back(item);
            }
            !alive
        });
        if disposed {
            self.report(Rule::ObjectMisused, handle, ENQUEUE, "it is being deleted");
        }
    }

    /// `WdfWorkItemFlush`: waits until the callback has returned.
    pub(crate) fn flush_work_item(self: &Arc<Self>, handle: Handle) {
        if self.runs_work_item(handle) {
            let detail = "called in the work item's own callback; returns at once";
            self.report(Rule::ObjectMisused, handle, FLUSH, detail);
            return;
        }
        let flushed = |state: &mut State| {
            !state.work_items.contains(&Deferred::WorkItem(handle))
                && state.work_item(handle).is_none_or(|item| item.running.is_empty())
        };
        if !self.wait_until(flushed) {
            let detail = "its callback can never return: a deadlock";
            self.report(Rule::WaitNeverEnds, handle, FLUSH, detail);
        }
    }

    /// Waits until a work item has run, unless its own callback deletes it.
    pub(crate) fn dispose_work_item(self: &Arc<Self>, handle: Handle) {
        if !self.runs_work_item(handle) {
            self.flush_work_item(handle);
        }
    }

    /// Whether the calling thread is in the work item's callback.
    fn runs_work_item(&self, handle: Handle) -> bool {
        let me = running::thread();
        self.with(|state| {
            let item = state.work_item(handle);
            item.is_some_and(|item| me.is_some_and(|me| item.running.contains(&me)))
        })
    }

    /// Runs a work item's callback on the worker thread.
    pub(crate) fn run_work_item(self: &Arc<Self>, handle: Handle) {
        let me = running::thread();
        let Some((callback, lock)) = self.with(|state| {
            let item = state.work_item(handle)?;
            item.running.extend(me);
            Some((item.callback, item.lock))
        }) else {
            return;
        };
        if let Some(callback) = callback {
            self.serialized(lock, "EvtWorkItem", || {
                let name = |state: &State| state.name(handle);
                self.upcall(handle, "EvtWorkItem", name, || upcall::work_item(callback, handle));
            });
        }
        self.with(|state| {
            if let Some(item) = state.work_item(handle) {
                item.running.retain(|thread| Some(*thread) != me);
            }
        });
    }
}
