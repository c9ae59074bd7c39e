//! Locks that are used without being owned, through a handle of another type, or that never existed.

use std::ptr::{null_mut, without_provenance_mut};

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, Request, Rule, SUCCESS, SpinLock, WaitLock, attributes, below_device, ddi, keep, kept,
    parallel, sequential, status,
};

/// Runs a read with which the driver does `work`, under which it must break one rule.
fn reports(
    work: impl Fn(Request) + Send + Sync + Copy + 'static,
    rule: Rule,
    object: &str,
    call: &str,
) {
    let bench = Bench::new(move |adding| {
        let device = adding.device();
        let below = attributes().parent(device.object());
        keep("spin", SpinLock::create(below).expect("a lock"));
        keep("wait", WaitLock::create(below).expect("a lock"));
        let queue = sequential().read(move |_, request| {
            work(request);
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, rule, object, call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

/// The wait lock, as if it was a spin lock.
fn wait_as_spin() -> SpinLock {
    SpinLock(kept::<WaitLock>("wait").0.cast())
}

/// The spin lock, as if it was a wait lock.
fn spin_as_wait() -> WaitLock {
    WaitLock(kept::<SpinLock>("spin").0.cast())
}

#[test]
fn acquiring_a_lock_by_the_function_of_another_type_is_reported() {
    let rule = Rule::WrongHandleType;
    reports(|_| wait_as_spin().acquire(), rule, "W1", "WdfSpinLockAcquire");
    reports(|_| _ = spin_as_wait().acquire(), rule, "L1", "WdfWaitLockAcquire");
}

#[test]
fn releasing_a_lock_by_the_function_of_another_type_is_reported() {
    let rule = Rule::WrongHandleType;
    reports(|_| wait_as_spin().release(), rule, "W1", "WdfSpinLockRelease");
    reports(|_| spin_as_wait().release(), rule, "L1", "WdfWaitLockRelease");
}

#[test]
fn acquiring_a_lock_that_was_never_created_is_reported() {
    let rule = Rule::WrongHandleType;
    reports(|_| SpinLock(null_mut()).acquire(), rule, "NULL", "WdfSpinLockAcquire");
    let never = |_| _ = WaitLock(without_provenance_mut(0x7fff_fff0)).acquire();
    reports(never, rule, "unknown", "WdfWaitLockAcquire");
}

#[test]
fn using_the_callback_lock_of_an_object_without_one_is_reported() {
    let rule = Rule::LockReleasedByNonOwner;
    reports(|request| request.object().acquire_lock(), rule, "R1", "WdfObjectAcquireLock");
    reports(|request| request.object().release_lock(), rule, "R1", "WdfObjectReleaseLock");
}

#[test]
fn releasing_a_callback_lock_that_is_not_owned_is_reported() {
    let release = |request: Request| {
        let queue = ddi!(WdfRequestGetIoQueue, request.0);
        ddi!(WdfObjectReleaseLock, queue.cast());
    };
    reports(release, Rule::LockReleasedByNonOwner, "Q1", "WdfObjectReleaseLock");
}

#[test]
fn releasing_the_spin_lock_of_another_thread_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("spin", SpinLock::create(below_device()).expect("a lock"));
        let queue = parallel(8).read(|_, request| {
            let lock: SpinLock = kept("spin");
            lock.acquire();
            lock.release();
            request.complete(SUCCESS);
        });
        let queue = queue.write(|_, request| {
            kept::<SpinLock>("spin").release();
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let (file, other) = (bench.open(), bench.open());
    bench.before("WdfSpinLockRelease", 1, move |_| {
        assert_eq!(status(&other.write(b"x")), SUCCESS);
    });
    assert_eq!(status(&file.read(8)), SUCCESS, "the owner still owns it");
    let call = "WdfSpinLockRelease";
    expect_only(&bench, Rule::LockReleasedByNonOwner, "L1", call, "EvtIoWrite");
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn using_each_lock_by_the_functions_of_its_type_is_not_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(|queue, request| {
            let (spin, wait) = (SpinLock::create(below_device()), WaitLock::create(below_device()));
            let (spin, wait) = (spin.expect("a lock"), wait.expect("a lock"));
            assert_eq!(wait.acquire(), SUCCESS);
            queue.object().acquire_lock();
            spin.acquire();
            spin.release();
            queue.object().release_lock();
            wait.release();
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}
