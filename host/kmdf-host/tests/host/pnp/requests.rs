//! The fate of requests when a device powers down, wakes and is removed: EvtIoStop, EvtIoResume.

use kmdf_host::trace::ThreadName;

use super::{CANCELABLE, SUSPEND, finish, holding};
use crate::closure_driver::{
    Bench, CANCELLED, NodeStatus, Queue, SUCCESS, is_pending, keep, kept, note, notes, sequential,
    status,
};

#[test]
fn a_request_requeued_in_evt_io_stop_is_delivered_again() {
    let bench = holding(|queue| {
        queue
            .stop(|_, request, flags| {
                note(format!("stop {flags:#x}"));
                request.stop_acknowledge(true);
            })
            .resume(|_, _| note("resume"))
    });
    let file = bench.open();
    let read = file.read(1);
    bench.node().suspend().expect("started");
    assert_eq!(bench.node().status(), NodeStatus::Asleep);
    assert_eq!(notes(), ["read".to_string(), format!("stop {SUSPEND:#x}")]);
    assert!(is_pending(&read));
    bench.node().resume().expect("asleep");
    assert_eq!(notes(), ["read"]);
    bench.run(&file, || finish(kept("read")));
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_stopped_request_that_the_driver_keeps_is_resumed() {
    let bench = holding(|queue| {
        queue.stop(|_, request, _| request.stop_acknowledge(false)).resume(|_, request| {
            assert_eq!(request, kept("read"));
            note("resume");
        })
    });
    let file = bench.open();
    let read = file.read(1);
    bench.node().suspend().expect("started");
    bench.node().resume().expect("asleep");
    bench.check();
    assert_eq!(notes(), ["read", "resume"]);
    bench.run(&file, || finish(kept("read")));
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn resume_precedes_new_requests_and_self_managed_io_restart() {
    let bench = holding(|queue| {
        queue
            .stop(|_, request, _| request.stop_acknowledge(false))
            .resume(|_, request| request.mark(finish))
    });
    let file = bench.open();
    let kept_read = file.read(1);
    bench.node().suspend().expect("started");
    let queued = file.read(2);
    let callbacks = bench.callbacks_of(|| bench.node().resume().expect("asleep"));
    let expected = [
        "EvtDeviceD0Entry",
        "EvtDeviceD0EntryPostInterruptsEnabled",
        "EvtIoResume",
        "EvtIoRead",
        "EvtDeviceSelfManagedIoRestart",
    ];
    assert_eq!(callbacks, expected);
    assert!(kept_read.cancel());
    bench.run(&file, || finish(kept("read")));
    assert_eq!((status(&kept_read), status(&queued)), (SUCCESS, SUCCESS));
    bench.end_clean();
}

#[test]
fn each_owned_request_is_stopped_between_suspend_and_d0_exit() {
    let bench = holding(|queue| queue.stop(|_, request, _| finish(request)));
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    let callbacks = bench.callbacks_of(|| bench.node().suspend().expect("started"));
    let expected = [
        "EvtDeviceSelfManagedIoSuspend",
        "EvtIoStop",
        "EvtIoStop",
        "EvtDeviceD0ExitPreInterruptsDisabled",
        "EvtDeviceD0Exit",
    ];
    assert_eq!(callbacks, expected);
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn a_stop_shows_whether_the_request_is_marked() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| request.mark(finish));
        queue.stop(|_, request, flags| {
            assert_eq!(flags, SUSPEND | CANCELABLE);
            assert_eq!(request.unmark(), SUCCESS);
            request.stop_acknowledge(true);
        })
    });
    let read = bench.open().read(1);
    bench.node().suspend().expect("started");
    bench.check();
    bench.node().resume().expect("asleep");
    assert!(is_pending(&read), "the read is delivered and marked again");
    assert!(read.cancel());
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_requeue_of_a_marked_request_is_refused() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| request.mark(finish));
        queue.stop(|_, request, _| {
            request.stop_acknowledge(true);
            request.stop_acknowledge(false);
        })
    });
    let read = bench.open().read(1);
    bench.node().suspend().expect("started");
    let violations = bench.machine.violations();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].call, "WdfRequestStopAcknowledge");
    assert!(read.cancel());
    assert_eq!(status(&read), SUCCESS);
}

#[test]
fn a_cancelled_request_requeued_in_evt_io_stop_is_not_lost() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| keep("read", request));
        queue.stop(|_, request, _| request.stop_acknowledge(true))
    });
    let read = bench.open().read(1);
    assert!(read.cancel());
    assert!(is_pending(&read), "the driver owns the unmarked read");
    bench.node().suspend().expect("started");
    assert_eq!(status(&read), CANCELLED, "a cancelled request does not go back into a queue");
    bench.node().resume().expect("asleep");
    bench.end_clean();
}

#[test]
fn requests_sent_during_sleep_are_delivered_at_wake() {
    let bench = holding(|queue| queue);
    let file = bench.open();
    bench.node().suspend().expect("started");
    let read = file.read(1);
    assert_eq!((is_pending(&read), notes().len()), (true, 0));
    bench.node().resume().expect("asleep");
    assert_eq!(notes(), ["read"]);
    let entry = bench.last_entry("EvtIoRead");
    assert_eq!(entry.thread, ThreadName::Pnp, "the power thread delivers them");
    bench.run(&file, || finish(kept("read")));
    bench.end_clean();
}

#[test]
fn a_power_down_waits_for_the_requests_of_the_driver() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = sequential().read(|_, request| {
            keep("read", request);
            kept::<crate::closure_driver::Timer>("timer").start(-30_000);
        });
        let queue = queue.for_everything().create(device);
        let tick = crate::closure_driver::timer(queue.object());
        keep("timer", tick.create(|_| finish(kept("read"))));
    });
    let read = bench.open().read(1);
    bench.node().suspend().expect("started");
    assert_eq!(read.result().expect("completed").completed_at, 30_000);
    assert_eq!(bench.machine.now(), 30_000);
    bench.end_clean();
}

#[test]
fn an_unmanaged_queue_keeps_its_requests_during_sleep() {
    let bench = holding(|queue| queue.unmanaged().stop(|_, _, _| note("stop")));
    let file = bench.open();
    let read = file.read(1);
    bench.node().suspend().expect("no request keeps the device awake");
    bench.node().resume().expect("asleep");
    assert_eq!(notes(), ["read"]);
    bench.run(&file, || finish(kept("read")));
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_drain_in_self_managed_io_suspend_lets_a_request_finish() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = sequential().read(|_, request| {
            keep("read", request);
            kept::<crate::closure_driver::Timer>("timer").start(-10_000);
        });
        let queue = queue.for_everything().create(device);
        keep("queue", queue);
        let tick = crate::closure_driver::timer(queue.object());
        keep("timer", tick.create(|_| finish(kept("read"))));
    });
    bench.on_pnp("SelfManagedIoSuspend", |_| {
        kept::<Queue>("queue").drain_synchronously();
        assert!(!kept::<crate::closure_driver::Timer>("timer").stop(true), "the timer has fired");
        SUCCESS
    });
    bench.on_pnp("SelfManagedIoRestart", |_| {
        kept::<Queue>("queue").start();
        SUCCESS
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    bench.node().suspend().expect("started");
    bench.check();
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.node().resume().expect("asleep");
    let read = file.read(3);
    bench.advance_ms(1);
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}
