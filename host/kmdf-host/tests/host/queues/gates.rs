//! Start and stop, the state bits, and power.

use kmdf_host::trace::Decision;
use wdk_sys::_WDF_IO_QUEUE_STATE::{
    WdfIoQueueAcceptRequests as ACCEPT, WdfIoQueueDispatchRequests as DISPATCH,
    WdfIoQueueDriverNoRequests as OWNS_NONE, WdfIoQueueNoRequests as EMPTY,
    WdfIoQueuePnpHeld as HELD,
};

use super::{complete, expect_state, hold, holding, marking, queue, with_side_door};
use crate::closure_driver::{
    Bench, EventKind, ObjectKind, ObjectName, PENDING, SUCCESS, Timer, is_pending, keep, kept,
    manual, note, notes, sequential, status, timer,
};

#[test]
fn the_state_bits_show_what_a_queue_accepts_delivers_and_holds() {
    let bench = holding();
    let file = bench.open();
    expect_state(&bench, &file, (ACCEPT | DISPATCH | EMPTY | OWNS_NONE, 0, 0));
    let reads = [file.read(1), file.read(2)];
    expect_state(&bench, &file, (ACCEPT | DISPATCH, 1, 1));
    bench.run(&file, || queue().stop(|_| {}));
    expect_state(&bench, &file, (ACCEPT, 1, 1));
    bench.run(&file, || complete(kept("read")));
    expect_state(&bench, &file, (ACCEPT | OWNS_NONE, 1, 0));
    bench.run(&file, || queue().start());
    expect_state(&bench, &file, (ACCEPT | DISPATCH | EMPTY, 0, 1));
    bench.run(&file, || queue().drain(|_| {}));
    expect_state(&bench, &file, (DISPATCH | EMPTY, 0, 1));
    bench.run(&file, || complete(kept("read")));
    expect_state(&bench, &file, (DISPATCH | EMPTY | OWNS_NONE, 0, 0));
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn a_managed_queue_is_held_before_the_start_and_during_sleep() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        device.side_door();
        let queue = sequential().read(|_, request| complete(request)).for_everything();
        let queue = queue.create(device);
        keep("queue", queue);
        let everything = ACCEPT | DISPATCH | EMPTY | OWNS_NONE;
        assert_eq!(queue.state(), (everything | HELD, 0, 0));
        let unmanaged = manual().unmanaged().create(device);
        assert_eq!(unmanaged.state(), (everything, 0, 0));
    });
    let file = bench.open();
    expect_state(&bench, &file, (ACCEPT | DISPATCH | EMPTY | OWNS_NONE, 0, 0));
    bench.node().suspend().expect("started");
    expect_state(&bench, &file, (ACCEPT | DISPATCH | EMPTY | OWNS_NONE | HELD, 0, 0));
    let read = file.read(1);
    assert_eq!(read.issued(), PENDING);
    expect_state(&bench, &file, (ACCEPT | DISPATCH | OWNS_NONE | HELD, 1, 0));
    assert!(is_pending(&read));
    bench.node().resume().expect("asleep");
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_stopped_queue_pends_requests_and_delivers_them_at_start() {
    let bench = holding();
    let file = bench.open();
    bench.run(&file, || queue().stop(|_| note("stopped")));
    assert_eq!(notes(), ["stopped"], "the driver owned nothing");
    let read = file.read(1);
    assert_eq!(read.issued(), PENDING);
    expect_state(&bench, &file, (ACCEPT | OWNS_NONE, 1, 0));
    bench.run(&file, || queue().start());
    expect_state(&bench, &file, (ACCEPT | DISPATCH | EMPTY, 0, 1));
    bench.run(&file, || complete(kept("read")));
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_stop_completes_unlocked_once_the_driver_owns_nothing() {
    let bench = with_side_door(|device| {
        let queue = sequential().serialized().read(hold("read"));
        keep("queue", queue.for_everything().create(device));
    });
    let file = bench.open();
    let (first, second) = (file.read(1), file.read(2));
    bench.run(&file, || {
        queue().stop(|queue| {
            // In scope Queue the callback could not acquire the lock if it were held.
            queue.object().acquire_lock();
            queue.object().release_lock();
            note("stopped");
        });
        note("stop returns");
    });
    assert_eq!(notes(), ["stop returns"]);
    bench.run(&file, || complete(kept("read")));
    assert_eq!(notes(), ["stopped"]);
    assert_eq!(status(&first), SUCCESS);
    assert!(is_pending(&second), "the queue is stopped");
    assert_eq!(bench.last_entry("EvtIoQueueState").irql, 0);
    bench.run(&file, || queue().start());
    bench.run(&file, || complete(kept("read")));
    assert_eq!(status(&second), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_stop_leaves_marked_requests_alone() {
    let bench = marking();
    let file = bench.open();
    let read = file.read(1);
    bench.run(&file, || queue().stop(|_| note("stopped")));
    assert_eq!(notes(), [""; 0]);
    assert!(read.cancel());
    assert_eq!(notes(), ["cancel", "stopped"]);
    bench.end_clean();
}

/// A machine whose driver completes each read this many 100 ns units after its arrival.
fn completing_after(delay: i64) -> Bench {
    Bench::new(move |adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = sequential().read(move |_, request| {
            keep("read", request);
            Timer::start(kept("timer"), -delay);
        });
        let queue = queue.for_everything().create(device);
        keep("queue", queue);
        keep("timer", timer(queue.object()).create(|_| complete(kept("read"))));
    })
}

#[test]
fn a_synchronous_stop_waits_for_the_requests_of_the_driver() {
    let bench = completing_after(50_000);
    bench.on_pnp("SelfManagedIoSuspend", |_| {
        queue().stop_synchronously();
        let (bits, queued, owned) = queue().state();
        assert_eq!((bits & DISPATCH, owned), (0, 0));
        note(format!("{queued} left"));
        SUCCESS
    });
    bench.on_pnp("SelfManagedIoRestart", |_| {
        queue().start();
        SUCCESS
    });
    let file = bench.open();
    let (first, second) = (file.read(1), file.read(2));
    bench.node().suspend().expect("started");
    bench.check();
    assert_eq!(first.result().expect("completed").completed_at, 50_000);
    assert!(is_pending(&second));
    assert_eq!(notes(), ["1 left"]);
    bench.node().resume().expect("asleep");
    bench.advance_ms(5);
    assert_eq!(status(&second), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_drivers_stop_outlives_sleep_and_waking() {
    let bench = holding();
    let file = bench.open();
    bench.run(&file, || queue().stop(|_| {}));
    bench.node().suspend().expect("started");
    bench.node().resume().expect("asleep");
    let read = file.read(1);
    expect_state(&bench, &file, (ACCEPT | OWNS_NONE, 1, 0));
    assert!(read.cancel());
    bench.end_clean();
}

#[test]
fn an_unmanaged_queue_delivers_while_the_device_sleeps() {
    let bench = Bench::with_queue(|| sequential().unmanaged().read(|_, request| complete(request)));
    let file = bench.open();
    bench.node().suspend().expect("started");
    assert_eq!(status(&file.read(1)), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_long_stop_synchronously_is_traced_every_60_seconds() {
    let bench = completing_after(1_500_000_000);
    bench.on_pnp("SelfManagedIoSuspend", |_| {
        queue().stop_synchronously();
        SUCCESS
    });
    let read = bench.open().read(1);
    bench.node().suspend().expect("started");
    assert_eq!(read.result().expect("completed").completed_at, 1_500_000_000);
    let trace = bench.machine.trace();
    let waits = trace.into_iter().filter_map(|event| match event.kind {
        EventKind::Framework(Decision::StillWaiting { call, queue, seconds }) => {
            Some((call, queue.name(), seconds))
        }
        _ => None,
    });
    let (call, queue) =
        ("WdfIoQueueStopSynchronously", Some(ObjectName::new(ObjectKind::Queue, 1)));
    assert_eq!(waits.collect::<Vec<_>>(), [(call, queue, 60), (call, queue, 120)]);
    bench.end_clean();
}
