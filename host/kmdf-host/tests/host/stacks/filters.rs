//! What a filter passes on by itself.

use super::filtered;
use crate::closure_driver::{
    Adding, SUCCESS, attributes, is_pending, keep, kept, manual, parallel, status,
};

/// A function driver that completes reads with 3 bytes, and writes with their length.
fn function(adding: Adding) {
    adding.file_callbacks(attributes());
    let device = adding.device();
    let queue = parallel(u32::MAX)
        .read(|_, request| request.complete_with(SUCCESS, 3))
        .write(|_, request| request.complete_with(SUCCESS, 2));
    queue.for_everything().create(device);
}

fn passive(adding: Adding) {
    adding.try_device(attributes()).expect("WdfDeviceCreate succeeds");
}

#[test]
fn filter_without_handlers_passes_everything_on() {
    let bench = filtered(function, passive);
    let file = bench.open();
    let read = file.read(5);
    assert_eq!(read.result().map(|result| result.information), Some(3));
    assert_eq!(status(&file.write(&[1, 2])), SUCCESS);
    let requests = bench.machine.objects().into_iter().filter(|object| object.kind == "WDFREQUEST");
    assert_eq!(requests.count(), 0);
    file.close();
    let names: Vec<&str> = bench.entered().into_iter().map(|(callback, _)| callback).collect();
    let expected =
        ["EvtDeviceFileCreate", "EvtIoRead", "EvtIoWrite", "EvtFileCleanup", "EvtFileClose"];
    assert_eq!(
        names.into_iter().filter(|name| expected.contains(name)).collect::<Vec<_>>(),
        expected
    );
    bench.end_clean();
}

#[test]
fn filter_takes_only_what_its_default_queue_handles() {
    let filter = |adding: Adding| {
        let device = adding.try_device(attributes()).expect("WdfDeviceCreate succeeds");
        let queue = parallel(u32::MAX).read(|_, request| request.complete_with(SUCCESS, 1));
        queue.for_everything().create(device);
    };
    let bench = filtered(function, filter);
    let file = bench.open();
    assert_eq!(file.read(5).result().map(|result| result.information), Some(1));
    assert_eq!(file.write(&[1, 2, 3]).result().map(|result| result.information), Some(2));
    file.close();
    bench.end_clean();
}

#[test]
fn manual_default_queue_of_a_filter_takes_everything() {
    let filter = |adding: Adding| {
        let device = adding.try_device(attributes()).expect("WdfDeviceCreate succeeds");
        manual().for_everything().create(device);
    };
    let bench = filtered(function, filter);
    let file = bench.open();
    let write = file.write(&[1]);
    assert!(is_pending(&write));
    assert!(write.cancel());
    assert_eq!(status(&write), crate::closure_driver::CANCELLED);
    file.close();
    bench.end_clean();
}

#[test]
fn queue_of_a_filter_is_not_power_managed_by_default() {
    let filter = |adding: Adding| {
        let device = adding.try_device(attributes()).expect("WdfDeviceCreate succeeds");
        let queue = parallel(u32::MAX).read(|_, request| request.complete(SUCCESS));
        keep("queue", queue.for_everything().create(device));
    };
    let bench = filtered(function, filter);
    let file = bench.open();
    bench.node().suspend().expect("the device sleeps");
    assert_eq!(status(&file.read(1)), SUCCESS);
    bench.node().resume().expect("the device wakes");
    let _: crate::closure_driver::Queue = kept("queue");
    file.close();
    bench.end_clean();
}

#[test]
fn close_of_a_create_completed_by_the_filter_goes_down() {
    let bench = filtered(function, |adding| {
        adding.file_callbacks(attributes());
        passive(adding);
    });
    let file = bench.open();
    file.close();
    let files: Vec<_> = bench
        .entered()
        .into_iter()
        .filter(|(callback, _)| callback.starts_with("EvtFile"))
        .map(|(callback, objects)| (callback, objects.len()))
        .collect();
    let expected =
        [("EvtFileCleanup", 1), ("EvtFileCleanup", 0), ("EvtFileClose", 1), ("EvtFileClose", 0)];
    assert_eq!(files, expected);
    bench.end_clean();
}

#[test]
fn filter_that_enqueues_what_it_does_not_handle_passes_it_on() {
    let filter = |adding: Adding| {
        adding.in_caller_context(|device, request| assert_eq!(device.enqueue(request), SUCCESS));
        passive(adding);
    };
    let bench = filtered(function, filter);
    let file = bench.open();
    let mut read = None;
    let seen = bench.callbacks_of(|| read = Some(file.read(5)));
    assert_eq!(seen, ["EvtIoInCallerContext", "EvtIoRead"]);
    assert_eq!(read.and_then(|read| read.result()).map(|result| result.information), Some(3));
    file.close();
    bench.end_clean();
}
