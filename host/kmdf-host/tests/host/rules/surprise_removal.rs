//! The rule about what a driver may do in `EvtDeviceSurpriseRemoval`.

use super::{QueueCall, expect_only};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, QueueSpec, Request, Rule, SUCCESS, keep, kept, note, notes,
    sequential, status,
};

fn with_pnp_callbacks(queue: impl Fn() -> QueueSpec + Send + Sync + 'static) -> Bench {
    Bench::new(move |adding| {
        adding.all_pnp_callbacks();
        keep("queue", queue().for_everything().create(adding.device()));
    })
}

fn marked(_: Queue, request: Request) {
    request.mark(|request| request.complete(CANCELLED));
}

/// Checks that work with a queue, and with the marked request that the driver holds, is reported in
/// a surprise removal.
fn wrong_in_surprise_removal(
    work: impl Fn(Queue, Request) + Send + Sync + 'static,
    subject: &str,
    call: &str,
) {
    let bench = with_pnp_callbacks(|| {
        sequential().read(|queue, request| {
            keep("read", request);
            marked(queue, request);
        })
    });
    bench.on_pnp("SurpriseRemoval", move |_| {
        work(kept("queue"), kept("read"));
        SUCCESS
    });
    bench.on_pnp("SelfManagedIoSuspend", |_| {
        kept::<Queue>("queue").purge_synchronously();
        SUCCESS
    });
    let _read = bench.open().read(8);
    bench.node().surprise_remove().expect("started");
    let rule = Rule::RequestsInSurpriseRemoval;
    expect_only(&bench, rule, subject, call, "EvtDeviceSurpriseRemoval");
}

#[test]
fn queue_closed_in_a_surprise_removal_is_reported() {
    let bench = with_pnp_callbacks(|| sequential().read(marked));
    bench.on_pnp("SurpriseRemoval", |_| {
        kept::<Queue>("queue").stop(|_| {});
        SUCCESS
    });
    bench.node().surprise_remove().expect("started");
    let (rule, call) = (Rule::RequestsInSurpriseRemoval, "WdfIoQueueStop");
    expect_only(&bench, rule, "Q1", call, "EvtDeviceSurpriseRemoval");
}

#[test]
fn each_way_to_close_a_queue_in_a_surprise_removal_is_reported() {
    let ways: [QueueCall; 8] = [
        ("WdfIoQueueStop", |queue| queue.stop(|_| {})),
        ("WdfIoQueueDrain", |queue| queue.drain(|_| {})),
        ("WdfIoQueuePurge", |queue| queue.purge(|_| {})),
        ("WdfIoQueueStopAndPurge", |queue| queue.stop_and_purge(|_| {})),
        ("WdfIoQueueStopSynchronously", Queue::stop_synchronously),
        ("WdfIoQueueDrainSynchronously", Queue::drain_synchronously),
        ("WdfIoQueuePurgeSynchronously", Queue::purge_synchronously),
        ("WdfIoQueueStopAndPurgeSynchronously", Queue::stop_and_purge_synchronously),
    ];
    for (call, close) in ways {
        let bench = with_pnp_callbacks(|| sequential().read(marked));
        bench.on_pnp("SurpriseRemoval", move |_| {
            close(kept("queue"));
            SUCCESS
        });
        bench.node().surprise_remove().expect("started");
        let rule = Rule::RequestsInSurpriseRemoval;
        expect_only(&bench, rule, "Q1", call, "EvtDeviceSurpriseRemoval");
    }
}

#[test]
fn purge_in_a_surprise_removal_is_reported_once() {
    let purge = |queue: Queue, _: Request| queue.purge(|_| {});
    wrong_in_surprise_removal(purge, "Q1", "WdfIoQueuePurge");
}

#[test]
fn request_completed_in_a_surprise_removal_is_reported() {
    let complete = |_: Queue, request: Request| {
        assert_eq!(request.unmark(), SUCCESS);
        request.complete(CANCELLED);
    };
    wrong_in_surprise_removal(complete, "R1", "WdfRequestComplete");
}

#[test]
fn request_completed_after_a_surprise_removal_is_not_reported() {
    let bench = with_pnp_callbacks(|| sequential().read(marked));
    bench.on_pnp("SurpriseRemoval", |_| {
        note("gone");
        SUCCESS
    });
    bench.on_pnp("SelfManagedIoSuspend", |_| {
        kept::<Queue>("queue").purge_synchronously();
        SUCCESS
    });
    let read = bench.open().read(8);
    bench.node().surprise_remove().expect("started");
    assert_eq!((status(&read), notes()), (CANCELLED, vec!["gone".to_string()]));
    bench.end_clean();
}
