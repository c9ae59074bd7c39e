//! The lock and the IRQL of callbacks, and deferred dispatches.

use kmdf_host::EventKind;
use kmdf_host::trace::{Decision, Deferral, Reason, ThreadName};
use wdk_sys::_WDF_SYNCHRONIZATION_SCOPE as Scope;
use wdk_sys::ntddk::KeGetCurrentIrql;

use super::{complete, with_side_door};
use crate::closure_driver::{
    Bench, Device, Queue, QueueSpec, Request, Rule, SUCCESS, Timer, attributes, count, keep, kept,
    note, notes, parallel, sequential, status, timer,
};

fn irql() -> u8 {
    // SAFETY: a driver may call this at any IRQL.
    unsafe { KeGetCurrentIrql() }
}

/// Checks the IRQL of a queue's EvtIoRead, and whether it holds the lock of `owner`.
fn expect_in_read(scope: i32, owner: &'static str, at: u8, locked: bool) {
    let bench = Bench::new(move |adding| {
        let device = adding.device_with(attributes().scope(
            if scope == Scope::WdfSynchronizationScopeDevice {
                scope
            } else {
                Scope::WdfSynchronizationScopeNone
            },
        ));
        let queue = sequential().scope(scope).read(move |_, request| {
            assert_eq!(irql(), at);
            let object = if owner == "queue" {
                kept::<Queue>("queue").object()
            } else {
                kept::<Device>("device").object()
            };
            object.acquire_lock();
            if !locked {
                object.release_lock();
            }
            complete(request);
        });
        keep("queue", queue.for_everything().create(device));
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    let recursive = bench.shut_down().iter().filter(|v| v.rule == Rule::RecursiveLock).count();
    assert_eq!(recursive, usize::from(locked), "{:#?}", bench.machine.violations());
}

#[test]
fn scope_none_holds_no_lock_and_keeps_the_callers_irql() {
    expect_in_read(Scope::WdfSynchronizationScopeNone, "queue", 0, false);
}

#[test]
fn scope_queue_holds_the_queue_lock_at_dispatch_level() {
    expect_in_read(Scope::WdfSynchronizationScopeQueue, "queue", 2, true);
}

#[test]
fn scope_device_holds_the_device_lock_at_dispatch_level() {
    expect_in_read(Scope::WdfSynchronizationScopeDevice, "device", 2, true);
}

#[test]
fn scope_device_does_not_hold_the_queue_lock() {
    expect_in_read(Scope::WdfSynchronizationScopeDevice, "queue", 2, false);
}

#[test]
fn a_passive_queue_of_scope_queue_runs_at_passive_level() {
    let bench = Bench::with_queue(|| {
        sequential().serialized().passive().read(|_, request| {
            assert_eq!(irql(), 0);
            complete(request);
        })
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    bench.end_clean();
}

/// A parallel queue: the EvtIoWrite of another thread tries to overtake its EvtIoRead.
fn overtaking(queue: fn() -> QueueSpec) -> Vec<String> {
    let bench = Bench::with_queue(move || {
        let queue = queue().read(|_, request| {
            note("read enters");
            request.set_information(0);
            note("read leaves");
            complete(request);
        });
        queue.write(|_, request| {
            note("write");
            complete(request);
        })
    });
    let (file, other) = (bench.open(), bench.open());
    bench.before("WdfRequestSetInformation", 1, move |_| {
        let _ = other.write(b"x");
    });
    assert_eq!(status(&file.read(1)), SUCCESS);
    let order = notes();
    bench.end_clean();
    order
}

#[test]
fn callbacks_of_scope_none_run_at_the_same_time() {
    assert_eq!(overtaking(|| parallel(8)), ["read enters", "write", "read leaves"]);
}

#[test]
fn callbacks_of_scope_queue_exclude_each_other() {
    let order = overtaking(|| parallel(8).serialized());
    assert_eq!(order, ["read enters", "read leaves", "write"]);
}

#[test]
fn scope_device_excludes_the_callbacks_of_two_queues() {
    let bench = Bench::new(|adding| {
        let scope = Scope::WdfSynchronizationScopeDevice;
        let device = adding.device_with(attributes().scope(scope));
        let reads = parallel(8).scope(scope).read(|_, request| {
            note("read enters");
            request.set_information(0);
            note("read leaves");
            complete(request);
        });
        reads.for_everything().create(device);
        let writes = parallel(8).scope(scope).write(|_, request| {
            note("write");
            complete(request);
        });
        let write = wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeWrite;
        assert_eq!(device.route(writes.create(device), write), SUCCESS);
    });
    let (file, other) = (bench.open(), bench.open());
    bench.before("WdfRequestSetInformation", 1, move |_| {
        let _ = other.write(b"x");
    });
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(notes(), ["read enters", "read leaves", "write"]);
    bench.end_clean();
}

/// A machine whose driver completes the first read from a timer, and the other reads at once. If
/// `locked`, the timer is serialized and holds the queue's lock.
fn completing_in_a_timer(locked: bool) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let queue = sequential();
        let queue = if locked { queue.serialized() } else { queue };
        let queue = queue.read(|_, request| {
            if count("reads") == 1 {
                keep("read", request);
                kept::<Timer>("timer").start(-10_000);
            } else {
                note("next read");
                complete(request);
            }
        });
        let queue = queue.for_everything().create(device);
        let tick = timer(queue.object()).create(|_| {
            note("tick enters");
            complete(kept::<Request>("read"));
            note("tick leaves");
        });
        keep("timer", tick);
    })
}

#[test]
fn completion_without_a_lock_delivers_the_next_request_inside() {
    let bench = completing_in_a_timer(false);
    let file = bench.open();
    let (_first, second) = (file.read(1), file.read(2));
    bench.advance_ms(1);
    bench.check();
    assert_eq!(notes(), ["tick enters", "next read", "tick leaves"]);
    let read = bench.last_entry("EvtIoRead");
    assert_eq!((read.irql, read.thread), (2, bench.last_entry("EvtTimerFunc").thread));
    assert_eq!(status(&second), SUCCESS);
    bench.end_clean();
}

#[test]
fn completion_under_the_queue_lock_defers_the_next_to_a_dpc() {
    let bench = completing_in_a_timer(true);
    let file = bench.open();
    let (_first, second) = (file.read(1), file.read(2));
    bench.advance_ms(1);
    bench.check();
    assert_eq!(notes(), ["tick enters", "tick leaves", "next read"]);
    assert_eq!(bench.last_entry("EvtIoRead").irql, 2);
    assert_eq!(status(&second), SUCCESS);
    bench.end_clean();
}

#[test]
fn completion_under_an_acquired_queue_lock_defers_the_next() {
    let bench = with_side_door(|device| {
        let queue = sequential().read(|_, request| {
            if count("reads") == 1 {
                return keep("read", request);
            }
            note("next read");
            complete(request);
        });
        keep("queue", queue.for_everything().create(device));
    });
    let file = bench.open();
    let (_first, second) = (file.read(1), file.read(2));
    bench.run(&file, || {
        let queue: Queue = kept("queue");
        queue.object().acquire_lock();
        complete(kept("read"));
        note("completed");
        queue.object().release_lock();
    });
    assert_eq!(notes(), ["completed", "next read"], "the queue has a lock in scope None, too");
    assert_eq!(status(&second), SUCCESS);
    bench.end_clean();
}

#[test]
fn completion_in_a_dpc_defers_a_passive_queue_to_a_work_item() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = sequential().passive().read(|_, request| {
            if count("reads") == 1 {
                keep("read", request);
                kept::<Timer>("timer").start(-10_000);
            } else {
                complete(request);
            }
        });
        let queue = queue.for_everything().create(device);
        let tick = |_| complete(kept::<Request>("read"));
        keep("timer", timer(queue.object()).unserialized().create(tick));
    });
    let file = bench.open();
    let (_first, second) = (file.read(1), file.read(2));
    bench.advance_ms(1);
    bench.check();
    assert_eq!(status(&second), SUCCESS);
    let read = bench.last_entry("EvtIoRead");
    assert_eq!((read.irql, read.thread), (0, ThreadName::Worker));
    let deferred = bench.machine.trace().into_iter().find_map(|event| match event.kind {
        EventKind::Framework(Decision::DispatchDeferred { reason, to }) => Some((reason, to)),
        _ => None,
    });
    assert_eq!(
        deferred,
        Some((Reason::IrqlRaised, Deferral::WorkItem)),
        "the trace shows the reason and the target"
    );
    bench.end_clean();
}

#[test]
fn requests_of_other_threads_are_served_by_the_dispatching_one() {
    // The first thread is in EvtIoRead of a sequential queue when the second thread sends a
    // request.
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            if count("reads") == 1 {
                request.set_information(0);
            }
            complete(request);
        })
    });
    let (file, other) = (bench.open(), bench.open());
    bench.before("WdfRequestSetInformation", 1, move |_| {
        assert_eq!(other.read(2).result(), None);
    });
    assert_eq!(status(&file.read(1)), SUCCESS);
    let reads: Vec<_> = bench.machine.trace();
    let threads: Vec<_> = reads
        .iter()
        .filter(|event| event.kind.enters("EvtIoRead"))
        .map(|event| event.thread)
        .collect();
    assert_eq!(threads, [ThreadName::Application(1); 2]);
    bench.end_clean();
}
