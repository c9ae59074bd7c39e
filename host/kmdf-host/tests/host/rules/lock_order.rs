//! Rules about the order of locks, and about locks that are deleted.

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, Device, Queue, Rule, SUCCESS, SpinLock, WaitLock, attributes, keep, kept, sequential,
    status,
};

/// A machine with three spin locks and a wait lock below the device. The driver does `read` with each
/// read and `write` with each write.
fn ordering(
    read: impl Fn() + Send + Sync + Copy + 'static,
    write: impl Fn() + Send + Sync + Copy + 'static,
) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let below = attributes().parent(device.object());
        for name in ["a", "b", "gate"] {
            keep(name, SpinLock::create(below).expect("a lock"));
        }
        keep("wait", WaitLock::create(below).expect("a lock"));
        let queue = sequential().read(move |_, request| {
            read();
            request.complete(SUCCESS);
        });
        let queue = queue.write(move |_, request| {
            write();
            request.complete(SUCCESS);
        });
        keep("queue", queue.for_everything().create(device));
    })
}

fn take(names: &[&'static str]) {
    let locks: Vec<SpinLock> = names.iter().map(|name| kept(name)).collect();
    for lock in &locks {
        lock.acquire();
    }
    for lock in locks.iter().rev() {
        lock.release();
    }
}

/// A read, and a write after its end.
fn read_then_write(bench: &Bench) {
    let file = bench.open();
    assert_eq!(status(&file.read(8)), SUCCESS);
    assert_eq!(status(&file.write(b"x")), SUCCESS);
}

#[test]
fn opposite_orders_without_a_deadlock_are_reported() {
    let bench = ordering(|| take(&["a", "b"]), || take(&["b", "a"]));
    read_then_write(&bench);
    expect_only(&bench, Rule::LockOrder, "L1", "WdfSpinLockAcquire", "EvtIoWrite");
    assert!(bench.machine.violations()[0].detail.contains("L2"), "the violation names the cycle");
    expect_to_go_on(&bench, 1);
}

#[test]
fn opposite_orders_below_a_common_lock_are_not_reported() {
    let bench = ordering(|| take(&["gate", "a", "b"]), || take(&["gate", "b", "a"]));
    read_then_write(&bench);
    bench.end_clean();
}

#[test]
fn acquiring_a_lock_of_the_device_after_its_queue_is_reported() {
    let bench = ordering(
        || {
            let (device, queue): (Device, Queue) = (kept("device"), kept("queue"));
            queue.object().acquire_lock();
            device.object().acquire_lock();
            device.object().release_lock();
            queue.object().release_lock();
        },
        || {},
    );
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::LockOrder, "D1", "WdfObjectAcquireLock", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn acquiring_the_lock_of_a_queue_after_its_device_is_not_reported() {
    let bench = ordering(
        || {
            let (device, queue): (Device, Queue) = (kept("device"), kept("queue"));
            device.object().acquire_lock();
            queue.object().acquire_lock();
            queue.object().release_lock();
            device.object().release_lock();
        },
        || {},
    );
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn releasing_out_of_order_at_dispatch_level_is_reported() {
    let bench = ordering(
        || {
            let [gate, a, b]: [SpinLock; 3] = ["gate", "a", "b"].map(kept);
            gate.acquire();
            a.acquire();
            b.acquire();
            a.release();
            b.release();
            gate.release();
        },
        || {},
    );
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfSpinLockRelease";
    expect_only(&bench, Rule::LockReleasedOutOfOrder, "L1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

/// A machine whose driver acquires a new wait lock for each read, and deletes the lock before or
/// after its release.
fn deleting(owned: bool) -> Bench {
    let read = move || {
        let below = attributes().parent(kept::<Device>("device").object());
        let lock = WaitLock::create(below).expect("a lock");
        lock.acquire();
        if !owned {
            lock.release();
        }
        lock.object().delete();
    };
    ordering(read, || {})
}

#[test]
fn deleting_a_lock_that_is_owned_is_reported() {
    let bench = deleting(true);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let rule = Rule::LockDeletedWhileOwned;
    expect_only(&bench, rule, "W2", "WdfObjectDelete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn deleting_a_lock_after_its_release_is_not_reported() {
    let bench = deleting(false);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

/// A machine whose driver acquires the callback lock of a queue at `PASSIVE_LEVEL`, and deletes the
/// queue or returns.
fn owning_a_queue(deletes: bool) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let other = sequential().serialized().passive().read(|_, _| {}).create(device);
        let queue = sequential().read(move |_, request| {
            other.object().acquire_lock();
            if deletes {
                other.object().delete();
            }
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    })
}

#[test]
fn deleting_a_queue_whose_lock_is_owned_is_reported() {
    let bench = owning_a_queue(true);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let rule = Rule::LockDeletedWhileOwned;
    expect_only(&bench, rule, "Q1", "WdfObjectDelete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn returning_with_a_passive_callback_lock_is_reported() {
    let bench = owning_a_queue(false);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::LockHeldAtReturn, "Q1", "EvtIoRead", "EvtIoRead");
}
