//! EvtIoInCallerContext, and the way from there to a queue.

use crate::closure_driver::{
    Bench, CANCELLED, Rule, SUCCESS, is_pending, manual, parallel, sequential, status,
};

#[test]
fn request_is_seen_before_its_queue_looks_at_power() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| assert_eq!(device.enqueue(request), SUCCESS));
        let queue = sequential().read(|_, request| request.complete(SUCCESS));
        queue.for_everything().create(adding.device());
    });
    let file = bench.open();
    bench.node().suspend().expect("the device sleeps");
    let mut read = None;
    let seen = bench.callbacks_of(|| read = Some(file.read(1)));
    assert_eq!(seen, ["EvtIoInCallerContext"]);
    let read = read.expect("an operation");
    assert!(is_pending(&read));
    bench.node().resume().expect("the device wakes");
    assert_eq!(status(&read), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn queue_that_accepts_nothing_leaves_the_request_to_the_driver() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| {
            let refused = device.enqueue(request);
            // The framework's own status, which the application does not see.
            assert_eq!(refused.cast_unsigned(), 0xC020_0204);
            request.complete(refused);
        });
        let queue = manual().for_everything().create(adding.device());
        queue.purge_unnoticed();
    });
    let read = bench.open().read(1);
    assert_eq!(status(&read).cast_unsigned(), 0x8000_0011, "STATUS_DEVICE_BUSY");
    bench.end_clean();
}

#[test]
fn request_cancelled_before_it_is_enqueued_is_cancelled_there() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| assert_eq!(device.enqueue(request), SUCCESS));
        let queue = parallel(1).read(|_, _| panic!("presented"));
        queue.for_everything().create(adding.device());
    });
    let file = bench.open();
    let canceling = file.clone();
    bench.before("WdfDeviceEnqueueRequest", 1, move |_| assert!(canceling.cancel_all()));
    assert_eq!(status(&file.read(1)), CANCELLED);
    file.close();
    bench.end_clean();
}

#[test]
fn request_that_was_cancelled_on_the_way_is_told_to_the_queue() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| assert_eq!(device.enqueue(request), SUCCESS));
        let queue = parallel(1)
            .read(|_, _| panic!("presented"))
            .canceled_on_queue(|_, request| request.complete(wdk_sys::STATUS_UNSUCCESSFUL));
        queue.for_everything().create(adding.device());
    });
    let file = bench.open();
    let canceling = file.clone();
    bench.before("WdfDeviceEnqueueRequest", 1, move |_| assert!(canceling.cancel_all()));
    assert_eq!(status(&file.read(1)), wdk_sys::STATUS_UNSUCCESSFUL);
    file.close();
    bench.end_clean();
}

#[test]
fn request_that_no_queue_takes_may_be_completed_in_the_callback() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| {
            let refused = device.enqueue(request);
            request.complete(refused);
        });
        adding.device();
    });
    bench.allow(Rule::ObjectMisused);
    let write = bench.open().write(&[1]);
    assert_eq!(status(&write), wdk_sys::STATUS_INVALID_DEVICE_REQUEST);
    bench.end_clean();
}
