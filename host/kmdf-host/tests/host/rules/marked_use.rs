//! Uses of a request between its mark and its unmark.

use std::ptr::null_mut;

use super::{expect_only, expect_to_go_on, reading};
use crate::closure_driver::{
    Bench, CANCELLED, QueueSpec, Request, Rule, SUCCESS, SpinLock, attributes, ddi, keep, kept,
    parallel, sequential, status,
};

fn cancel(request: Request) {
    request.complete(CANCELLED);
}

/// Lets an application read and cancel the read, and checks that nothing was reported.
fn is_legal(bench: Bench) {
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

/// Does `work` with a marked read that is cancelled later, and checks that only `call` was reported.
fn reports(call: &str, work: impl Fn(Request) + Send + Sync + Copy + 'static) {
    let bench = Bench::new(move |adding| {
        adding.file_callbacks(attributes());
        let queue = sequential().read(move |_, request| {
            let mut memory = null_mut();
            assert_eq!(ddi!(WdfRequestRetrieveOutputMemory, request.0, &raw mut memory), SUCCESS);
            keep("memory", memory.addr());
            request.mark(cancel);
            work(request);
        });
        let queue = queue.write(|_, request| request.complete_with(SUCCESS, 1));
        queue.for_everything().create(adding.device());
    });
    bench.on_create(|request, _| request.complete(SUCCESS));
    let read = bench.open().read(8);
    assert_eq!(bench.machine.violations(), [], "the callback may leave the request alone");
    assert!(read.cancel());
    // The open has the first request.
    expect_only(&bench, Rule::UseWhileMarked, "R2", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

fn use_it(request: Request) {
    request.set_information(1);
}

#[test]
fn use_of_a_marked_request_is_reported() {
    reports("WdfRequestSetInformation", use_it);
}

#[test]
fn each_use_of_a_marked_request_is_reported() {
    let memory = || std::ptr::without_provenance_mut(kept::<usize>("memory"));
    reports("WdfRequestGetParameters", |request| {
        request.parameters();
    });
    reports("WdfRequestRetrieveOutputBuffer", |request| {
        request.buffer(true, 1).expect("a buffer");
    });
    reports("WdfRequestRetrieveOutputMemory", |request| {
        let mut memory = null_mut();
        assert_eq!(ddi!(WdfRequestRetrieveOutputMemory, request.0, &raw mut memory), SUCCESS);
    });
    reports("WdfRequestGetInformation", |request| {
        let _ = ddi!(WdfRequestGetInformation, request.0);
    });
    reports("WdfRequestGetRequestorMode", |request| {
        let _ = ddi!(WdfRequestGetRequestorMode, request.0);
    });
    reports("WdfRequestGetIoQueue", |request| {
        let _ = ddi!(WdfRequestGetIoQueue, request.0);
    });
    reports("WdfRequestGetFileObject", |request| {
        request.file_object();
    });
    reports("WdfMemoryGetBuffer", move |_| {
        let _ = ddi!(WdfMemoryGetBuffer, memory(), null_mut());
    });
    reports("WdfMemoryCopyFromBuffer", move |_| {
        let mut byte = 1_u8;
        let from = (&raw mut byte).cast();
        assert_eq!(ddi!(WdfMemoryCopyFromBuffer, memory(), 0, from, 1), SUCCESS);
    });
    reports("WdfMemoryCopyToBuffer", move |_| {
        let mut byte = 0_u8;
        let to = (&raw mut byte).cast();
        assert_eq!(ddi!(WdfMemoryCopyToBuffer, memory(), 0, to, 1), SUCCESS);
    });
}

#[test]
fn use_after_the_first_cancellation_is_reported_at_once() {
    let bench = reading(|request| {
        request.mark(cancel);
        use_it(request);
    });
    let file = bench.open();
    assert!(file.read(8).cancel());
    let read = file.read(8);
    let subjects: Vec<_> =
        bench.machine.violations().iter().map(|broken| broken.subject.to_string()).collect();
    assert_eq!(subjects, ["R1", "R2"]);
    assert!(read.cancel());
}

#[test]
fn use_of_a_marked_request_under_a_lock_is_not_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            let lock = SpinLock::create(attributes().parent(request.object()));
            let lock = lock.expect("a lock");
            lock.acquire();
            assert_eq!(request.mark_ex(cancel), SUCCESS);
            use_it(request);
            lock.release();
        })
    });
    is_legal(bench);
}

#[test]
fn use_of_a_marked_request_in_a_serialized_queue_is_not_reported() {
    let marks = |spec: QueueSpec| {
        spec.read(|_, request| {
            request.mark(cancel);
            use_it(request);
        })
    };
    is_legal(Bench::with_queue(move || marks(sequential().serialized())));
}

#[test]
fn use_before_a_mark_and_after_an_unmark_is_not_reported() {
    is_legal(reading(|request| {
        use_it(request);
        request.mark(cancel);
        assert_eq!(request.unmark(), SUCCESS);
        use_it(request);
        request.mark(cancel);
    }));
}

#[test]
fn use_in_the_cancel_callback_is_not_reported() {
    is_legal(reading(|request| {
        request.mark(|request| {
            use_it(request);
            cancel(request);
        });
    }));
}

#[test]
fn use_in_evt_io_stop_is_not_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| request.mark(cancel));
        queue.stop(|_, request, _| {
            use_it(request);
            request.stop_acknowledge(false);
        })
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    assert!(read.cancel(), "EvtRequestCancel runs after EvtIoStop");
    bench.end_clean();
}

#[test]
fn use_of_a_request_that_the_cancel_callback_leaves_is_not_reported() {
    // The callback completes a request only if nobody works on the request.
    let bench = Bench::with_queue(|| {
        let queue = parallel(u32::MAX).read(|_, request| {
            keep("read", request);
            keep("works", 1);
            request.mark(|request| {
                if kept::<usize>("works") == 0 {
                    cancel(request);
                }
            });
            use_it(request);
        });
        queue.write(|_, write| {
            use_it(kept("read"));
            cancel(kept("read"));
            write.complete(SUCCESS);
        })
    });
    let file = bench.open();
    let read = file.read(8);
    assert!(read.cancel());
    assert_eq!(status(&file.write(b"x")), SUCCESS);
    assert_eq!(status(&read), CANCELLED);
    let read = file.read(8);
    keep("works", 0);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn use_before_an_unmark_that_the_callback_waits_for_is_not_reported() {
    let bench = reading(|request| {
        request.mark(cancel);
        use_it(request);
        assert_eq!(request.unmark(), CANCELLED, "the callback completes the request from here on");
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestSetInformation", 1, move |_| {
        assert!(application.cancel_all());
    });
    assert_eq!(status(&file.read(8)), CANCELLED);
    bench.end_clean();
}
