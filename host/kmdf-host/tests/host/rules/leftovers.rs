//! What is left when a driver or a machine ends, and references that the driver does not own.

use wdk_sys::WDFMEMORY;

use super::{completing, expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, Device, Object, Queue, Rule, SUCCESS, WorkItem, attributes, keep, kept, sequential,
    status, timer,
};
use crate::raw_driver::wdf;

#[test]
fn timer_and_work_item_that_outlive_their_driver_are_reported() {
    let bench = completing(|_| {
        let device: Device = kept("device");
        timer(device.object()).create(|_| {}).object().reference();
        let item = WorkItem::create(device.object(), false, |_| {}).expect("a work item");
        item.object().reference();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let violations = bench.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    assert_eq!(found, [(Rule::LeakedObject, "driver unload"); 2], "{violations:#?}");
    let details: String = violations.iter().map(|violation| violation.detail.as_str()).collect();
    assert!(details.contains("WDFTIMER") && details.contains("WDFWORKITEM"), "{details}");
}

#[test]
fn timer_and_work_item_that_end_with_their_device_are_not_reported() {
    let bench = completing(|_| {
        let device: Device = kept("device");
        timer(device.object()).create(|_| {});
        WorkItem::create(device.object(), false, |_| {}).expect("a work item");
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn shutdown_that_waits_for_a_request_is_reported() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| keep("read", request)));
    let _read = bench.open().read(8);
    let violations = bench.shut_down();
    assert_eq!(violations[0].rule, Rule::RequestNeverCompleted, "{violations:#?}");
}

#[test]
fn dereferencing_the_device_away_is_reported() {
    let bench = completing(|_| kept::<Device>("device").object().dereference());
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfObjectDereferenceActual";
    expect_only(&bench, Rule::ObjectMisused, "D1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_a_write_with_a_referenced_memory_object_is_reported() {
    let bench = Bench::with_queue(|| {
        sequential().write(|_, request| {
            let mut memory: WDFMEMORY = std::ptr::null_mut();
            let status = wdf!(WdfRequestRetrieveInputMemory, request.0, &raw mut memory);
            assert_eq!(status, SUCCESS);
            Object(memory.cast()).reference();
            request.complete_with(SUCCESS, 1);
            Object(memory.cast()).dereference();
        })
    });
    assert_eq!(status(&bench.open().write(b"x")), SUCCESS);
    let rule = Rule::MemoryReferencedAtCompletion;
    expect_only(&bench, rule, "R1", "WdfRequestCompleteWithInformation", "EvtIoWrite");
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn stopping_a_deleted_queue_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let other = sequential().read(|_, _| {}).create(device);
        let queue = sequential().read(move |_, request| {
            other.object().delete();
            other.stop(Queue::start);
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::StaleHandle, "Q1", "WdfIoQueueStop", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn object_below_the_driver_is_not_a_leftover() {
    let bench = completing(|_| _ = Object::create(attributes()).expect("an object"));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}
