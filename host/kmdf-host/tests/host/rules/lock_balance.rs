//! The rules about acquisitions and releases of locks, which alternate and balance in a callback.

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, Queue, Request, Rule, SUCCESS, SpinLock, WaitLock, attributes, keep, kept, sequential,
    status,
};

/// A machine with a spin lock and a wait lock. The driver does `work` with each read, under the
/// queue's lock if `serialized`, and completes each write at once.
fn reading(serialized: bool, work: fn(Request)) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let below = attributes().parent(device.object());
        keep("spin", SpinLock::create(below).expect("a lock"));
        keep("wait", WaitLock::create(below).expect("a lock"));
        let queue = if serialized { sequential().serialized() } else { sequential() };
        let queue = queue.read(move |_, request| {
            work(request);
            request.complete(SUCCESS);
        });
        let queue = queue.write(|_, request| request.complete(SUCCESS)).for_everything();
        keep("queue", queue.create(device));
    })
}

fn spin() -> SpinLock {
    kept("spin")
}

fn wait() -> WaitLock {
    kept("wait")
}

fn reports(serialized: bool, work: fn(Request), (rule, object, call): (Rule, &str, &str)) {
    let bench = reading(serialized, work);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, rule, object, call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

const NON_OWNER: Rule = Rule::LockReleasedByNonOwner;

#[test]
fn releasing_a_spin_lock_twice_is_reported() {
    let twice = |_| {
        spin().acquire();
        spin().release();
        spin().release();
    };
    reports(false, twice, (NON_OWNER, "L1", "WdfSpinLockRelease"));
}

#[test]
fn releasing_a_wait_lock_twice_is_reported() {
    let twice = |_| {
        wait().acquire();
        wait().release();
        wait().release();
    };
    reports(false, twice, (NON_OWNER, "W1", "WdfWaitLockRelease"));
}

#[test]
fn releasing_a_wait_lock_that_is_not_owned_is_reported() {
    reports(false, |_| wait().release(), (NON_OWNER, "W1", "WdfWaitLockRelease"));
}

#[test]
fn acquiring_a_wait_lock_twice_is_reported() {
    let twice = |_| {
        wait().acquire();
        wait().acquire();
        wait().release();
    };
    reports(false, twice, (Rule::RecursiveLock, "W1", "WdfWaitLockAcquire"));
}

#[test]
fn acquiring_a_wait_lock_twice_with_a_timeout_is_reported() {
    let twice = |_| {
        wait().acquire();
        assert_eq!(wait().acquire_within(1), wdk_sys::STATUS_TIMEOUT);
        wait().release();
    };
    reports(false, twice, (Rule::RecursiveLock, "W1", "WdfWaitLockAcquire"));
}

#[test]
fn acquiring_a_wait_lock_in_turn_is_not_reported() {
    let in_turn = |_| {
        for _ in 0..2 {
            assert_eq!(wait().acquire_within(1), SUCCESS);
            wait().release();
        }
    };
    let bench = reading(false, in_turn);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn releasing_the_callback_lock_inside_the_callback_is_reported() {
    let release = |_| kept::<Queue>("queue").object().release_lock();
    let bench = reading(true, release);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.check();
    let violations = bench.machine.violations();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    let expected = [(Rule::IrqlNotRestored, "EvtIoRead"), (NON_OWNER, "WdfObjectReleaseLock")];
    assert_eq!(found, expected, "{violations:#?}");
    expect_to_go_on(&bench, 2);
}

#[test]
fn releasing_a_passive_callback_lock_inside_the_callback_is_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().serialized().passive();
        queue.read(|queue, request| {
            queue.object().release_lock();
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, NON_OWNER, "Q1", "WdfObjectReleaseLock", "-");
}

#[test]
fn releasing_a_callback_lock_that_is_not_owned_is_reported() {
    let release = |_| kept::<Queue>("queue").object().release_lock();
    reports(false, release, (NON_OWNER, "Q1", "WdfObjectReleaseLock"));
}

#[test]
fn releasing_a_callback_lock_that_the_callback_acquired_is_not_reported() {
    let balanced = |_| {
        let queue = kept::<Queue>("queue").object();
        queue.acquire_lock();
        queue.release_lock();
    };
    let bench = reading(false, balanced);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}
