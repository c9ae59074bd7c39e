//! Drain, purge, and stop-and-purge: their effect on present and on later requests.

use wdk_sys::_WDF_IO_QUEUE_STATE::{
    WdfIoQueueAcceptRequests as ACCEPT, WdfIoQueueDispatchRequests as DISPATCH,
    WdfIoQueueDriverNoRequests as OWNS_NONE, WdfIoQueueNoRequests as EMPTY,
};
use wdk_sys::STATUS_INVALID_DEVICE_STATE;

use super::{complete, expect_state, hold, holding, marking, queue, with_side_door};
use crate::closure_driver::{
    CANCELLED, PENDING, Rule, SUCCESS, is_pending, keep, kept, note, notes, sequential, status,
};

#[test]
fn a_drained_queue_delivers_old_requests_and_refuses_new_ones() {
    let bench = holding();
    let file = bench.open();
    let (first, second) = (file.read(1), file.read(2));
    bench.run(&file, || queue().drain(|_| note("drained")));
    let refused = file.read(3);
    assert_eq!(refused.issued(), STATUS_INVALID_DEVICE_STATE);
    let result = refused.result().expect("completed at once");
    assert_eq!((result.status, result.information), (STATUS_INVALID_DEVICE_STATE, 0));
    bench.run(&file, || complete(kept("read")));
    assert_eq!((status(&first), is_pending(&second)), (SUCCESS, true));
    assert_eq!(notes(), [""; 0]);
    bench.run(&file, || complete(kept("read")));
    assert_eq!(status(&second), SUCCESS);
    assert_eq!(notes(), ["drained"]);
    bench.run(&file, || queue().start());
    assert_eq!(file.read(4).issued(), PENDING);
    bench.run(&file, || complete(kept("read")));
    bench.end_clean();
}

#[test]
fn a_drain_is_confirmed_under_the_queue_lock() {
    let bench = with_side_door(|device| {
        let queue = sequential().serialized().read(hold("read"));
        keep("queue", queue.for_everything().create(device));
    });
    let file = bench.open();
    bench.run(&file, || queue().drain(|_| note("drained")));
    assert_eq!(notes(), ["drained"]);
    assert_eq!(bench.last_entry("EvtIoQueueState").irql, 2);
    bench.end_clean();
}

#[test]
fn a_synchronous_drain_waits_for_every_request() {
    let bench = with_side_door(|device| {
        let queue = sequential().read(|_, request| {
            keep("read", request);
            crate::closure_driver::Timer::start(kept("timer"), -10_000);
        });
        let queue = queue.for_everything().create(device);
        keep("queue", queue);
        let tick = crate::closure_driver::timer(queue.object()).create(|_| complete(kept("read")));
        keep("timer", tick);
    });
    // The side door is an I/O callback.
    bench.allow(Rule::QueueWaitInIoCallback);
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    bench.run(&file, || queue().drain_synchronously());
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    assert_eq!(file.read(3).issued(), STATUS_INVALID_DEVICE_STATE);
    bench.end_clean();
}

#[test]
fn a_purge_cancels_queued_and_marked_and_refuses_new_requests() {
    let bench = marking();
    let file = bench.open();
    let (owned, queued) = (file.read(1), file.read(2));
    bench.run(&file, || queue().purge(|_| note("purged")));
    assert_eq!((status(&owned), status(&queued)), (CANCELLED, CANCELLED));
    assert_eq!(notes(), ["cancel", "purged"]);
    assert_eq!(file.read(3).issued(), STATUS_INVALID_DEVICE_STATE);
    expect_state(&bench, &file, (DISPATCH | EMPTY | OWNS_NONE, 0, 0));
    bench.end_clean();
}

#[test]
fn a_purge_waits_for_unmarked_requests() {
    let bench = holding();
    let file = bench.open();
    let (owned, queued) = (file.read(1), file.read(2));
    bench.run(&file, || queue().purge(|_| note("purged")));
    assert_eq!(status(&queued), CANCELLED);
    assert!(is_pending(&owned));
    assert_eq!(notes(), [""; 0]);
    bench.run(&file, || complete(kept("read")));
    assert_eq!((status(&owned), notes()), (SUCCESS, vec!["purged".to_string()]));
    bench.end_clean();
}

#[test]
fn a_stop_after_a_purge_accepts_requests_again() {
    let bench = marking();
    let file = bench.open();
    bench.run(&file, || {
        queue().purge(|_| {});
        queue().stop(|_| {});
    });
    let read = file.read(1);
    assert_eq!(read.issued(), PENDING);
    assert!(is_pending(&read));
    assert!(read.cancel());
    bench.end_clean();
}

#[test]
fn a_synchronous_purge_returns_when_everything_is_completed() {
    let bench = marking();
    // The side door is an I/O callback.
    bench.allow(Rule::QueueWaitInIoCallback);
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    bench.run(&file, || {
        queue().purge_synchronously();
        assert_eq!(queue().state(), (DISPATCH | EMPTY | OWNS_NONE, 0, 0));
    });
    assert!(reads.iter().all(|read| status(read) == CANCELLED));
    bench.end_clean();
}

#[test]
fn stop_and_purge_cancels_old_requests_and_pends_new_ones() {
    let bench = marking();
    let file = bench.open();
    let (owned, queued) = (file.read(1), file.read(2));
    bench.run(&file, || queue().stop_and_purge(|_| note("done")));
    assert_eq!((status(&owned), status(&queued)), (CANCELLED, CANCELLED));
    assert_eq!(notes(), ["cancel", "done"]);
    let read = file.read(3);
    assert_eq!(read.issued(), PENDING);
    expect_state(&bench, &file, (ACCEPT | OWNS_NONE, 1, 0));
    bench.run(&file, || queue().start());
    expect_state(&bench, &file, (ACCEPT | DISPATCH | EMPTY, 0, 1));
    assert!(read.cancel());
    bench.end_clean();
}

#[test]
fn stop_and_purge_synchronously_leaves_an_open_stopped_queue() {
    let bench = marking();
    // The side door is an I/O callback.
    bench.allow(Rule::QueueWaitInIoCallback);
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    bench.run(&file, || {
        queue().stop_and_purge_synchronously();
        assert_eq!(queue().state(), (ACCEPT | EMPTY | OWNS_NONE, 0, 0));
    });
    assert!(reads.iter().all(|read| status(read) == CANCELLED));
    bench.end_clean();
}
