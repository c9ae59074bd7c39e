//! Requests that change queues: forwarding, requeueing, and cancellation in another queue.

use wdk_sys::{STATUS_DEVICE_BUSY, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE};

use super::{complete, with_side_door};
use crate::closure_driver::{
    Bench, CANCELLED, NTSTATUS, Queue, Request, Rule, SUCCESS, count, is_pending, keep, kept,
    manual, note, notes, sequential, status,
};

/// STATUS_WDF_BUSY and STATUS_WDF_PAUSED, which the published crate lacks.
const WDF_BUSY: NTSTATUS = 0xC020_0204_u32.cast_signed();
const WDF_PAUSED: NTSTATUS = 0xC020_0203_u32.cast_signed();

fn parked() -> Queue {
    kept("parked")
}

/// A machine whose driver forwards each read to a manual queue.
fn forwarding() -> Bench {
    with_side_door(|device| {
        keep("parked", manual().create(device));
        let queue = sequential().read(|_, request| {
            note("read");
            assert_eq!(request.forward(parked()), SUCCESS);
        });
        keep("queue", queue.for_everything().create(device));
    })
}

#[test]
fn a_forwarded_request_makes_room_for_the_next() {
    let bench = forwarding();
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    assert_eq!(notes(), ["read", "read"], "the driver owns neither read");
    bench.run(&file, || {
        assert_eq!(parked().state().1, 2);
        for _ in 0..2 {
            complete(parked().next().expect("a request"));
        }
    });
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn a_request_forwarded_to_a_sequential_queue_is_delivered_there() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let second = sequential().read(|_, request| {
            note("second");
            complete(request);
        });
        keep("second", second.create(device));
        let first = sequential().read(|_, request| {
            note("first");
            assert_eq!(request.forward(kept("second")), SUCCESS);
        });
        first.for_everything().create(device);
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    assert_eq!(notes(), ["first", "second"]);
    bench.end_clean();
}

#[test]
fn failed_forwarding_leaves_the_request_with_the_driver() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("parked", manual().create(device));
        let queue = sequential().read(|_, request| {
            parked().purge(|_| {});
            let status = request.forward(parked());
            assert_eq!(status, WDF_BUSY);
            request.complete(status);
        });
        queue.for_everything().create(device);
    });
    let read = bench.open().read(1);
    bench.check();
    assert_eq!(status(&read), STATUS_DEVICE_BUSY, "the framework's own codes are translated");
    bench.end_clean();
}

