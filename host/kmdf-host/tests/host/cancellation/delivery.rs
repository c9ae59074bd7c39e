//! The thread, the IRQL and the lock of EvtRequestCancel.

use kmdf_host::trace::ThreadName;
use wdk_sys::_WDF_SYNCHRONIZATION_SCOPE as Scope;

use super::{cancel, start_timer, with_timer};
use crate::closure_driver::{
    Bench, CANCELLED, Event, ObjectKind, ObjectName, Queue, QueueSpec, Request, Rule, SUCCESS, Who,
    attributes, is_pending, keep, kept, note, notes, parallel, sequential, status,
};

/// A parallel queue whose driver marks reads and completes writes.
fn marking() -> QueueSpec {
    let queue = parallel(8).read(|_, request| {
        keep("read", request);
        request.mark(cancel);
    });
    queue.write(|_, request| {
        note("write");
        request.complete(SUCCESS);
    })
}

#[test]
fn cancel_in_scope_none_runs_on_the_cancelling_thread_unlocked() {
    let bench = Bench::with_queue(|| {
        sequential().read(|queue, request| {
            keep("queue", queue);
            request.mark(|request| {
                // The queue's lock is free, so the callback can acquire it.
                kept::<Queue>("queue").object().acquire_lock();
                kept::<Queue>("queue").object().release_lock();
                cancel(request);
            });
        })
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    let entry = bench.last_entry("EvtRequestCancel");
    assert_eq!((entry.irql, entry.thread), (0, ThreadName::Application(1)));
    bench.end_clean();
}

#[test]
fn cancel_in_scope_queue_runs_at_dispatch_under_the_queue_lock() {
    let bench = Bench::with_queue(|| {
        sequential().serialized().read(|_, request| {
            request.mark(|request| {
                kept::<Queue>("queue").object().acquire_lock();
                cancel(request);
            });
        })
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(bench.last_entry("EvtRequestCancel").irql, 2);
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, Rule::RecursiveLock, "the callback held the lock");
    assert_eq!(violations[0].subject, ObjectName::new(ObjectKind::Queue, 1).into());
}

#[test]
fn cancel_in_scope_device_runs_under_the_device_lock() {
    let bench = Bench::new(|adding| {
        let scope = Scope::WdfSynchronizationScopeDevice;
        let device = adding.device_with(attributes().scope(scope));
        let queue = sequential().scope(scope).read(|_, request| {
            request.mark(|request| {
                kept::<crate::closure_driver::Device>("device").object().acquire_lock();
                cancel(request);
            });
        });
        queue.for_everything().create(device);
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(bench.last_entry("EvtRequestCancel").irql, 2);
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(
        (violations[0].rule, &violations[0].subject),
        (Rule::RecursiveLock, &ObjectName::new(ObjectKind::Device, 1).into()),
        "the callback held the device's lock"
    );
}

#[test]
fn cancel_in_scope_queue_excludes_other_queue_callbacks() {
    let bench = Bench::with_queue(|| marking().serialized());
    let read = bench.open().read(8);
    let other = bench.open();
    bench.before("WdfRequestComplete", 1, move |_| {
        assert_eq!(status(&other.write(b"x")), SUCCESS);
    });
    assert!(read.cancel());
    bench.check();
    let trace = bench.machine.trace();
    let at = |who: Who, name: &str| {
        let fits = |event: &Event| event.who() == who && event.kind.name() == Some(name);
        trace.iter().position(fits).unwrap_or_else(|| panic!("no {who} {name}"))
    };
    assert!(
        at(Who::CallbackLeave, "EvtRequestCancel") < at(Who::CallbackEnter, "EvtIoWrite"),
        "the write waits for the lock"
    );
    bench.end_clean();
}

#[test]
fn cancel_while_a_thread_dispatches_runs_on_that_thread() {
    let bench = Bench::with_queue(marking);
    let read = bench.open().read(8);
    let (writer, cancelled) = (bench.open(), read.clone());
    bench.before("WdfRequestComplete", 1, move |_| {
        assert!(cancelled.cancel());
        assert!(is_pending(&cancelled), "the thread in EvtIoWrite runs the callback");
    });
    assert_eq!(status(&writer.write(b"x")), SUCCESS);
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["write", "cancel"]);
    assert_eq!(
        bench.last_entry("EvtRequestCancel").thread,
        ThreadName::Application(2),
        "the writer's thread"
    );
    bench.end_clean();
}

#[test]
fn cancel_on_a_passive_queue_at_dispatch_uses_a_work_item() {
    let queue = || {
        sequential().passive().read(|_, request| {
            keep("read", request);
            start_timer();
        })
    };
    let bench = with_timer(queue, false, || {
        kept::<Request>("read").mark(cancel);
        note("marked");
    });
    let read = bench.open().read(8);
    assert!(read.cancel(), "the DPC marks the read later");
    bench.advance_ms(1);
    bench.check();
    assert_eq!(notes(), ["marked", "cancel"]);
    let entry = bench.last_entry("EvtRequestCancel");
    assert_eq!((entry.irql, entry.thread), (0, ThreadName::Worker));
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn repeated_cancels_call_the_driver_once() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            keep("read", request);
            request.mark(|_| note("cancel"));
        })
    });
    let file = bench.open();
    let read = file.read(8);
    assert!(read.cancel());
    assert!(read.cancel(), "the read is outstanding");
    assert!(file.cancel_all());
    assert_eq!(notes(), ["cancel"]);
}

#[test]
fn cancel_of_an_unmarked_request_shows_only_in_is_canceled() {
    let queue = || {
        sequential().read(|_, request| {
            keep("read", request);
            assert!(!request.is_canceled());
            start_timer();
        })
    };
    let bench = with_timer(queue, false, || {
        let request: Request = kept("read");
        assert!(request.is_canceled());
        request.complete(CANCELLED);
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert!(is_pending(&read));
    bench.advance_ms(1);
    bench.check();
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}
