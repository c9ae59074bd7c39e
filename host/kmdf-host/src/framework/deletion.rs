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
        matches!(
            object.kind(),
            Kind::Queue | Kind::Timer | Kind::WorkItem | Kind::Dpc | Kind::IoTarget
        ) || object.children.iter().any(|child| self.waits_in_disposal(*child))
    }

    /// Takes an object from the children of its parent, so that a later deletion of the parent leaves
    /// the object alone. Returns false if the parent's deletion has begun, which deletes the object.
    fn leave_parent(&mut self, handle: Handle) -> bool {
        let Some(object) = self.objects.get(handle) else { return false };
        let Some(parent) = object.parent else { return true };
        if object.life != Life::Alive
            || self.objects.get(parent).is_some_and(|parent| parent.life != Life::Alive)
        {
            return false;
        }
        if let Some(parent) = self.objects.parts_mut(parent) {
            parent.children.retain(|child| *child != handle);
        }
        true
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
        if self.with(|state| state.leave_parent(handle)) && self.dispose(handle) {
            self.destroy(handle);
        }
    }

    /// The first half of a deletion. Returns false, and does nothing, if a deletion of the object or
    /// of its parent has begun.
    pub(crate) fn dispose(self: &Arc<Self>, handle: Handle) -> bool {
        let disposed = self.with(|state| {
            let object = state.objects.get_mut(handle)?;
            (object.life == Life::Alive).then(|| {
                object.life = Life::Disposed;
                let tells = object.contexts.iter().any(Context::tells_cleanup);
                (object.children.clone(), object.kind(), tells)
            })
        });
        let Some((children, kind, tells)) = disposed else { return false };
        for child in children {
            self.dispose(child);
        }
        self.dispose_body(handle, kind);
        // No context is added from now on.
        if tells {
            self.run_callbacks(handle, "EvtCleanupCallback", |context| context.cleanup.take());
        }
        if kind == Kind::IoTarget {
            self.dispose_target(handle);
        }
        true
    }

    /// Stops an object of a type that has callbacks of its own: none of them runs after this.
    fn dispose_body(self: &Arc<Self>, handle: Handle, kind: Kind) {
        match kind {
            Kind::Timer => self.dispose_timer(handle),
            Kind::WorkItem => self.dispose_work_item(handle),
            Kind::Dpc => self.dispose_dpc(handle),
            Kind::Queue => self.dispose_queue(handle),
            Kind::Request => self.unformat(handle),
            Kind::Device => self.with(|state| state.forget_idle(handle)),
            _ => {}
        }
    }

    /// The second half of a deletion.
    pub(crate) fn destroy(self: &Arc<Self>, handle: Handle) {
        let destroyed = self.with(|state| {
            let object = state.objects.get_mut(handle)?;
            (object.life == Life::Disposed).then(|| {
                object.life = Life::Destroyed;
                (std::mem::take(&mut *object.children), object.parent.is_some())
            })
        });
        let Some((children, has_parent)) = destroyed else { return };
        for child in children {
            self.destroy(child);
        }
        if has_parent {
            self.with(|state| {
                let parent = state.objects.get_mut(handle).and_then(|object| object.parent.take());
                if let Some(parent) = parent.and_then(|parent| state.objects.parts_mut(parent)) {
                    parent.children.retain(|child| *child != handle);
                }
            });
        }
        self.release(handle);
    }

    /// The second half of the deletion of the objects below one that is disposed of.
    pub(crate) fn destroy_children(self: &Arc<Self>, handle: Handle) {
        let children = self.with(|state| {
            let object = state.objects.parts_mut(handle);
            object.map_or(Vec::new(), |object| std::mem::take(&mut *object.children))
        });
        for child in children {
            self.destroy(child);
        }
    }

    /// Drops a reference; the last one runs `EvtDestroyCallback` and frees the object.
    pub(crate) fn release(self: &Arc<Self>, handle: Handle) {
        let last = self.with(|state| {
            let object = state.objects.get_mut(handle)?;
            object.references = object.references.saturating_sub(1);
            let tells = object.contexts.iter().any(Context::tells_destruction);
            (object.references == 0).then(|| (object.kind(), tells))
        });
        let Some((kind, tells)) = last else { return };
        if matches!(kind, Kind::SpinLock | Kind::WaitLock | Kind::Queue | Kind::Device) {
            self.check_deleted_lock(handle);
        }
        if tells {
            self.run_callbacks(handle, "EvtDestroyCallback", |context| context.destroy.take());
        }
        let held = self.with(|state| {
            let held = state.objects.get(handle).map_or(Vec::new(), Object::referenced);
            state.discard(handle);
            held
        });
        for object in held {
            self.release(object);
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
