//! Visits to the dispatcher: which calls run it although another callback is active, and when a
//! request goes that is completed inside a callback.

use super::{complete, holding, queue};
use crate::closure_driver::{
    Bench, CANCELLED, QueueSpec, Request, SUCCESS, attributes, count, is_pending, keep, kept,
    manual, note, notes, sequential, status,
};

#[test]
fn start_inside_a_callback_delivers_the_next_request_at_once() {
    let bench = Bench::with_queue(|| {
        sequential().read(|queue, request| {
            note("read");
            if count("reads") == 1 {
                queue.stop(|_| {});
                complete(request);
                queue.start();
                note("first returns");
            } else {
                complete(request);
            }
        })
    });
    let file = bench.open();
    bench.before("WdfRequestComplete", 1, {
        let file = file.clone();
        move |_| _ = file.read(2)
    });
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(notes(), ["read", "read", "first returns"]);
    bench.end_clean();
}

#[test]
fn stop_and_purge_ends_although_new_requests_are_queued() {
    let bench = holding();
    let file = bench.open();
    let owned = file.read(1);
    bench.run(&file, || queue().stop_and_purge(|_| note("done")));
    let later = file.read(2);
    assert_eq!(notes(), [""; 0]);
    bench.run(&file, || complete(kept("read")));
    assert_eq!((status(&owned), is_pending(&later)), (SUCCESS, true));
    assert_eq!(notes(), ["done"]);
    bench.run(&file, || queue().start());
    bench.run(&file, || complete(kept("read")));
    bench.end_clean();
}

#[test]
fn io_stop_comes_after_the_running_callback_has_returned() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| {
            keep("read", request);
            request.set_information(0);
            note("read returns");
        });
        queue.stop(|_, request, _| {
            note("stop");
            complete(request);
        })
    });
    let (node, file) = (bench.node(), bench.open());
    bench.before("WdfRequestSetInformation", 1, move |_| node.suspend().expect("suspended"));
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(notes(), ["read returns", "stop"]);
    bench.end_clean();
}

/// A machine whose requests note their end, with one queue.
fn watching(queue: impl Fn() -> QueueSpec + Send + Sync + 'static) -> Bench {
    Bench::new(move |adding| {
        adding.request_attributes(attributes().watched());
        let device = adding.device();
        device.side_door();
        keep("queue", queue().for_everything().create(device));
    })
}

/// Makes a request note its end.
fn tell(request: Request) -> Request {
    request.object().on_cleanup(|_| note("cleanup"));
    request.object().on_destroy(|_| note("destroy"));
    request
}

const AFTER: [&str; 3] = ["cleanup", "returns", "destroy"];
const INSIDE: [&str; 3] = ["cleanup", "destroy", "returns"];

/// Completes a request and notes that the callback returns.
fn complete_inside(request: Request, status: i32) {
    request.complete(status);
    note("returns");
}

#[test]
fn request_completed_by_its_cancel_callback_is_destroyed_after_it() {
    let bench = watching(|| {
        sequential().read(|_, request| {
            tell(request).mark(|request| complete_inside(request, CANCELLED));
        })
    });
    let read = bench.open().read(1);
    assert!(read.cancel());
    assert_eq!((status(&read), notes()), (CANCELLED, AFTER.map(String::from).to_vec()));
    bench.end_clean();
}

#[test]
fn request_completed_by_io_stop_is_destroyed_after_it() {
    let bench = watching(|| {
        let queue = sequential().read(|_, request| _ = tell(request));
        queue.stop(|_, request, _| complete_inside(request, CANCELLED))
    });
    let read = bench.open().read(1);
    bench.node().suspend().expect("suspended");
    assert_eq!((status(&read), notes()), (CANCELLED, AFTER.map(String::from).to_vec()));
    bench.end_clean();
}

#[test]
fn request_completed_by_io_resume_is_destroyed_after_it() {
    let bench = watching(|| {
        let queue = sequential().read(|_, request| _ = tell(request));
        let queue = queue.stop(|_, request, _| request.stop_acknowledge(false));
        queue.resume(|_, request| complete_inside(request, SUCCESS))
    });
    let read = bench.open().read(1);
    bench.node().suspend().expect("suspended");
    bench.node().resume().expect("resumed");
    assert_eq!((status(&read), notes()), (SUCCESS, AFTER.map(String::from).to_vec()));
    bench.end_clean();
}

#[test]
fn request_completed_by_its_handler_is_destroyed_after_it_with_the_verifier() {
    for (verifier, expected) in [(true, AFTER), (false, INSIDE)] {
        let bench =
            watching(|| sequential().read(|_, request| complete_inside(tell(request), SUCCESS)));
        bench.machine.set_verifier(verifier);
        assert_eq!(status(&bench.open().read(1)), SUCCESS);
        assert_eq!(notes(), expected, "the verifier: {verifier}");
        bench.end_clean();
    }
}

#[test]
fn request_completed_by_canceled_on_queue_is_destroyed_inside() {
    let bench = Bench::new(|adding| {
        adding.request_attributes(attributes().watched());
        let device = adding.device();
        let queue = manual().canceled_on_queue(|_, request| complete_inside(request, CANCELLED));
        keep("manual", queue.create(device));
        let forward = |_, request| assert_eq!(tell(request).forward(kept("manual")), SUCCESS);
        sequential().read(forward).for_everything().create(device);
    });
    let read = bench.open().read(1);
    assert!(read.cancel());
    assert_eq!((status(&read), notes()), (CANCELLED, INSIDE.map(String::from).to_vec()));
    bench.end_clean();
}
