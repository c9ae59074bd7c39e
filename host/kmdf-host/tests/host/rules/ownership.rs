//! The rules about requests that the driver does not own, or that no queue delivered.

use wdk_sys::STATUS_INVALID_DEVICE_REQUEST;

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, Rule, SUCCESS, attributes, is_pending, keep, kept, manual,
    sequential, status,
};

fn parked() -> Queue {
    kept("parked")
}

/// A machine with two manual queues. The driver does `work` with each read, which it has put into
/// the first of them, and completes each write at once.
fn forwarding(work: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        keep("parked", manual().create(device));
        keep("other", manual().create(device));
        let queue = sequential().read(move |_, request| {
            assert_eq!(request.forward(parked()), SUCCESS);
            work(request);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    })
}

/// Checks that a call with a request that is in a manual queue is refused and reported.
fn is_refused(rule: Rule, name: &str, call: fn(Request) -> i32) {
    let bench = forwarding(move |request| {
        assert_eq!(call(request), STATUS_INVALID_DEVICE_REQUEST);
    });
    let read = bench.open().read(8);
    expect_only(&bench, rule, "R1", name, "EvtIoRead");
    assert!(is_pending(&read), "the manual queue still has the read");
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    expect_to_go_on(&bench, 1);
}

#[test]
fn forwarding_what_is_in_a_queue_is_reported_and_refused() {
    let call = |request: Request| request.forward(kept("other"));
    is_refused(Rule::RequestNotOwned, "WdfRequestForwardToIoQueue", call);
}

#[test]
fn requeueing_what_is_in_a_queue_is_reported_and_refused() {
    is_refused(Rule::RequestNotOwned, "WdfRequestRequeue", Request::requeue);
}

#[test]
fn marking_what_is_in_a_queue_is_reported_and_refused() {
    let call = |request: Request| request.mark_ex(|request| request.complete(CANCELLED));
    is_refused(Rule::CancelMarkMisused, "WdfRequestMarkCancelableEx", call);
}

#[test]
fn unmarking_what_is_in_a_queue_is_reported_and_refused() {
    is_refused(Rule::CancelMarkMisused, "WdfRequestUnmarkCancelable", Request::unmark);
}

#[test]
fn requeueing_a_marked_request_is_reported_and_refused() {
    let bench = forwarding(|_| {
        let request = parked().next().expect("the read");
        request.mark(|request| request.complete(CANCELLED));
        assert_eq!(request.requeue(), STATUS_INVALID_DEVICE_REQUEST);
    });
    let read = bench.open().read(8);
    expect_only(&bench, Rule::ObjectMisused, "R1", "WdfRequestRequeue", "EvtIoRead");
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED, "the read is still marked");
    expect_to_go_on(&bench, 1);
}

#[test]
fn handing_on_what_the_driver_owns_is_not_reported() {
    let bench = forwarding(|_| {
        let request = parked().next().expect("the read");
        assert_eq!(request.requeue(), SUCCESS);
        let request = parked().next().expect("the read");
        assert_eq!(request.forward(kept("other")), SUCCESS);
        let request = kept::<Queue>("other").next().expect("the read");
        assert_eq!(request.mark_ex(|request| request.complete(CANCELLED)), SUCCESS);
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn forwarding_a_request_that_no_queue_delivered_is_reported_and_refused() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|_, request| {
            assert_eq!(request.forward(parked()), STATUS_INVALID_DEVICE_REQUEST);
            request.complete(SUCCESS);
        });
        keep("parked", manual().create(adding.device()));
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    let (rule, call) = (Rule::ObjectMisused, "WdfRequestForwardToIoQueue");
    expect_only(&bench, rule, "R1", call, "EvtIoInCallerContext");
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn forwarding_a_create_is_not_reported() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        keep("parked", manual().create(adding.device()));
    });
    bench.on_create(|request, _| {
        assert_eq!(request.forward(parked()), SUCCESS);
        parked().next().expect("the create").complete(SUCCESS);
    });
    bench.open().close();
    bench.end_clean();
}

/// A machine whose driver takes two reads of a manual queue, returns the first, and does `stop` for
/// the second in `EvtIoStop`.
fn stopping(stop: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let spec = manual().stop(move |_, request, _| stop(request));
        keep("parked", spec.create(device));
        let queue = sequential().read(|_, request| {
            assert_eq!(request.forward(parked()), SUCCESS);
        });
        let queue = queue.write(|_, request| {
            let (returned, second) = (parked().next(), parked().next());
            let returned = returned.expect("the first read");
            keep("returned", returned);
            keep("second", second.expect("the second read"));
            assert_eq!(returned.requeue(), SUCCESS);
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    })
}

#[test]
fn requeueing_in_evt_io_stop_what_is_in_the_queue_is_reported() {
    let bench = stopping(|request| {
        kept::<Request>("returned").stop_acknowledge(true);
        request.stop_acknowledge(true);
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    assert_eq!(status(&file.write(b"take")), SUCCESS);
    bench.node().suspend().expect("started");
    let (rule, call) = (Rule::RequestNotOwned, "WdfRequestStopAcknowledge");
    expect_only(&bench, rule, "R1", call, "EvtIoStop");
    assert!(reads.iter().all(kmdf_host::Operation::cancel));
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn requeueing_in_evt_io_stop_what_the_driver_owns_is_not_reported() {
    let bench = stopping(|request| request.stop_acknowledge(true));
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    assert_eq!(status(&file.write(b"take")), SUCCESS);
    bench.node().suspend().expect("started");
    assert!(reads.iter().all(kmdf_host::Operation::cancel));
    bench.end_clean();
}
