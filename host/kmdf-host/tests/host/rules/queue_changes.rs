//! Rules about the state of queues.

use super::{QueueCall, expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, Rule, SUCCESS, Timer, is_pending, keep, kept, manual, note,
    notes, sequential, status, timer,
};

fn queue() -> Queue {
    kept("queue")
}

/// A machine whose driver does `work` with each read and completes it. The driver completes writes
/// at once, and has a manual queue.
fn reading(work: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        keep("manual", manual().create(device));
        let default = sequential().read(move |_, request| {
            work(request);
            request.complete(SUCCESS);
        });
        let default = default.write(|_, request| request.complete(SUCCESS)).for_everything();
        keep("queue", default.create(device));
    })
}

/// Checks that a change of the default queue in a read is reported, once, as overlapping.
fn overlaps(work: impl Fn(Queue) + Send + Sync + Copy + 'static, call: &str) {
    let bench = reading(move |_| work(queue()));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::QueueChangesOverlap, "Q2", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn second_stop_before_the_first_ends_is_reported() {
    let twice = |queue: Queue| {
        queue.stop(Queue::start);
        queue.stop(Queue::start);
    };
    overlaps(twice, "WdfIoQueueStop");
}

#[test]
fn purge_without_callback_before_a_stop_ends_is_reported() {
    let both = |queue: Queue| {
        queue.stop(Queue::start);
        queue.purge_unnoticed();
    };
    overlaps(both, "WdfIoQueuePurge");
}

#[test]
fn drain_before_a_stop_ends_is_reported() {
    let both = |queue: Queue| {
        queue.stop(|_| note("stopped"));
        queue.drain(Queue::start);
    };
    overlaps(both, "WdfIoQueueDrain");
    assert_eq!(notes(), ["stopped"], "the framework ends both");
}

#[test]
fn wait_for_a_queue_that_is_being_stopped_is_reported() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let queue = sequential().read(|_, request| {
            keep("read", request);
            kept::<Timer>("timer").start(-10_000);
        });
        let queue = queue.for_everything().create(adding.device());
        keep("timer", timer(queue.object()).create(|_| kept::<Request>("read").complete(SUCCESS)));
        keep("queue", queue);
    });
    bench.on_pnp("SelfManagedIoSuspend", |_| {
        queue().stop(|_| note("stopped"));
        queue().drain_synchronously();
        SUCCESS
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    assert_eq!((status(&read), notes()), (SUCCESS, vec!["stopped".to_string()]));
    let call = "WdfIoQueueDrainSynchronously";
    let callback = "EvtDeviceSelfManagedIoSuspend";
    expect_only(&bench, Rule::QueueChangesOverlap, "Q1", call, callback);
}

#[test]
fn stop_after_the_end_of_a_stop_is_not_reported() {
    let bench = reading(|_| queue().stop(|queue| queue.stop(Queue::start)));
    let file = bench.open();
    assert_eq!(status(&file.read(8)), SUCCESS);
    assert_eq!(status(&file.read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn wait_for_a_queue_in_an_io_callback_is_reported() {
    let bench = reading(|_| kept::<Queue>("manual").purge_synchronously());
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfIoQueuePurgeSynchronously";
    expect_only(&bench, Rule::QueueWaitInIoCallback, "Q1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn each_wait_for_a_queue_in_each_io_callback_is_reported() {
    let waits: [QueueCall; 4] = [
        ("WdfIoQueueStopSynchronously", Queue::stop_synchronously),
        ("WdfIoQueueDrainSynchronously", Queue::drain_synchronously),
        ("WdfIoQueuePurgeSynchronously", Queue::purge_synchronously),
        ("WdfIoQueueStopAndPurgeSynchronously", Queue::stop_and_purge_synchronously),
    ];
    for (call, wait) in waits {
        for callback in ["EvtIoDefault", "EvtIoRead", "EvtIoWrite", "EvtIoDeviceControl"] {
            let bench = Bench::new(move |adding| {
                let device = adding.device();
                keep("manual", manual().create(device));
                let io = move |_, request: Request| {
                    wait(kept("manual"));
                    request.complete(SUCCESS);
                };
                let queue = match callback {
                    "EvtIoDefault" => sequential().default(io),
                    _ => sequential().read(io).write(io).control(io),
                };
                queue.for_everything().create(device);
            });
            let file = bench.open();
            let sent = match callback {
                "EvtIoWrite" => file.write(b"x"),
                "EvtIoDeviceControl" => file.device_control(0x22_2004, b"input", 8),
                _ => file.read(8),
            };
            assert_eq!(status(&sent), SUCCESS);
            expect_only(&bench, Rule::QueueWaitInIoCallback, "Q1", call, callback);
        }
    }
}

#[test]
fn purge_with_a_callback_in_an_io_callback_is_not_reported() {
    let bench = reading(|_| kept::<Queue>("manual").purge(|_| note("purged")));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    assert_eq!(notes(), ["purged"]);
    bench.end_clean();
}

/// A machine whose driver takes the next request of the queue in a read, after it has completed the
/// read if `first`; and the statuses of two reads that were in the queue together.
fn taking_the_next(first: bool) -> (Bench, [i32; 2]) {
    let bench = Bench::with_queue(move || {
        sequential().read(move |queue, request| {
            if first {
                request.complete(SUCCESS);
            }
            queue.next().expect("another read").complete(CANCELLED);
            if !first {
                request.complete(SUCCESS);
            }
        })
    });
    let file = bench.open();
    bench.node().suspend().expect("started");
    let reads = [file.read(8), file.read(8)];
    assert!(reads.iter().all(is_pending));
    bench.node().resume().expect("asleep");
    bench.check();
    let statuses = reads.each_ref().map(status);
    (bench, statuses)
}

#[test]
fn retrieval_that_races_the_dispatcher_is_reported() {
    let (bench, statuses) = taking_the_next(true);
    assert_eq!(statuses, [SUCCESS, CANCELLED]);
    let call = "WdfIoQueueRetrieveNextRequest";
    expect_only(&bench, Rule::RetrieveRacesDispatch, "Q1", call, "EvtIoRead");
}

#[test]
fn retrieval_beside_an_owned_request_is_not_reported() {
    let (bench, statuses) = taking_the_next(false);
    assert_eq!(statuses, [SUCCESS, CANCELLED]);
    bench.end_clean();
}
