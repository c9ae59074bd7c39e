//! Locks: the driver's spin locks and wait locks, and the callback locks of queues and devices.

use std::sync::Arc;

use super::object::Body;
use crate::abi::{NTSTATUS, STATUS_SUCCESS, STATUS_TIMEOUT};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points::Waited;
use crate::rules::Rule;
use crate::running::{self, DISPATCH, Held, ThreadId};

/// How a lock excludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockKind {
    /// Raises to `DISPATCH_LEVEL` while it is held.
    Spin,
    /// Leaves the IRQL unchanged; for threads below `DISPATCH_LEVEL` only.
    Mutex,
}

/// A lock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lock {
    pub(crate) kind: LockKind,
    pub(crate) owner: Option<ThreadId>,
    /// The IRQL to restore at the release, kept in the lock as the framework's spin locks do.
    old_irql: u8,
}

impl Lock {
    pub(crate) const fn new(kind: LockKind) -> Self {
        Self { kind, owner: None, old_irql: 0 }
    }
}

impl State {
    /// The lock of a lock object, or the callback lock of a queue or a device.
    pub(crate) fn lock(&mut self, handle: Handle) -> Option<&mut Lock> {
        match &mut self.objects.get_mut(handle)?.body {
            Body::SpinLock(lock) | Body::WaitLock(lock) => Some(lock),
            Body::Queue(queue) => Some(&mut queue.lock),
            Body::Device(device) => Some(&mut device.lock),
            _ => None,
        }
    }

    /// What a thread holds that has acquired a lock.
    fn held(&self, handle: Handle, kind: LockKind) -> Held {
        let body = self.objects.get(handle).map(|object| &object.body);
        let is_object = matches!(body, Some(Body::SpinLock(_) | Body::WaitLock(_)));
        Held { lock: handle, is_object, is_spin: kind == LockKind::Spin }
    }

    /// What is wrong with the order in which the running thread acquires a lock, if it is wrong.
    fn wrong_order(&mut self, lock: Handle) -> Option<String> {
        let held: Vec<Handle> = running::locks_held().iter().map(|held| held.lock).collect();
        let queue = held.iter().find(|held| {
            let body = self.objects.get(**held).map(|object| &object.body);
            matches!(body, Some(Body::Queue(queue)) if queue.device == lock)
        });
        if let Some(queue) = queue {
            let queue = self.name(*queue);
            return Some(format!("acquired after the lock of its queue {queue}, expected before"));
        }
        let cycle = self.lock_order.note(&held, lock)?;
        let names: Vec<_> = cycle.iter().map(|lock| self.name(*lock).to_string()).collect();
        let (names, first) = (names.join(", then "), &names[0]);
        Some(format!("threads have acquired {names}, then {first}: each may wait for the next"))
    }
}

impl Inner {
    /// Acquires a lock and waits for it as long as necessary. If the thread already owns the lock
    /// or can never get it, reports that, leaves the lock unchanged and returns `false`.
    pub(crate) fn acquire(self: &Arc<Self>, handle: Handle, call: &str) -> bool {
        self.acquire_noting(handle, call, true)
    }

    /// [`Inner::acquire`]; `waits` is whether the thread would wait for the lock. Only then does the
    /// order of acquisition matter.
    fn acquire_noting(self: &Arc<Self>, handle: Handle, call: &str, waits: bool) -> bool {
        let me = running::thread();
        let Some(lock) = self.with(|state| state.lock(handle).copied()) else { return false };
        if lock.owner.is_some() && lock.owner == me {
            self.report(Rule::RecursiveLock, handle, call, "this thread already owns it");
            return false;
        }
        let before = match lock.kind {
            LockKind::Spin => running::set_irql(DISPATCH),
            LockKind::Mutex => running::irql(),
        };
        let free = |state: &mut State| state.lock(handle).is_none_or(|lock| lock.owner.is_none());
        // Nothing runs between the look at a free lock and its acquisition.
        let waits_now = lock.owner.is_some() || self.scheduler.peer().is_some();
        if waits_now && !self.wait_until(free) {
            running::set_irql(before);
            let detail = "its owner can never release it: a deadlock";
            self.report(Rule::WaitNeverEnds, handle, call, detail);
            return false;
        }
        let wrong = self.with(|state| {
            let kind = lock.kind;
            if let Some(lock) = state.lock(handle) {
                lock.owner = me;
                lock.old_irql = before;
            }
            let alone = running::with_locks_held(<[Held]>::is_empty);
            let wrong = if waits && !alone { state.wrong_order(handle) } else { None };
            running::note_acquired(state.held(handle, kind));
            wrong
        });
        if let Some(detail) = wrong {
            self.report(Rule::LockOrder, handle, call, detail);
        }
        true
    }

