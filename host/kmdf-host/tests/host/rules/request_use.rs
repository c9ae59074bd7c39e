//! Uses of a request that the driver does not own, and calls that a request does not have.

use std::ptr::null_mut;

use wdk_sys::{_WDF_REQUEST_TYPE as Type, WDF_REQUEST_PARAMETERS};

use super::{expect_only, expect_to_go_on, reading};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, Rule, SUCCESS, SpinLock, attributes, ddi, is_pending, keep,
    kept, manual, sequential, status,
};
use crate::raw_driver::size_of_c;

/// A machine with a manual queue, whose driver does `work` with each read. The driver completes
/// writes.
fn forwarding(work: impl Fn(Request, Queue) + Send + Sync + Copy + 'static) -> Bench {
    Bench::new(move |adding| {
        adding.file_callbacks(attributes());
        let device = adding.device();
        keep("manual", manual().create(device));
        let queue = sequential().read(move |_, request| work(request, kept("manual")));
        let queue = queue.write(|_, request| request.complete_with(SUCCESS, 1));
        queue.for_everything().create(device);
    })
}

/// Does `work` with a read after a forward, and checks that only `call` was reported.
fn reports(call: &str, work: impl Fn(Request) + Send + Sync + Copy + 'static) {
    let bench = forwarding(move |request, manual| {
        assert_eq!(request.forward(manual), SUCCESS);
        work(request);
    });
    bench.on_create(|request, _| request.complete(SUCCESS));
    assert!(is_pending(&bench.open().read(8)), "the manual queue has the read");
    // The open has the first request.
    expect_only(&bench, Rule::RequestNotOwned, "R2", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn use_after_a_forward_is_reported() {
    reports("WdfRequestGetParameters", |request| {
        request.parameters();
    });
    reports("WdfRequestSetInformation", |request| request.set_information(1));
    reports("WdfRequestRetrieveOutputBuffer", |request| {
        request.buffer(true, 1).expect("a buffer");
    });
    reports("WdfRequestForwardToIoQueue", |request| {
        assert_eq!(request.forward(kept("manual")), wdk_sys::STATUS_INVALID_DEVICE_REQUEST);
    });
    reports("WdfRequestRequeue", |request| {
        assert_eq!(request.requeue(), wdk_sys::STATUS_INVALID_DEVICE_REQUEST);
    });
}

#[test]
fn file_object_of_a_request_in_a_queue_is_reported_and_null() {
    reports("WdfRequestGetFileObject", |request| assert!(request.file_object().0.is_null()));
}

#[test]
fn cancel_state_of_a_request_in_a_queue_is_reported() {
    reports("WdfRequestIsCanceled", |request| assert!(!request.is_canceled()));
}

#[test]
fn use_after_a_requeue_is_reported() {
    let bench = forwarding(|request, manual| {
        assert_eq!(request.forward(manual), SUCCESS);
        let request = manual.next().expect("the read");
        assert_eq!(request.requeue(), SUCCESS);
        request.set_information(1);
    });
    bench.on_create(|request, _| request.complete(SUCCESS));
    assert!(is_pending(&bench.open().read(8)));
    let call = "WdfRequestSetInformation";
    expect_only(&bench, Rule::RequestNotOwned, "R2", call, "EvtIoRead");
}

#[test]
fn use_after_the_next_delivery_is_not_reported() {
    let bench = forwarding(|request, manual| {
        assert_eq!(request.forward(manual), SUCCESS);
        let request = manual.next().expect("the read");
        request.set_information(1);
        assert!(!request.file_object().0.is_null());
        assert!(!request.is_canceled());
        request.complete(SUCCESS);
    });
    bench.on_create(|request, _| request.complete(SUCCESS));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn use_under_the_lock_of_evt_io_canceled_on_queue_is_not_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let lock = SpinLock::create(attributes().parent(device.object())).expect("a lock");
        keep("lock", lock);
        let tells = manual().canceled_on_queue(|_, request| {
            kept::<SpinLock>("lock").acquire();
            kept::<SpinLock>("lock").release();
            request.complete(CANCELLED);
        });
        keep("manual", tells.create(device));
        let queue = sequential().read(|_, request| {
            kept::<SpinLock>("lock").acquire();
            assert_eq!(request.forward(kept("manual")), SUCCESS);
            request.set_information(1);
            kept::<SpinLock>("lock").release();
        });
        queue.for_everything().create(device);
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn status_of_a_request_that_was_not_sent_is_reported() {
    let bench = reading(|request| request.complete(ddi!(WdfRequestGetStatus, request.0)));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let (rule, call) = (Rule::StatusOfUnsentRequest, "WdfRequestGetStatus");
    expect_only(&bench, rule, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completion_with_the_status_of_the_work_is_not_reported() {
    let bench = reading(|request| {
        let status = request.buffer(true, 9).err().unwrap_or(SUCCESS);
        request.complete(status);
    });
    assert_eq!(status(&bench.open().read(8)), wdk_sys::STATUS_BUFFER_TOO_SMALL);
    bench.end_clean();
}

/// The type that `WdfRequestGetParameters` gives, for a structure of this size.
fn type_of(request: Request, size: u16) -> i32 {
    let mut parameters = WDF_REQUEST_PARAMETERS { Size: size, Type: -1, ..Default::default() };
    ddi!(WdfRequestGetParameters, request.0, &raw mut parameters);
    parameters.Type
}

#[test]
fn parameters_without_their_size_are_reported_and_stay() {
    for size in [0, 39, 48] {
        let bench = Bench::with_queue(move || {
            let queue = sequential().read(move |_, request| {
                assert_eq!(type_of(request, size), -1, "the call writes nothing");
                request.complete(SUCCESS);
            });
            queue.write(|_, request| request.complete_with(SUCCESS, 1))
        });
        assert_eq!(status(&bench.open().read(8)), SUCCESS);
        let (rule, call) = (Rule::ParametersNotInitialized, "WdfRequestGetParameters");
        expect_only(&bench, rule, "R1", call, "EvtIoRead");
        expect_to_go_on(&bench, 1);
    }
}

#[test]
fn parameters_of_the_right_size_are_filled_in() {
    let bench = reading(|request| {
        let size = size_of_c::<WDF_REQUEST_PARAMETERS>().try_into().expect("a small structure");
        assert_eq!(type_of(request, size), Type::WdfRequestTypeRead);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn queue_of_a_create_without_one_is_reported() {
    let bench = forwarding(|request, _| request.complete(SUCCESS));
    bench.on_create(|request, _| {
        assert_eq!(ddi!(WdfRequestGetIoQueue, request.0), null_mut());
        request.complete(SUCCESS);
    });
    let _file = bench.open();
    let (rule, call) = (Rule::QueueOfCreateRequest, "WdfRequestGetIoQueue");
    expect_only(&bench, rule, "R1", call, "EvtDeviceFileCreate");
}

#[test]
fn queue_of_a_routed_create_is_not_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = sequential().default(|queue, request| {
            assert_eq!(Queue(ddi!(WdfRequestGetIoQueue, request.0)), queue);
            request.complete(SUCCESS);
        });
        assert_eq!(device.route(queue.create(device), Type::WdfRequestTypeCreate), SUCCESS);
    });
    let _file = bench.open();
    bench.end_clean();
}
