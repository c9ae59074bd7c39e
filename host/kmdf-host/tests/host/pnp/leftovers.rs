//! The fate of requests when a device is removed.

use super::{CANCELABLE, PURGE, finish, holding};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, SUCCESS, is_pending, kept, note, notes, sequential, status,
};

#[test]
fn a_removal_calls_evt_io_stop_for_power_down_and_for_purge() {
    let bench = holding(|queue| {
        queue.stop(|_, request, flags| {
            note(format!("stop {flags}"));
            if flags & PURGE == 0 {
                request.stop_acknowledge(false);
            } else {
                finish(request);
            }
        })
    });
    let file = bench.open();
    let read = file.read(1);
    file.close();
    bench.node().remove().expect("started");
    assert_eq!(status(&read), SUCCESS);
    assert_eq!(notes(), ["read", "stop 1", "stop 2"]);
    bench.end_clean();
}

#[test]
fn a_surprise_removal_cancels_queued_requests_after_release_hardware() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = sequential().read(|_, request| request.mark(finish));
        queue
            .stop(|_, request, _| {
                assert_eq!(request.unmark(), SUCCESS);
                request.stop_acknowledge(true);
            })
            .for_everything()
            .create(device);
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    let (first, second) = (reads[0].clone(), reads[1].clone());
    bench.on_pnp("ReleaseHardware", move |_| {
        assert!(is_pending(&first) && is_pending(&second));
        SUCCESS
    });
    bench.node().surprise_remove().expect("started");
    bench.check();
    assert!(reads.iter().all(|read| status(read) == CANCELLED));
    bench.end_clean();
}

#[test]
fn a_removal_purges_unmanaged_queues_only_at_its_end() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = sequential().unmanaged().read(|_, request| {
            request.mark(|request| request.complete(CANCELLED));
        });
        queue.for_everything().create(device);
    });
    let file = bench.open();
    let read = file.read(1);
    file.close();
    let callbacks = bench.callbacks_of(|| bench.node().remove().expect("started"));
    assert_eq!(status(&read), CANCELLED);
    let expected = [
        "EvtDeviceQueryRemove",
        "EvtDeviceSelfManagedIoSuspend",
        "EvtDeviceD0ExitPreInterruptsDisabled",
        "EvtDeviceD0Exit",
        "EvtDeviceReleaseHardware",
        "EvtDeviceSelfManagedIoFlush",
        "EvtRequestCancel",
        "EvtDeviceSelfManagedIoCleanup",
        "EvtDriverUnload",
    ];
    assert_eq!(callbacks, expected);
    bench.end_clean();
}

#[test]
fn surprise_removal_ends_pending_requests_and_refuses_new_ones() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| request.mark(finish));
        queue.stop(|_, request, flags| {
            if flags & CANCELABLE != 0 && request.unmark() == SUCCESS {
                request.complete(CANCELLED);
            }
        })
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    bench.node().surprise_remove().expect("started");
    assert!(reads.iter().all(|read| status(read) == CANCELLED));
    assert_eq!(file.read(3).issued(), wdk_sys::STATUS_INVALID_DEVICE_STATE);
    file.close();
    bench.end_clean();
}

#[test]
fn nothing_reopens_the_queues_of_a_device_under_removal() {
    let bench = holding(|queue| queue);
    bench.on_pnp("SelfManagedIoFlush", |_| {
        let queue: Queue = kept("queue");
        queue.start();
        assert_eq!(queue.state().0 & 1, 0, "the queue does not accept requests");
        SUCCESS
    });
    let file = bench.open();
    bench.node().surprise_remove().expect("started");
    bench.check();
    assert_eq!(file.read(1).issued(), wdk_sys::STATUS_INVALID_DEVICE_STATE);
    file.close();
    bench.end_clean();
}
