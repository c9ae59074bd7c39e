//! Cancellation by applications: one operation, all operations, a closed handle, an ended process.

use super::cancel;
use crate::closure_driver::{
    Bench, CANCELLED, EventKind, ObjectKind, ObjectName, PENDING, Queue, SUCCESS, attributes,
    is_pending, keep, kept, manual, note, notes, parallel, sequential, status,
};

/// A machine whose driver forwards reads to a manual queue and takes them out again with a write.
/// If `told`, the queue has an `EvtIoCanceledOnQueue`, which notes each cancelled read.
fn forwarding(told: bool) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let parked = manual();
        let parked = if told {
            parked.canceled_on_queue(|_, request| {
                note("canceled on queue");
                request.complete(CANCELLED);
            })
        } else {
            parked
        };
        keep("parked", parked.create(device));
        let queue = sequential().read(|_, request| {
            assert_eq!(request.forward(kept("parked")), SUCCESS);
        });
        queue.for_everything().create(device);
    })
}

#[test]
fn cancel_of_an_undelivered_request_calls_no_callback() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| {
            note("read");
            request.mark(cancel);
        });
        queue.canceled_on_queue(|_, request| {
            note("canceled on queue");
            request.complete(CANCELLED);
        })
    });
    let file = bench.open();
    let (first, second) = (file.read(8), file.read(8));
    assert!(is_pending(&second), "the driver owns the first read");
    assert!(second.cancel());
    assert_eq!(status(&second), CANCELLED);
    assert!(is_pending(&first));
    assert_eq!(notes(), ["read"]);
    assert!(first.cancel());
    assert_eq!(notes(), ["cancel"], "no request is left to deliver");
    bench.end_clean();
}

#[test]
fn cancel_of_a_forwarded_request_calls_evt_io_canceled_on_queue() {
    let bench = forwarding(true);
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["canceled on queue"]);
    bench.end_clean();
}

#[test]
fn cancel_of_a_forwarded_request_is_silent_without_a_callback() {
    let bench = forwarding(false);
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), [""; 0]);
    bench.end_clean();
}

#[test]
fn cancel_of_a_completed_operation_finds_nothing() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| request.complete(SUCCESS)));
    let file = bench.open();
    let read = file.read(8);
    assert!(!read.cancel());
    assert!(!file.cancel_all());
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn cancel_all_cancels_the_requests_of_a_handle_newest_first() {
    let bench = Bench::with_queue(|| {
        parallel(8).read(|_, request| {
            request.mark(|request| {
                let (_, length) = request.buffer(true, 1).expect("a buffer");
                note(format!("cancel {length}"));
                request.complete(CANCELLED);
            });
        })
    });
    let process = bench.machine.process();
    let (file, other) = (bench.open_in(&process), bench.open_in(&process));
    let reads = [file.read(1), file.read(2), file.read(3)];
    let elsewhere = other.read(4);
    assert!(file.cancel_all());
    bench.check();
    assert_eq!(notes(), ["cancel 3", "cancel 2", "cancel 1"]);
    assert!(reads.iter().all(|read| status(read) == CANCELLED));
    assert!(is_pending(&elsewhere), "the read of another handle stays");
    process.exit();
    bench.end_clean();
}

/// A machine whose driver has file callbacks, owns marked reads, and leaves writes in a queue.
fn with_file_callbacks() -> Bench {
    Bench::new(|adding| {
        adding.file_callbacks(attributes());
        let device = adding.device();
        let queue = parallel(8).read(|_, request| {
            keep("read", request);
            request.mark(cancel);
        });
        queue.for_everything().create(device);
        let writes = manual().create(device);
        keep("writes", writes);
        assert_eq!(device.route(writes, wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeWrite), SUCCESS);
        device.side_door();
    })
}

