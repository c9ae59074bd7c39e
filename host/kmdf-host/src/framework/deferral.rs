//! Deferral: a thread that may not run a queue's dispatcher leaves the dispatcher to a DPC or a work
//! item (KMDF behaviour, "The dispatcher loop").

use std::sync::Arc;

use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::running;
use crate::trace::{Deferral, Reason};

impl State {
    /// Defers a queue's dispatcher to a DPC or a work item if the calling thread may not run it.
    /// Returns the reason and the destination. A dispatcher that is deferred already is not
    /// deferred twice; if it runs by then, it runs once more.
    pub(super) fn defer_dispatch(&mut self, handle: Handle) -> Option<(Reason, Deferral)> {
        let queue = self.queue(handle)?;
        let passive = queue.config.passive;
        let lock = queue.presentation_lock.unwrap_or(handle);
        let me = running::thread();
        let held = self.lock(lock).is_some_and(|lock| lock.owner.is_some() && lock.owner == me);
        let raised = passive && running::irql() > 0;
        let reason = match (held, raised) {
            (true, _) => Reason::LockHeld,
            (false, true) => Reason::IrqlRaised,
            (false, false) => return None,
        };
        if let Some(queue) = self.queue(handle) {
            queue.line.deferred_again = true;
            if !std::mem::replace(&mut queue.line.deferred, true) {
                self.queue_dispatcher(handle, passive);
            }
        }
        Some((reason, if passive { Deferral::WorkItem } else { Deferral::Dpc }))
    }

    fn queue_dispatcher(&mut self, handle: Handle, passive: bool) {
        let line = if passive { &mut *self.work_items } else { &mut *self.dpcs };
        line.push_back(Deferred::Dispatch(handle));
    }
}

impl Inner {
    /// Runs a queue's dispatcher on the DPC or the work item to which it was deferred.
    pub(crate) fn dispatch_deferred(self: &Arc<Self>, queue: Handle) {
        self.with(|state| {
            if let Some(queue) = state.queue(queue) {
                queue.line.deferred_again = false;
            }
        });
        self.dispatch(queue);
        self.with(|state| {
            let Some(record) = state.queue(queue) else { return };
            record.line.deferred = record.line.deferred_again;
            if record.line.deferred {
                let passive = record.config.passive;
                state.queue_dispatcher(queue, passive);
            }
        });
    }
}
