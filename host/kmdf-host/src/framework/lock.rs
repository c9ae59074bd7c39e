//! Locks: the driver's spin locks and wait locks, and the callback locks of queues and devices.

use std::sync::Arc;

use super::object::Body;
use crate::abi::{NTSTATUS, STATUS_SUCCESS, STATUS_TIMEOUT};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points::Waited;
use crate::rules::Rule;
use crate::running::{self, DISPATCH, ThreadId};

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

    /// Whether a handle names a lock object, not an object with a callback lock.
    fn is_lock_object(&self, handle: Handle) -> bool {
        let body = self.objects.get(handle).map(|object| &object.body);
        matches!(body, Some(Body::SpinLock(_) | Body::WaitLock(_)))
    }
}

impl Inner {
    /// Acquires a lock and waits for it as long as necessary. If the thread already owns the lock
    /// or can never get it, reports that, leaves the lock unchanged and returns `false`.
    pub(crate) fn acquire(self: &Arc<Self>, handle: Handle, call: &str) -> bool {
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
        if !self.wait_until(free) {
            running::set_irql(before);
            let detail = "its owner can never release it: a deadlock";
            self.report(Rule::WaitNeverEnds, handle, call, detail);
            return false;
        }
        self.with(|state| {
            if let Some(lock) = state.lock(handle) {
                lock.owner = me;
                lock.old_irql = before;
            }
            if state.is_lock_object(handle) {
                running::note_acquired(handle);
            }
        });
        true
    }

    /// Releases a lock that the thread owns. If the thread does not own it, reports that and
    /// changes nothing.
    pub(crate) fn release_lock(self: &Arc<Self>, handle: Handle, call: &str) {
        let me = running::thread();
        let released = self.with(|state| {
            let lock = state.lock(handle)?;
            (lock.owner.is_some() && lock.owner == me).then(|| {
                lock.owner = None;
                *lock
            })
        });
        if released.is_some() {
            running::note_released(handle);
        }
        match released {
            Some(lock) if lock.kind == LockKind::Spin => {
                running::set_irql(lock.old_irql);
            }
            Some(_) => {}
            None => {
                let detail = "this thread does not own it";
                self.report(Rule::LockReleasedByNonOwner, handle, call, detail);
            }
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
            self.acquire(handle, call);
            return STATUS_SUCCESS;
        }
        // Nobody releases it in time: the whole timeout passes.
        self.with(|state| *state.now = (*state.now).max(start.saturating_add(time)));
        STATUS_TIMEOUT
    }
}
