//! Deletion: the cleanup callbacks of an object and its descendants, then their destroy callbacks.

use std::sync::Arc;

use super::context::Context;
use super::object::{Kind, Life, Object};
use crate::abi::PFN_WDF_OBJECT_CONTEXT_CLEANUP;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::running;
use crate::upcall;

impl State {
    /// Whether an object or a descendant is of a type whose disposal waits for callbacks.
    fn waits_in_disposal(&self, handle: Handle) -> bool {
        let Some(object) = self.objects.get(handle) else { return false };
        matches!(object.kind(), Kind::Queue | Kind::Timer | Kind::WorkItem | Kind::Dpc)
            || object.children.iter().any(|child| self.waits_in_disposal(*child))
    }
}

impl Inner {
    /// Deletes an object and its descendants: first all cleanup callbacks, children before parents
    /// and older children first, then all destroy callbacks in the same order (KMDF behaviour,
    /// "Deletion order"). At a raised IRQL, a deletion that has to wait is left to a work item.
    pub(crate) fn delete_object(self: &Arc<Self>, handle: Handle) {
        if running::irql() > 0 && self.with(|state| state.waits_in_disposal(handle)) {
            self.with(|state| {
                let deletion = Deferred::Delete(handle);
                if !state.work_items.contains(&deletion) {
                    state.work_items.push_back(deletion);
                }
            });
            return;
        }
        self.dispose(handle);
        self.destroy(handle);
    }

    /// The first half of a deletion.
    pub(crate) fn dispose(self: &Arc<Self>, handle: Handle) {
        let children = self.with(|state| {
            let object = state.objects.get_mut(handle)?;
            let first = object.life == Life::Alive;
            object.life = Life::Disposed;
            first.then(|| object.children.clone())
        });
        let Some(children) = children else { return };
        for child in children {
            self.dispose(child);
        }
        self.dispose_body(handle);
        self.run_callbacks(handle, "EvtCleanupCallback", |context| context.cleanup.take());
    }

    /// Stops an object of a type that has callbacks of its own: none of them runs after this.
    fn dispose_body(self: &Arc<Self>, handle: Handle) {
        match self.with(|state| state.objects.get(handle).map(Object::kind)) {
            Some(Kind::Timer) => self.dispose_timer(handle),
            Some(Kind::WorkItem) => self.dispose_work_item(handle),
            Some(Kind::Dpc) => self.dispose_dpc(handle),
            Some(Kind::Queue) => self.dispose_queue(handle),
            _ => {}
        }
    }

    /// The second half of a deletion.
    pub(crate) fn destroy(self: &Arc<Self>, handle: Handle) {
        let children = self.with(|state| {
            let object = state.objects.get_mut(handle)?;
            (object.life == Life::Disposed).then(|| {
                object.life = Life::Destroyed;
                std::mem::take(&mut *object.children)
            })
        });
        let Some(children) = children else { return };
        for child in children {
            self.destroy(child);
        }
        self.with(|state| {
            let parent = state.objects.get_mut(handle).and_then(|object| object.parent.take());
            if let Some(parent) = parent.and_then(|parent| state.objects.parts_mut(parent)) {
                parent.children.retain(|child| *child != handle);
            }
        });
        self.release(handle);
    }

    /// Drops a reference; the last one runs `EvtDestroyCallback` and frees the object.
    pub(crate) fn release(self: &Arc<Self>, handle: Handle) {
        let last = self.with(|state| {
            let Some(object) = state.objects.get_mut(handle) else { return false };
            object.references = object.references.saturating_sub(1);
            object.references == 0
        });
        if last {
            self.check_deleted_lock(handle);
            self.run_callbacks(handle, "EvtDestroyCallback", |context| context.destroy.take());
            let held = self.with(|state| {
                let held = state.objects.get(handle).map_or(Vec::new(), Object::referenced);
                state.discard(handle);
                held
            });
            for object in held {
                self.release(object);
            }
        }
    }

    fn run_callbacks(
        self: &Arc<Self>,
        handle: Handle,
        what: &'static str,
        take: impl Fn(&mut Context) -> PFN_WDF_OBJECT_CONTEXT_CLEANUP,
    ) {
        let callbacks: Vec<_> = self.with(|state| {
            let object = state.objects.get_mut(handle);
            object
                .map_or(Vec::new(), |object| object.contexts.iter_mut().filter_map(take).collect())
        });
        for callback in callbacks {
            self.upcall(
                handle,
                what,
                |state| state.name(handle),
                || upcall::object(callback, handle),
            );
        }
    }
}
