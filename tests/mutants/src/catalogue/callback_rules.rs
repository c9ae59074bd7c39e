//! Mistakes with locks, queues, timers and the life of a device, each of which breaks a rule of the
//! host.

use super::{IN_BOTH, IN_DRIVER_SYNC, Mutant};

/// The beginning of `evt_timer`.
const TIMER: &str = "unsafe extern \"C\" fn evt_timer<T: QueueContext>(timer: WDFTIMER) {";

/// The beginning of `evt_io_write`.
const WRITE: &str = "unsafe extern \"C\" fn evt_io_write<T: QueueContext>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {";

/// Mutants that break a rule about locks, callbacks, power or set-up.
pub const CALLBACK_RULES: &[Mutant] = &[
    Mutant {
        name: "locks_are_acquired_in_two_orders",
        mistake: "a write and a tick acquire two locks in opposite orders",
        rule: Some("LockOrder"),
        file: "driver_sync.rs",
        original: "state: Lock<State>,\n}",
        mutated: "state: Lock<State>,\n    other: Lock<()>,\n}",
        also: &[
            (
                "Ok(DriverSync { state: Lock::create(queue, state)? })",
                "Ok(DriverSync { state: Lock::create(queue, state)?, other: Lock::create(queue, ())? })",
            ),
            (
                "(replaced, state.pending.hold(request).err())",
                "(replaced, self.other.with(|_| state.pending.hold(request).err()))",
            ),
            (
                "self.state.with(|state| state.pending.take());",
                "self.other.with(|_| self.state.with(|state| state.pending.take()));",
            ),
        ],
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "locks_are_released_in_the_order_of_acquisition",
        mistake: "of two spin locks, the one that was acquired first is released first",
        rule: Some("LockReleasedOutOfOrder"),
        file: "wdf/lock.rs",
        original: "handle: Handle<WDFSPINLOCK>,\n",
        mutated: "handle: Handle<WDFSPINLOCK>,\n    second: Handle<WDFSPINLOCK>,\n",
        also: &[
            (
                "Ok(Self { handle: unsafe { Handle::reference(handle) }, data",
                "let first = unsafe { Handle::reference(handle) };
        let status = unsafe { wdf_call!(WdfSpinLockCreate, &raw mut attributes, &raw mut handle) };
        NtStatus::check(status)?;
        Ok(Self { handle: first, second: unsafe { Handle::reference(handle) }, data",
            ),
            (
                "unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };",
                "unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };
        unsafe { wdf_call!(WdfSpinLockAcquire, self.second.raw()) };",
            ),
            (
                "unsafe { wdf_call!(WdfSpinLockRelease, self.handle.raw()) };",
                "unsafe { wdf_call!(WdfSpinLockRelease, self.handle.raw()) };
        unsafe { wdf_call!(WdfSpinLockRelease, self.second.raw()) };",
            ),
        ],
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "lock_is_not_released",
        mistake: "a critical section ends without releasing its lock",
        rule: Some("LockHeldAtReturn"),
        file: "wdf/lock.rs",
        original: "unsafe { wdf_call!(WdfSpinLockRelease, self.handle.raw()) };",
        mutated: "",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "lock_is_acquired_twice",
        mistake: "a critical section acquires its lock twice",
        rule: Some("RecursiveLock"),
        file: "wdf/lock.rs",
        original: "unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };",
        mutated: "unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };
        unsafe { wdf_call!(WdfSpinLockAcquire, self.handle.raw()) };",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "tick_runs_pageable_code",
        mistake: "the timer's callback, which runs at DISPATCH_LEVEL, is pageable",
        rule: Some("PagedCodeAtRaisedIrql"),
        file: "wdf/presentation.rs",
        original: TIMER,
        mutated: "unsafe extern \"C\" fn evt_timer<T: QueueContext>(timer: WDFTIMER) {
    wdk::paged_code!();",
        ..IN_BOTH
    },
    Mutant {
        name: "tick_waits_for_its_own_timer",
        mistake: "the timer's callback stops the timer and waits for the callback",
        rule: Some("TimerWaitInOwnCallback"),
        file: "wdf/presentation.rs",
        original: TIMER,
        mutated: "unsafe extern \"C\" fn evt_timer<T: QueueContext>(timer: WDFTIMER) {
    unsafe { wdf_call!(WdfTimerStop, timer, 1) };",
        ..IN_BOTH
    },
    Mutant {
        name: "write_waits_until_the_queue_is_drained",
        mistake: "EvtIoWrite waits for the queue, which waits for the write",
        rule: Some("QueueWaitInIoCallback"),
        file: "wdf/presentation.rs",
        original: WRITE,
        mutated: "unsafe extern \"C\" fn evt_io_write<T: QueueContext>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {
    unsafe { wdf_call!(WdfIoQueueDrainSynchronously, queue) };",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "write_asks_for_its_file_object",
        mistake: "EvtIoWrite asks for a file object, which the device does not have",
        rule: Some("FileObjectsNotConfigured"),
        file: "wdf/presentation.rs",
        original: WRITE,
        mutated: "unsafe extern \"C\" fn evt_io_write<T: QueueContext>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {
    let _ = unsafe { wdf_call!(WdfRequestGetFileObject, request) };",
        ..IN_BOTH
    },
    Mutant {
        name: "queue_is_stopped_while_it_is_being_stopped",
        mistake: "a suspend stops the queue without waiting, and waits for a second stop at once",
        rule: Some("QueueChangesOverlap"),
        file: "wdf/queue.rs",
        original: "unsafe { wdf_call!(WdfIoQueueStopSynchronously, self.raw()) };",
        mutated: "unsafe extern \"C\" fn stopped(_: WDFQUEUE, _: *mut core::ffi::c_void) {}
        unsafe { wdf_call!(WdfIoQueueStop, self.raw(), Some(stopped), ptr::null_mut()) };
        unsafe { wdf_call!(WdfIoQueueStopSynchronously, self.raw()) };",
        ..IN_BOTH
    },
    Mutant {
        name: "io_stop_requeues_a_marked_request",
        mistake: "a suspend leaves requests to an EvtIoStop that requeues them while they are marked",
        rule: Some("CancelMarkMisused"),
        file: "wdf/queue.rs",
        original: "EvtIoWrite: Some(evt_io_write::<T>),",
        mutated: "EvtIoWrite: Some(evt_io_write::<T>),
            EvtIoStop: Some(evt_io_stop),",
        also: &[
            ("unsafe { wdf_call!(WdfIoQueueStopSynchronously, self.raw()) };", ""),
            (
                "impl<T> Queue<T> {",
                "unsafe extern \"C\" fn evt_io_stop(_: WDFQUEUE, request: wdk_sys::WDFREQUEST, _: u32) {
    unsafe { wdf_call!(WdfRequestStopAcknowledge, request, 1) };
}

impl<T> Queue<T> {",
            ),
        ],
        ..IN_BOTH
    },
    Mutant {
        name: "surprise_removal_stops_the_queue",
        mistake: "EvtDeviceSurpriseRemoval suspends the device as if its power went down",
        rule: Some("RequestsInSurpriseRemoval"),
        file: "wdf/device.rs",
        original: "EvtDeviceSelfManagedIoSuspend: Some(evt_device_self_managed_io_suspend::<T>),",
        mutated: "EvtDeviceSelfManagedIoSuspend: Some(evt_device_self_managed_io_suspend::<T>),
            EvtDeviceSurpriseRemoval: Some(evt_device_surprise_removal::<T>),",
        also: &[(
            "/// `EvtDeviceSelfManagedIoSuspend`\n",
            "unsafe extern \"C\" fn evt_device_surprise_removal<T: SelfManagedIo>(device: WDFDEVICE) {
    let _ = unsafe { with_context(device, T::suspend) };
}

/// `EvtDeviceSelfManagedIoSuspend`\n",
        )],
        ..IN_BOTH
    },
    Mutant {
        name: "suspend_returns_not_supported",
        mistake: "EvtDeviceSelfManagedIoSuspend returns STATUS_NOT_SUPPORTED",
        rule: Some("PnpStatusNotSupported"),
        file: "wdf/device.rs",
        original: "unsafe { with_context(device, T::suspend) }",
        mutated: "unsafe { with_context(device, T::suspend) };
    wdk_sys::STATUS_NOT_SUPPORTED",
        ..IN_BOTH
    },
    Mutant {
        name: "failed_device_creation_is_hidden",
        mistake: "EvtDriverDeviceAdd succeeds although WdfDeviceCreate has failed",
        rule: Some("DeviceCreateFailureHidden"),
        file: "wdf/device.rs",
        original: "&raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;",
        mutated: "&raw mut attributes, &raw mut handle)
        };
        if NtStatus::check(status).is_err() {
            return Ok(());
        }",
        ..IN_BOTH
    },
    Mutant {
        name: "driver_object_is_not_created",
        mistake: "DriverEntry succeeds without WdfDriverCreate",
        rule: Some("DriverNotCreated"),
        file: "wdf/driver.rs",
        original: "let mut driver: WDFDRIVER = ptr::null_mut();",
        mutated: "let mut driver: WDFDRIVER = ptr::null_mut();
        if true {
            return Ok(Self(driver));
        }",
        ..IN_BOTH
    },
];
