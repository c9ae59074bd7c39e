//! Rules about requests that a driver finds in a queue, and about the ready callback.

use std::ptr::null_mut;

use wdk_sys::{STATUS_INVALID_DEVICE_REQUEST, WDFCONTEXT, WDFQUEUE, WDFREQUEST};

use crate::closure_driver::{
    Bench, Queue, Request, Rule, SUCCESS, ddi, keep, kept, manual, parallel,
};

/// What a driver breaks that does `work` with a manual and a parallel queue while a read waits in the
/// manual one.
fn broken(work: impl FnOnce(Queue, Queue) + Send + 'static) -> Vec<Rule> {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("manual", manual().for_everything().create(device));
        keep("parallel", parallel(9).read(|_, request| request.complete(SUCCESS)).create(device));
        device.side_door();
    });
    let file = bench.open();
    let _read = file.read(1);
    bench.run(&file, move || work(kept("manual"), kept("parallel")));
    file.close();
    bench.shut_down().iter().map(|violation| violation.rule).collect()
}

fn find(queue: Queue) -> (i32, WDFREQUEST) {
    let mut found: WDFREQUEST = null_mut();
    let none = (null_mut(), null_mut());
    let out = &raw mut found;
    let status = ddi!(WdfIoQueueFindRequest, queue.0, none.0, none.1, null_mut(), out);
    (status, found)
}

fn dereference(request: WDFREQUEST) {
    ddi!(WdfObjectDereferenceActual, request.cast(), null_mut(), 0, null_mut());
}

#[test]
fn find_in_a_queue_that_is_not_manual_is_reported() {
    let broken = broken(|_, parallel| {
        assert_eq!(find(parallel), (STATUS_INVALID_DEVICE_REQUEST, null_mut()));
    });
    assert_eq!(broken, [Rule::ObjectMisused]);
}

#[test]
fn handle_of_a_failed_find_is_reported() {
    let broken = broken(|manual, _| {
        manual.next().expect("the read").complete(SUCCESS);
        dereference(find(manual).1);
    });
    assert_eq!(broken, [Rule::WrongHandleType]);
}

#[test]
fn found_request_without_its_reference_is_reported() {
    let broken = broken(|manual, _| {
        let found = find(manual).1;
        dereference(found);
        let mut taken: WDFREQUEST = null_mut();
        let status = ddi!(WdfIoQueueRetrieveFoundRequest, manual.0, found, &raw mut taken);
        assert_ne!(status, SUCCESS);
    });
    assert_eq!(broken, [Rule::ObjectMisused]);
}

#[test]
fn found_request_that_is_referenced_is_not_reported() {
    let broken = broken(|manual, _| {
        let found = find(manual).1;
        let mut taken: WDFREQUEST = null_mut();
        let status = ddi!(WdfIoQueueRetrieveFoundRequest, manual.0, found, &raw mut taken);
        assert_eq!(status, SUCCESS);
        Request(taken).complete(SUCCESS);
        dereference(found);
    });
    assert_eq!(broken, []);
}

unsafe extern "C" fn evt_ready(_: WDFQUEUE, _: WDFCONTEXT) {}

fn notify(queue: Queue) -> i32 {
    ddi!(WdfIoQueueReadyNotify, queue.0, Some(evt_ready), null_mut())
}

#[test]
fn ready_callback_of_a_parallel_queue_is_reported() {
    let broken = broken(|_, parallel| assert_eq!(notify(parallel), STATUS_INVALID_DEVICE_REQUEST));
    assert_eq!(broken, [Rule::ObjectMisused]);
}

#[test]
fn second_ready_callback_is_reported() {
    let broken = broken(|manual, _| {
        assert_eq!(notify(manual), SUCCESS);
        assert_eq!(notify(manual), STATUS_INVALID_DEVICE_REQUEST);
    });
    assert_eq!(broken, [Rule::ObjectMisused]);
}

#[test]
fn ready_callback_taken_off_a_started_queue_is_reported() {
    let broken = broken(|manual, _| {
        assert_eq!(notify(manual), SUCCESS);
        let status = ddi!(WdfIoQueueReadyNotify, manual.0, None, null_mut());
        assert_eq!(status, STATUS_INVALID_DEVICE_REQUEST);
    });
    assert_eq!(broken, [Rule::ObjectMisused]);
}
