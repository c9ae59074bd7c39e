//! A spin lock that owns what it protects.

use core::{
    cell::UnsafeCell,
    marker::PhantomData,
    ops::{Deref, DerefMut},
    ptr,
};

use wdk_sys::{WDF_OBJECT_ATTRIBUTES, WDFSPINLOCK};

use super::{NtResult, NtStatus, Queue, context, handle::Handle, wdf_call};

/// Data that can only be reached while the lock is held (`WDFSPINLOCK`).
pub struct Lock<T> {
    handle: Handle<WDFSPINLOCK>,
    data: UnsafeCell<T>,
}

// SAFETY: the lock gives the data to one thread at a time.
unsafe impl<T: Send> Sync for Lock<T> {}

impl<T> Lock<T> {
    /// Creates a lock as a child of a queue. Without a parent it would be the driver's, and stay
    /// when the device has gone.
    ///
    /// # Errors
    /// The status of `WdfSpinLockCreate`.
    pub fn create<C>(parent: &Queue<C>, data: T) -> NtResult<Self> {
        let mut attributes =
            WDF_OBJECT_ATTRIBUTES { ParentObject: parent.raw().cast(), ..context::attributes() };
        let mut handle: WDFSPINLOCK = ptr::null_mut();
        // SAFETY: the parent is live and both pointers are valid for the call.
        let status = unsafe { wdf_call!(WdfSpinLockCreate, &raw mut attributes, &raw mut handle) };
        NtStatus::check(status)?;
        // SAFETY: the framework has just created the lock.
        Ok(Self { handle: unsafe { Handle::reference(handle) }, data: UnsafeCell::new(data) })
    }

    /// Acquires the lock. `DISPATCH_LEVEL` at most, and at `DISPATCH_LEVEL` until the guard is
    /// dropped. A thread that has the lock already waits for ever: keep guards short, and make no
    /// call under one that may come back.
    pub fn lock(&self) -> Guard<'_, T> {
        // SAFETY: the handle keeps its lock.
        unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };
        Guard { lock: self, thread: PhantomData }
    }
}

/// The lock is held; dropping this releases it.
#[must_use = "the lock is released at once if the guard is not kept"]
pub struct Guard<'a, T> {
    lock: &'a Lock<T>,
    /// The thread that acquired a spin lock releases it: a guard is not `Send`.
    thread: PhantomData<*mut ()>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the lock is held, so nobody else has the data.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the lock is held, so nobody else has the data, and `&mut self` is the only guard.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // SAFETY: this thread acquired the lock, and the data is not borrowed any more.
        unsafe { wdf_call!(WdfSpinLockRelease, self.lock.handle.raw()) };
    }
}
