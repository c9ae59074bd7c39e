//! A spin lock that owns the data it protects.

use core::{cell::UnsafeCell, ptr};

use wdk_sys::{WDF_OBJECT_ATTRIBUTES, WDFSPINLOCK};

use super::{NtResult, NtStatus, Queue, context, handle::Handle, wdf_call};

/// Data behind a spin lock (`WDFSPINLOCK`): only [`Lock::with`] reaches the data.
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

    /// Runs `critical_section` with the lock held, at `DISPATCH_LEVEL`. `DISPATCH_LEVEL` at most.
    ///
    /// There is no guard that a driver could keep, forget or drop too early. Releasing a spin lock
    /// restores the IRQL of its acquisition, so two locks must be released in reverse order: one
    /// critical section inside the other can do nothing else.
    ///
    /// A thread that already holds the lock waits forever: keep the critical section short, and make
    /// no call in it that may call the driver back.
    pub fn with<R>(&self, critical_section: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: the handle keeps the lock object.
        unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };
        // SAFETY: this thread holds the lock, so nobody else uses the data.
        let data = unsafe { &mut *self.data.get() };
        let result = critical_section(data);
        // SAFETY: this thread acquired the lock, and the borrow of the data has ended.
        unsafe { wdf_call!(WdfSpinLockRelease, self.handle.raw()) };
        result
    }
}