#[test]
fn closing_a_handle_cancels_only_undelivered_requests() {
    let bench = with_file_callbacks();
    let file = bench.open();
    let (read, write) = (file.read(8), file.write(b"x"));
    assert_eq!((read.issued(), write.issued()), (PENDING, PENDING));
    let callbacks = bench.callbacks_of(|| file.close());
    assert_eq!(callbacks, ["EvtFileCleanup"], "the close waits for the read");
    assert_eq!(status(&write), CANCELLED);
    assert!(is_pending(&read), "the driver owns the read, although it is marked");
    assert_eq!(notes(), [""; 0]);
    let callbacks = bench.callbacks_of(|| assert!(read.cancel()));
    assert_eq!(callbacks, ["EvtRequestCancel", "EvtFileClose"]);
    bench.end_clean();
}

#[test]
fn closing_a_handle_calls_the_driver_before_it_cancels() {
    let bench = with_file_callbacks();
    let file = bench.open();
    let write = file.write(b"x");
    file.close();
    let trace = bench.machine.trace();
    let at = |fits: &dyn Fn(&EventKind) -> bool| {
        trace.iter().position(|event| fits(&event.kind)).expect("an event of this kind")
    };
    let cleaned_up = at(&|kind| {
        kind.who() == kmdf_host::Who::CallbackLeave && kind.name() == Some("EvtFileCleanup")
    });
    let write_request = ObjectName::new(ObjectKind::Request, 2);
    let completed = at(
        &|kind| matches!(kind, EventKind::Completed { request, .. } if *request == write_request),
    );
    let closed = at(&|kind| kind.enters("EvtFileClose"));
    assert!(cleaned_up < completed && completed < closed);
    assert_eq!(status(&write), CANCELLED);
    bench.end_clean();
}

#[test]
fn closing_a_handle_leaves_the_requests_of_other_handles_alone() {
    let bench = with_file_callbacks();
    let (file, other) = (bench.open(), bench.open());
    let write = other.write(b"x");
    file.close();
    assert!(is_pending(&write));
    bench.run(&other, || {
        let write = kept::<Queue>("writes").next().expect("a queued write");
        write.complete_with(SUCCESS, 1);
    });
    assert_eq!(status(&write), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_closed_handle_refuses_every_request() {
    let bench = with_file_callbacks();
    let file = bench.open();
    file.close();
    assert!(file.read(8).issued() < 0);
    assert!(!file.cancel_all());
    file.close();
    bench.end_clean();
}

#[test]
fn process_exit_cancels_newest_first_then_cleans_up_and_closes() {
    let bench = with_file_callbacks();
    let process = bench.machine.process();
    let (file, other) = (bench.open_in(&process), bench.open_in(&process));
    let operations = [file.read(1), other.write(b"x"), other.read(2)];
    let callbacks = bench.callbacks_of(|| process.exit());
    let expected = [
        "EvtRequestCancel",
        "EvtRequestCancel",
        "EvtFileCleanup",
        "EvtFileClose",
        "EvtFileCleanup",
        "EvtFileClose",
    ];
    assert_eq!(callbacks, expected);
    assert!(operations.iter().all(|operation| status(operation) == CANCELLED));
    let cancels: Vec<_> =
        bench.entered().into_iter().filter(|(name, _)| *name == "EvtRequestCancel").collect();
    // R1 and R2 are the create requests.
    let cancel_of =
        |number| ("EvtRequestCancel", vec![ObjectName::new(ObjectKind::Request, number)]);
    assert_eq!(cancels, [cancel_of(5), cancel_of(3)]);
    bench.end_clean();
}

#[test]
fn process_exit_spares_other_processes() {
    let bench = with_file_callbacks();
    let (process, other) = (bench.machine.process(), bench.machine.process());
    let (ended, stays) = (bench.open_in(&process).read(8), bench.open_in(&other).read(8));
    process.exit();
    assert_eq!(status(&ended), CANCELLED);
    assert!(is_pending(&stays));
    other.exit();
    assert_eq!(status(&stays), CANCELLED);
    bench.end_clean();
}
