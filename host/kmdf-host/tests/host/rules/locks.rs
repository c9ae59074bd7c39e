//! Rules about IRQLs and locks.

use wdk_sys::ntddk::KeGetCurrentIrql;
use wdk_sys::{PASSIVE_LEVEL, WDF_NO_OBJECT_ATTRIBUTES, WDFSTRING, WDFWAITLOCK};

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, Device, Object, Queue, Request, Rule, SUCCESS, SpinLock, WaitLock, WorkItem, attributes,
    below_device, keep, kept, sequential, status, timer,
};
use crate::raw_driver::wdf;

/// A machine with two spin locks and a wait lock below the device. The driver does `work` with each
/// read and then completes it, and completes writes at once.
fn reading(work: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let below = attributes().parent(device.object());
        keep("a", SpinLock::create(below).expect("a lock"));
        keep("b", SpinLock::create(below).expect("a lock"));
        keep("wait", WaitLock::create(below).expect("a lock"));
        let queue = sequential().read(move |_, request| {
            work(request);
            request.complete(SUCCESS);
        });
        let queue = queue.write(|_, request| request.complete(SUCCESS)).for_everything();
        keep("queue", queue.create(device));
    })
}

fn a() -> SpinLock {
    kept("a")
}

fn b() -> SpinLock {
    kept("b")
}

fn wait() -> WaitLock {
    kept("wait")
}

fn irql() -> u32 {
    // SAFETY: a driver may call this at any IRQL.
    u32::from(unsafe { KeGetCurrentIrql() })
}