#[test]
fn forwarding_to_its_own_queue_is_refused() {
    let bench = Bench::with_queue(|| {
        sequential().read(|queue, request| {
            assert_eq!(request.forward(queue), STATUS_INVALID_DEVICE_REQUEST);
            complete(request);
        })
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    expect_misuse(&bench, "WdfRequestForwardToIoQueue");
}

/// Checks that exactly one misuse was reported, in this call.
fn expect_misuse(bench: &Bench, call: &str) {
    bench.check();
    let violations = bench.machine.violations();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!((violations[0].rule, violations[0].call.as_str()), (Rule::ObjectMisused, call));
}

#[test]
fn forwarding_to_the_queue_of_another_device_is_refused() {
    let bench = Bench::without_device(|adding| {
        let device = adding.device();
        if count("devices") == 2 {
            keep("elsewhere", manual().create(device));
            return SUCCESS;
        }
        let queue = sequential().read(|_, request| {
            assert_eq!(request.forward(kept("elsewhere")), STATUS_INVALID_DEVICE_REQUEST);
            complete(request);
        });
        queue.for_everything().create(device);
        SUCCESS
    });
    bench.device();
    bench.device();
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    expect_misuse(&bench, "WdfRequestForwardToIoQueue");
}

#[test]
fn forwarding_a_marked_request_is_refused() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("parked", manual().create(device));
        let queue = sequential().read(|_, request| {
            request.mark(complete);
            assert_eq!(request.forward(parked()), STATUS_INVALID_DEVICE_REQUEST);
            assert_eq!(request.unmark(), SUCCESS);
            assert_eq!(request.forward(parked()), SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let read = bench.open().read(1);
    expect_misuse(&bench, "WdfRequestForwardToIoQueue");
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
}

#[test]
fn a_request_cancelled_before_forwarding_is_cancelled_in_queue() {
    let bench = forwarding();
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestForwardToIoQueue", 1, move |_| assert!(application.cancel_all()));
    assert_eq!(status(&file.read(1)), CANCELLED);
    bench.end_clean();
}

#[test]
fn a_requeued_request_is_the_next_one_again() {
    let bench = forwarding();
    let file = bench.open();
    let (first, second) = (file.read(1), file.read(2));
    bench.run(&file, || {
        let request = parked().next().expect("the first");
        assert_eq!(request.requeue(), SUCCESS);
        assert_eq!(parked().next(), Ok(request));
        complete(request);
    });
    assert_eq!((status(&first), is_pending(&second)), (SUCCESS, true));
    bench.run(&file, || complete(parked().next().expect("the second")));
    bench.end_clean();
}

#[test]
fn requeueing_to_a_queue_that_is_not_manual_is_refused() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            assert_eq!(request.requeue(), STATUS_INVALID_DEVICE_REQUEST);
            complete(request);
        })
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    expect_misuse(&bench, "WdfRequestRequeue");
}

#[test]
fn a_request_cancelled_before_requeueing_is_cancelled_in_queue() {
    let bench = forwarding();
    let file = bench.open();
    let read = file.read(1);
    let application = read.clone();
    bench.before("WdfRequestRequeue", 1, move |_| assert!(application.cancel()));
    bench.run(&file, || {
        let request = parked().next().expect("the read");
        assert_eq!(request.requeue(), SUCCESS);
        assert!(parked().next().is_err(), "the read has left the queue");
    });
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn a_stopped_manual_queue_gives_nothing() {
    let bench = forwarding();
    let file = bench.open();
    let read = file.read(1);
    bench.run(&file, || {
        parked().stop(|_| {});
        assert_eq!(parked().next(), Err(WDF_PAUSED));
        parked().start();
        complete(parked().next().expect("the read"));
    });
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_manual_queue_gives_nothing_while_the_device_sleeps() {
    let bench = forwarding();
    let file = bench.open();
    let read = file.read(1);
    bench.node().suspend().expect("a queued request does not keep the device awake");
    bench.run(&file, || assert_eq!(parked().next(), Err(WDF_PAUSED)));
    bench.node().resume().expect("asleep");
    bench.run(&file, || complete(parked().next().expect("the read")));
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_purge_reports_only_requests_that_the_driver_has_seen() {
    let bench = with_side_door(|device| {
        let told = |_, request: Request| {
            note("canceled on queue");
            request.complete(CANCELLED);
        };
        keep("parked", manual().canceled_on_queue(told).create(device));
        let queue = sequential().canceled_on_queue(told).read(|_, request| {
            if count("reads") == 1 {
                assert_eq!(request.forward(parked()), SUCCESS);
            } else {
                keep("held", request);
            }
        });
        keep("queue", queue.for_everything().create(device));
    });
    let file = bench.open();
    let (seen, _held, unseen) = (file.read(1), file.read(2), file.read(3));
    bench.run(&file, || {
        parked().purge(|_| note("purged"));
        kept::<Queue>("queue").purge(|_| {});
    });
    assert_eq!(notes(), ["canceled on queue", "purged"]);
    assert_eq!((status(&seen), status(&unseen)), (CANCELLED, CANCELLED));
    bench.run(&file, || complete(kept("held")));
    bench.end_clean();
}

#[test]
fn evt_io_canceled_on_queue_runs_under_the_lock_of_its_queue() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = manual().serialized();
        let queue = queue.canceled_on_queue(|_, request| request.complete(CANCELLED));
        keep("parked", queue.create(device));
        let queue = sequential().read(|_, request| {
            assert_eq!(request.forward(parked()), SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let read = bench.open().read(1);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(bench.last_entry("EvtIoCanceledOnQueue").irql, 2);
    bench.end_clean();
}

#[test]
fn a_purged_manual_queue_refuses_routed_requests() {
    let bench = with_side_door(|device| keep("parked", manual().for_everything().create(device)));
    let file = bench.open();
    bench.run(&file, || parked().purge(|_| {}));
    assert_eq!(file.read(1).issued(), STATUS_INVALID_DEVICE_STATE);
    bench.end_clean();
}