    /// Releases a lock that the thread owns. If the thread does not own it, reports that and
    /// changes nothing.
    pub(crate) fn release_lock(&self, handle: Handle, call: &str) {
        if !self.release_owned(handle) {
            let detail = "this thread does not own it";
            self.report(Rule::LockReleasedByNonOwner, handle, call, detail);
        }
    }

    /// Releases the lock under which the framework has called a callback.
    pub(crate) fn release_callback_lock(&self, handle: Handle) {
        if !self.release_owned(handle) {
            let detail = "a callback released the lock under which the framework had called it, \
                          expected the framework to release it after the callback";
            self.report(Rule::LockReleasedByNonOwner, handle, "WdfObjectReleaseLock", detail);
        }
    }

    /// Releases a lock if the thread owns it. Returns whether the thread did.
    fn release_owned(&self, handle: Handle) -> bool {
        let me = running::thread();
        let released = self.with(|state| {
            let lock = state.lock(handle)?;
            (lock.owner.is_some() && lock.owner == me).then(|| {
                lock.owner = None;
                *lock
            })
        });
        let Some(lock) = released else { return false };
        running::note_released(handle);
        if lock.kind == LockKind::Spin {
            running::set_irql(lock.old_irql);
        }
        true
    }

    /// Reports a spin lock that is released before one that its owner acquired later.
    pub(crate) fn check_release_order(&self, handle: Handle, call: &str) {
        let held = running::locks_held();
        let later = held.iter().skip_while(|held| held.lock != handle);
        let mut spin = later.filter(|held| held.is_spin);
        if let (Some(first), Some(last)) = (spin.next(), spin.last())
            && first.lock == handle
        {
            let (name, last) = self.with(|state| (state.name(handle), state.name(last.lock)));
            let detail = format!("{last} was acquired later, expected its release first");
            self.violation(Rule::LockReleasedOutOfOrder, name, call, detail);
        }
    }

    /// Reports a lock object, or an object with a callback lock, that the driver deletes while a thread
    /// owns the lock, and forgets the lock. The framework's own deletions find only locks that a
    /// callback kept, which is reported then.
    pub(crate) fn check_deleted_lock(&self, handle: Handle) {
        let owned = self.with(|state| {
            state.lock_order.forget(handle);
            state.lock(handle)?.owner.map(|_| state.name(handle))
        });
        if let Some(name) = owned.filter(|_| running::is_below_driver()) {
            running::note_released(handle);
            let detail = "a thread still owns the lock".into();
            self.violation(Rule::LockDeletedWhileOwned, name, running::last_call(), detail);
        }
    }

    /// Acquires a wait lock within `timeout`: `None` waits forever; a relative time is negative, in
    /// 100 ns units (`WdfWaitLockAcquire`).
    pub(crate) fn acquire_wait_lock(
        self: &Arc<Self>,
        handle: Handle,
        timeout: Option<i64>,
    ) -> NTSTATUS {
        let call = "WdfWaitLockAcquire";
        let Some(timeout) = timeout else {
            self.acquire(handle, call);
            return STATUS_SUCCESS;
        };
        let (time, start) = (timeout.min(0).unsigned_abs(), self.now());
        let free = |state: &mut State| state.lock(handle).is_some_and(|lock| lock.owner.is_none());
        let me = running::thread();
        let owned_by_me = self.with(|state| state.lock(handle).is_some_and(|l| l.owner == me));
        if !owned_by_me && self.wait_for(time, free) == Waited::Ready {
            self.acquire_noting(handle, call, false);
            return STATUS_SUCCESS;
        }
        if owned_by_me {
            self.report(Rule::RecursiveLock, handle, call, "this thread already owns it");
        }
        // Nobody releases it in time: the whole timeout passes.
        self.with(|state| *state.now = (*state.now).max(start.saturating_add(time)));
        STATUS_TIMEOUT
    }
}