fn reports(
    work: impl Fn(Request) + Send + Sync + Copy + 'static,
    rule: Rule,
    object: &str,
    call: &str,
) {
    let bench = reading(work);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, rule, object, call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

fn is_legal(work: impl Fn(Request) + Send + Sync + Copy + 'static) {
    let bench = reading(work);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn calling_a_passive_ddi_at_dispatch_level_is_reported() {
    let raised = |_| {
        a().acquire();
        let mut string: WDFSTRING = std::ptr::null_mut();
        let _ = wdf!(WdfStringCreate, std::ptr::null(), WDF_NO_OBJECT_ATTRIBUTES, &raw mut string);
        a().release();
    };
    reports(raised, Rule::WrongIrql, "-", "WdfStringCreate");
}

#[test]
fn creating_objects_at_dispatch_level_is_not_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let below = || attributes().parent(device.object());
        let lock = SpinLock::create(below()).expect("a lock");
        lock.acquire();
        assert!(timer(device.object()).try_create(|_| {}).is_ok());
        assert!(WorkItem::create(device.object(), false, |_| {}).is_ok());
        assert!(SpinLock::create(below()).is_ok());
        assert!(WaitLock::create(below()).is_ok());
        assert!(Object::create(below()).is_ok());
        let queue = sequential().read(|_, request| request.complete(SUCCESS)).try_create(device);
        let read = wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeRead;
        assert_eq!(device.route(queue.expect("a queue"), read), SUCCESS);
        lock.release();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_synchronous_stop_at_dispatch_level_is_reported_and_refused() {
    let bench = reading(|_| {
        a().acquire();
        kept::<Queue>("queue").stop_synchronously();
        a().release();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::WrongIrql, "Q1", "WdfIoQueueStopSynchronously", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn a_timer_wait_at_dispatch_level_is_reported_and_refused() {
    let bench = reading(|_| {
        let device: Device = kept("device");
        let timer = timer(device.object()).create(|_| {});
        assert!(!timer.start(-10_000));
        a().acquire();
        assert!(!timer.stop(true), "the wait is refused");
        a().release();
        assert!(timer.stop(true), "the timer is still queued");
        timer.object().delete();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::WrongIrql, "T1", "WdfTimerStop", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn a_dispatch_level_ddi_at_dispatch_level_is_not_reported() {
    is_legal(|request| {
        a().acquire();
        assert_eq!(irql(), wdk_sys::DISPATCH_LEVEL);
        request.set_information(0);
        kept::<Queue>("queue").state();
        a().release();
        assert_eq!(irql(), PASSIVE_LEVEL);
    });
}

#[test]
fn paged_code_at_dispatch_level_is_reported() {
    let paged = |_| {
        a().acquire();
        wdk_sys::PAGED_CODE!();
        a().release();
    };
    reports(paged, Rule::PagedCodeAtRaisedIrql, module_path!(), "PAGED_CODE");
}

#[test]
fn paged_code_at_passive_level_is_not_reported() {
    is_legal(|_| wdk_sys::PAGED_CODE!());
}

#[test]
fn releasing_two_spin_locks_in_the_wrong_order_is_reported() {
    // Each lock keeps the IRQL before its acquisition, so the second release raises to
    // DISPATCH_LEVEL.
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let below = attributes().parent(device.object());
        keep("a", SpinLock::create(below).expect("a lock"));
        keep("b", SpinLock::create(below).expect("a lock"));
        let queue = sequential().read(|_, request| {
            request.complete(SUCCESS);
            a().acquire();
            b().acquire();
            a().release();
            assert_eq!(irql(), PASSIVE_LEVEL);
            b().release();
            assert_eq!(irql(), wdk_sys::DISPATCH_LEVEL);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.check();
    let violations = bench.machine.violations();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    let expected = [
        (Rule::LockReleasedOutOfOrder, "WdfSpinLockRelease"),
        (Rule::IrqlNotRestored, "EvtIoRead"),
    ];
    assert_eq!(found, expected, "{violations:#?}");
    expect_to_go_on(&bench, 2);
}

#[test]
fn releasing_two_spin_locks_in_reverse_order_is_not_reported() {
    is_legal(|_| {
        a().acquire();
        b().acquire();
        b().release();
        a().release();
        assert_eq!(irql(), PASSIVE_LEVEL);
    });
}

#[test]
fn returning_with_a_wait_lock_is_reported() {
    let bench = reading(|_| {
        wait().acquire();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::LockHeldAtReturn, "W1", "EvtIoRead", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn returning_with_a_spin_lock_is_reported_with_the_irql() {
    let bench = reading(|_| a().acquire());
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.check();
    let rules: Vec<_> = bench.machine.violations().iter().map(|v| v.rule).collect();
    assert_eq!(rules, [Rule::LockHeldAtReturn, Rule::IrqlNotRestored]);
    expect_to_go_on(&bench, 2);
}

#[test]
fn releasing_a_wait_lock_before_the_return_is_not_reported() {
    is_legal(|_| {
        assert_eq!(wait().acquire(), SUCCESS);
        wait().release();
    });
}

#[test]
fn releasing_a_lock_that_is_not_owned_is_reported() {
    reports(|_| a().release(), Rule::LockReleasedByNonOwner, "L1", "WdfSpinLockRelease");
}

#[test]
fn releasing_the_lock_of_another_thread_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("wait", WaitLock::create(below_device()).expect("a lock"));
        let queue = crate::closure_driver::parallel(8).read(|_, request| {
            wait().acquire();
            wait().release();
            request.complete(SUCCESS);
        });
        let queue = queue.write(|_, request| {
            let lock: WDFWAITLOCK = wait().0;
            crate::closure_driver::ddi!(WdfWaitLockRelease, lock);
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let (file, other) = (bench.open(), bench.open());
    bench.before("WdfWaitLockRelease", 1, move |_| {
        assert_eq!(status(&other.write(b"x")), SUCCESS);
    });
    assert_eq!(status(&file.read(8)), SUCCESS, "the owner still owns it");
    let call = "WdfWaitLockRelease";
    expect_only(&bench, Rule::LockReleasedByNonOwner, "W1", call, "EvtIoWrite");
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
}

#[test]
fn acquiring_a_lock_twice_is_reported() {
    let twice = |_| {
        a().acquire();
        a().acquire();
        a().release();
    };
    reports(twice, Rule::RecursiveLock, "L1", "WdfSpinLockAcquire");
}

#[test]
fn acquiring_the_queue_lock_in_scope_queue_is_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().serialized().read(|queue, request| {
            queue.object().acquire_lock();
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS))
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::RecursiveLock, "Q1", "WdfObjectAcquireLock", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn acquiring_the_queue_lock_in_scope_none_is_not_reported() {
    is_legal(|_| {
        let queue: Queue = kept("queue");
        queue.object().acquire_lock();
        assert_eq!(irql(), wdk_sys::DISPATCH_LEVEL);
        queue.object().release_lock();
        assert_eq!(irql(), PASSIVE_LEVEL);
    });
}

#[test]
fn acquiring_a_lock_again_after_its_release_is_not_reported() {
    is_legal(|_| {
        for _ in 0..2 {
            a().acquire();
            a().release();
        }
    });
}
