//! A spin lock that owns the data it protects.

use core::{
    cell::UnsafeCell,
    marker::PhantomData,
    ops::{Deref, DerefMut},
    ptr,
};

use wdk_sys::{WDF_OBJECT_ATTRIBUTES, WDFSPINLOCK};

use super::{NtResult, NtStatus, Queue, context, handle::Handle, wdf_call};

/// Data behind a spin lock (`WDFSPINLOCK`): only a holder of the lock reaches the data.
pub struct Lock<T> {
    handle: Handle<WDFSPINLOCK>,
    data: UnsafeCell<T>,
}

// SAFETY: the lock gives the data to one thread at a time.
unsafe impl<T: Send> Sync for Lock<T> {}

impl<T> Lock<T> {
    /// Creates a lock as a child of a queue. Without a parent the lock would be the driver's child
    /// and outlive the device.
    ///
    /// # Errors
    /// The status of `WdfSpinLockCreate`.
    pub fn create<C>(parent: &Queue<C>, data: T) -> NtResult<Self> {
        let mut attributes =
            WDF_OBJECT_ATTRIBUTES { ParentObject: parent.raw().cast(), ..context::attributes() };
        let mut handle: WDFSPINLOCK = ptr::null_mut();
        // SAFETY: the parent is live, and both pointers are valid for the call.
        let status = unsafe { wdf_call!(WdfSpinLockCreate, &raw mut attributes, &raw mut handle) };
        NtStatus::check(status)?;
        // SAFETY: the framework has just created the lock.
        Ok(Self { handle: unsafe { Handle::reference(handle) }, data: UnsafeCell::new(data) })
    }

    /// Acquires the lock and raises the IRQL to `DISPATCH_LEVEL` until the guard is dropped.
    /// `DISPATCH_LEVEL` at most. A thread that already holds the lock waits forever: keep guards
    /// short, and make no call under a guard that may call the driver back.
    pub fn lock(&self) -> Guard<'_, T> {
        // SAFETY: the handle keeps the lock object.
        unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };
        Guard { lock: self, thread: PhantomData }
    }
}

/// A held lock, released when the guard is dropped.
#[must_use = "the lock is released at once if the guard is not kept"]
pub struct Guard<'a, T> {
    lock: &'a Lock<T>,
    /// Not `Send`: the thread that acquired a spin lock must release it.
    thread: PhantomData<*mut ()>,
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this guard holds the lock, so nobody else uses the data.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: this guard holds the lock and is borrowed mutably, so nobody else uses the data.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        // SAFETY: this thread acquired the lock, and no borrow of the data is left.
        unsafe { wdf_call!(WdfSpinLockRelease, self.lock.handle.raw()) };
    }
}
