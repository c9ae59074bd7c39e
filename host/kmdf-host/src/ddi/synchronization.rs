//! WDFSPINLOCK, WDFWAITLOCK, and the callback locks of objects.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, hand_out, on_object};
use crate::abi::*;
use crate::framework::attributes::Allowed;
use crate::framework::lock::{Lock, LockKind};
use crate::framework::object::{Body, Kind};
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// Creates a spin lock; without a parent the driver object is its parent. IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfSpinLockCreate(
    _: PWDF_DRIVER_GLOBALS,
    lock_attributes: PWDF_OBJECT_ATTRIBUTES,
    lock: *mut WDFSPINLOCK,
) -> NTSTATUS {
    let body = Body::SpinLock(Lock::new(LockKind::Spin));
    // SAFETY: the driver's attributes and its variable for the handle, or NULL.
    unsafe { create("WdfSpinLockCreate", body, lock_attributes, lock) }
}

/// Creates a lock object.
///
/// # Safety
/// The attributes are valid or NULL, and so is the place for the handle.
unsafe fn create<T>(
    call: &'static str,
    body: Body,
    lock_attributes: PWDF_OBJECT_ATTRIBUTES,
    lock: *mut *mut T,
) -> NTSTATUS {
    seam::fallible(
        call,
        DISPATCH,
        |_| (),
        |machine| {
            if !machine.required(call, &[("the lock's place", lock.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: guaranteed by the caller.
            let attributes = unsafe { attributes(lock_attributes) };
            let created = machine.create_object(&attributes, Allowed::PLAIN, body);
            // SAFETY: guaranteed by the caller.
            unsafe { hand_out(created, lock) }
        },
    )
}

/// Acquires a spin lock and raises to `DISPATCH_LEVEL`; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfSpinLockAcquire(_: PWDF_DRIVER_GLOBALS, lock: WDFSPINLOCK) {
    const CALL: &str = "WdfSpinLockAcquire";
    on_object(CALL, DISPATCH, lock, Kind::SpinLock, |machine, lock| {
        machine.acquire(lock, CALL);
    });
}

/// Releases a spin lock and restores the IRQL.
pub(super) unsafe extern "C" fn WdfSpinLockRelease(_: PWDF_DRIVER_GLOBALS, lock: WDFSPINLOCK) {
    const CALL: &str = "WdfSpinLockRelease";
    on_object(CALL, DISPATCH, lock, Kind::SpinLock, |machine, lock| {
        machine.check_release_order(lock, CALL);
        machine.release_lock(lock, CALL);
    });
}

/// Creates a wait lock; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfWaitLockCreate(
    _: PWDF_DRIVER_GLOBALS,
    lock_attributes: PWDF_OBJECT_ATTRIBUTES,
    lock: *mut WDFWAITLOCK,
) -> NTSTATUS {
    let body = Body::WaitLock(Lock::new(LockKind::Mutex));
    // SAFETY: the driver's attributes and its variable for the handle, or NULL.
    unsafe { create("WdfWaitLockCreate", body, lock_attributes, lock) }
}

/// Acquires a wait lock; `PASSIVE_LEVEL`, with a zero timeout up to `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfWaitLockAcquire(
    _: PWDF_DRIVER_GLOBALS,
    lock: WDFWAITLOCK,
    timeout: PLONGLONG,
) -> NTSTATUS {
    const CALL: &str = "WdfWaitLockAcquire";
    // SAFETY: the driver's timeout, or NULL to wait forever.
    let timeout = unsafe { timeout.as_ref() }.copied();
    let limit = if timeout == Some(0) { DISPATCH } else { 0 };
    seam::call(
        CALL,
        limit,
        |m| m.name_of(lock),
        |machine| match machine.check(CALL, lock, Kind::WaitLock) {
            Some(_) if seam::refuses(limit) => STATUS_INVALID_DEVICE_REQUEST,
            Some(lock) => machine.acquire_wait_lock(lock, timeout),
            None => STATUS_INVALID_HANDLE,
        },
    )
}

/// Releases a wait lock; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfWaitLockRelease(_: PWDF_DRIVER_GLOBALS, lock: WDFWAITLOCK) {
    const CALL: &str = "WdfWaitLockRelease";
    on_object(CALL, DISPATCH, lock, Kind::WaitLock, |machine, lock| {
        machine.release_lock(lock, CALL);
    });
}

/// Acquires the callback lock of a queue or a device.
pub(super) unsafe extern "C" fn WdfObjectAcquireLock(_: PWDF_DRIVER_GLOBALS, object: WDFOBJECT) {
    callback_lock("WdfObjectAcquireLock", object, true);
}

/// Releases the callback lock of a queue or a device.
pub(super) unsafe extern "C" fn WdfObjectReleaseLock(_: PWDF_DRIVER_GLOBALS, object: WDFOBJECT) {
    callback_lock("WdfObjectReleaseLock", object, false);
}

fn callback_lock(call: &'static str, object: WDFOBJECT, acquire: bool) {
    seam::call(
        call,
        DISPATCH,
        |m| m.name_of(object),
        |machine| {
            let Some(handle) = machine.check_any(call, object) else { return };
            let kind = machine.with(|state| {
                state.objects.get(handle).map(super::super::framework::object::Object::kind)
            });
            if !matches!(kind, Some(Kind::Queue | Kind::Device)) {
                let name = machine.name_of(object);
                let detail = "the object has no callback lock".into();
                machine.violation(Rule::LockReleasedByNonOwner, name, call, detail);
            } else if acquire {
                machine.acquire(handle, call);
            } else {
                machine.check_release_order(handle, call);
                machine.release_lock(handle, call);
            }
        },
    );
}
