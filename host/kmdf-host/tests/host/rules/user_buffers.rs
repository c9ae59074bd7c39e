//! The rules about the caller's own buffers.

use wdk_sys::_WDF_DEVICE_IO_TYPE::WdfDeviceIoNeither;

use super::expect_only;
use crate::closure_driver::{
    Bench, Request, Rule, SUCCESS, WorkItem, attributes, keep, kept, parallel, sequential, status,
};

/// A control code with METHOD_NEITHER.
const NEITHER: u32 = 0x22_2003;

const INVALID: i32 = wdk_sys::STATUS_INVALID_DEVICE_REQUEST;

#[test]
fn retrieving_a_user_buffer_in_a_queue_callback_is_reported() {
    let bench = Bench::with_queue(|| {
        sequential().control(|_, request| {
            assert_eq!(request.user_buffer(true, 1).err(), Some(INVALID));
            request.complete(SUCCESS);
        })
    });
    let control = bench.open().device_control(NEITHER, &[1], 4);
    assert_eq!(status(&control), SUCCESS);
    let call = "WdfRequestRetrieveUnsafeUserOutputBuffer";
    expect_only(&bench, Rule::UserBufferOutOfContext, "R1", call, "EvtIoDeviceControl");
}

/// Locks the caller's output buffer.
fn lock_output(request: Request) {
    let (buffer, length) = request.user_buffer(true, 1).expect("the buffer of the caller");
    keep("memory", request.lock(true, buffer, length).expect("locked pages"));
}

#[test]
fn locking_a_user_buffer_in_the_callers_context_is_not_reported() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| {
            lock_output(request);
            assert_eq!(device.enqueue(request), SUCCESS);
        });
        let queue = sequential().control(|_, request| {
            kept::<crate::closure_driver::Memory>("memory").fill_from(b"locked");
            request.complete_with(SUCCESS, 6);
        });
        queue.for_everything().create(adding.device());
    });
    let control = bench.open().device_control(NEITHER, &[], 6);
    assert_eq!(control.result().expect("a result").data, b"locked");
    bench.end_clean();
}

#[test]
fn locking_a_user_buffer_in_a_work_item_is_reported_and_refused() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| {
            let (buffer, _) = request.user_buffer(false, 1).expect("the buffer of the caller");
            keep("buffer", buffer.addr());
            keep("request", request);
            let item = WorkItem::create(device.object(), false, move |_| {
                let request: Request = kept("request");
                let buffer = std::ptr::with_exposed_provenance_mut(kept("buffer"));
                let refused = request.lock(false, buffer, 1).err();
                assert_eq!(refused, Some(wdk_sys::STATUS_ACCESS_VIOLATION));
                request.complete(SUCCESS);
            });
            item.expect("a work item").enqueue();
        });
        parallel(1).read(|_, _| ()).for_everything().create(adding.device());
    });
    let control = bench.open().device_control(NEITHER, &[1, 2], 0);
    assert_eq!(control.wait().expect("a result").status, SUCCESS);
    let call = "WdfRequestProbeAndLockUserBufferForRead";
    expect_only(&bench, Rule::UserBufferOutOfContext, "R1", call, "EvtWorkItem");
}

#[test]
fn enqueueing_outside_the_callers_context_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = sequential().read(move |_, request| {
            assert_eq!(device.enqueue(request), INVALID);
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    expect_only(&bench, Rule::ObjectMisused, "R1", "WdfDeviceEnqueueRequest", "EvtIoRead");
}

#[test]
fn retrieving_the_buffer_of_a_neither_read_is_reported() {
    let bench = Bench::new(|adding| {
        adding.io_type(WdfDeviceIoNeither);
        let queue = sequential().read(|_, request| {
            assert_eq!(request.buffer(true, 1).err(), Some(INVALID));
            request.complete(SUCCESS);
        });
        queue.for_everything().create(adding.device_with(attributes()));
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    let call = "WdfRequestRetrieveOutputBuffer";
    expect_only(&bench, Rule::WrongBuffer, "R1", call, "EvtIoRead");
}

#[test]
fn retrieving_the_user_buffer_of_a_buffered_control_is_reported() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|_, request| {
            assert_eq!(request.user_buffer(false, 1).err(), Some(INVALID));
            request.complete(SUCCESS);
        });
        sequential().read(|_, _| ()).for_everything().create(adding.device());
    });
    assert_eq!(status(&bench.open().device_control(0x22_2000, &[1], 0)), SUCCESS);
    let call = "WdfRequestRetrieveUnsafeUserInputBuffer";
    expect_only(&bench, Rule::WrongBuffer, "R1", call, "EvtIoInCallerContext");
}
