//! DPC objects: callbacks at `DISPATCH_LEVEL` that the driver enqueues.

use std::sync::Arc;

use super::object::Life;
use crate::abi::EVT_WDF_DPC;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::memory::block::Block;
use crate::rules::Rule;
use crate::running::{self, ThreadId};
use crate::upcall;

/// The size of a KDPC in bytes.
const KDPC: usize = 64;

const ENQUEUE: &str = "WdfDpcEnqueue";
const CANCEL: &str = "WdfDpcCancel";

/// A framework DPC.
pub(crate) struct Dpc {
    callback: EVT_WDF_DPC,
    /// The queue or device whose callback lock serializes the callback.
    lock: Option<Handle>,
    /// The threads that are in the callback, or about to enter it.
    running: Vec<ThreadId>,
    /// What `WdfDpcWdmGetDpc` returns the address of; the host keeps nothing there.
    kdpc: Block,
}

impl Dpc {
    pub(crate) fn new(callback: EVT_WDF_DPC, lock: Option<Handle>) -> Self {
        Self { callback, lock, running: Vec::new(), kdpc: Block::zeroed(KDPC) }
    }

    /// The KDPC.
    pub(crate) const fn block(&self) -> &Block {
        &self.kdpc
    }
}

impl Inner {
    /// `WdfDpcEnqueue`: returns `false` if the DPC is queued already. A DPC that has begun is queued
    /// again.
    pub(crate) fn enqueue_dpc(&self, handle: Handle) -> bool {
        let alive =
            self.with(|state| state.objects.get(handle).is_some_and(|o| o.life == Life::Alive));
        if !alive {
            self.report(Rule::ObjectMisused, handle, ENQUEUE, "it is being deleted");
            return false;
        }
        self.with(|state| {
            let dpc = Deferred::Dpc(handle);
            let queued = state.dpcs.contains(&dpc);
            if !queued {
                state.dpcs.push_back(dpc);
            }
            !queued
        })
    }

    /// `WdfDpcCancel`: returns whether the DPC was taken out of the queue. With `wait`, a callback
    /// that has begun has returned by then.
    pub(crate) fn cancel_dpc(self: &Arc<Self>, handle: Handle, wait: bool) -> bool {
        if wait && running::irql() > 0 {
            let detail = format!("Wait is TRUE at IRQL {}; not cancelled", running::irql());
            self.report(Rule::WrongIrql, handle, CANCEL, detail);
            return false;
        }
        let cancelled = self.with(|state| {
            let place = state.dpcs.iter().position(|dpc| *dpc == Deferred::Dpc(handle));
            place.is_some_and(|place| state.dpcs.remove(place).is_some())
        });
        if wait && !cancelled {
            self.flush_dpc(handle);
        }
        cancelled
    }

    /// Waits until the DPCs that are queued have run, and this DPC's callback has returned
    /// (`KeFlushQueuedDpcs`).
    fn flush_dpc(self: &Arc<Self>, handle: Handle) {
        let flushed = |state: &mut State| {
            let is_flushed = |dpc: &Deferred| matches!(dpc, Deferred::Timer(_) | Deferred::Dpc(_));
            !state.dpcs.iter().any(is_flushed)
                && state.dpc(handle).is_none_or(|dpc| dpc.running.is_empty())
        };
        if !self.wait_until(flushed) {
            let detail = "its callback can never return: a deadlock";
            self.report(Rule::WaitNeverEnds, handle, CANCEL, detail);
        }
    }

    /// Lets a queued DPC run before the object goes: the framework does not cancel the DPC.
    pub(crate) fn dispose_dpc(self: &Arc<Self>, handle: Handle) {
        self.flush_dpc(handle);
    }

    /// Runs a DPC's callback.
    pub(crate) fn run_dpc(self: &Arc<Self>, handle: Handle) {
        let me = running::thread();
        let Some((callback, lock)) = self.with(|state| {
            let dpc = state.dpc(handle)?;
            dpc.running.extend(me);
            Some((dpc.callback, dpc.lock))
        }) else {
            return;
        };
        if let Some(callback) = callback {
            self.serialized(lock, "EvtDpcFunc", || {
                let name = |state: &State| state.name(handle);
                self.upcall(handle, "EvtDpcFunc", name, || upcall::dpc(callback, handle));
            });
        }
        self.with(|state| {
            if let Some(dpc) = state.dpc(handle) {
                dpc.running.retain(|thread| Some(*thread) != me);
            }
        });
    }
}
