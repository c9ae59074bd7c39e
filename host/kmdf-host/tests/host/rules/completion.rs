//! Rules about the status of a completion, and about the buffers that a request has.

use wdk_sys::{STATUS_INVALID_DEVICE_REQUEST, WDFMEMORY};

use super::{expect_only, expect_to_go_on, reading};
use crate::closure_driver::{
    Bench, PENDING, Request, Rule, SUCCESS, ddi, is_pending, keep, kept, parallel, sequential,
    status,
};

#[test]
fn completing_with_pending_or_minus_one_is_reported() {
    for wrong in [PENDING, -1] {
        let bench = reading(move |request| request.complete(wrong));
        let read = bench.open().read(8);
        assert_eq!(status(&read), wdk_sys::STATUS_INTERNAL_ERROR);
        let call = "WdfRequestComplete";
        expect_only(&bench, Rule::InvalidCompletionStatus, "R1", call, "EvtIoRead");
        expect_to_go_on(&bench, 1);
    }
}

#[test]
fn returning_with_a_pending_request_is_not_reported() {
    let bench = Bench::with_queue(|| {
        let queue = parallel(2).read(|_, request| keep("read", request));
        queue.write(|_, request| {
            kept::<Request>("read").complete(SUCCESS);
            request.complete(SUCCESS);
        })
    });
    let file = bench.open();
    let read = file.read(8);
    assert!(is_pending(&read));
    assert_eq!(status(&file.write(b"x")), SUCCESS);
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn retrieving_the_input_of_a_read_is_reported_and_refused() {
    let bench = reading(|request| {
        assert_eq!(request.buffer(false, 1), Err(STATUS_INVALID_DEVICE_REQUEST));
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfRequestRetrieveInputBuffer";
    expect_only(&bench, Rule::WrongBuffer, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn retrieving_the_output_of_a_write_is_reported_and_refused() {
    let bench = Bench::with_queue(|| {
        sequential().write(|_, request| {
            assert_eq!(request.buffer(true, 1), Err(STATUS_INVALID_DEVICE_REQUEST));
            request.complete_with(SUCCESS, 1);
        })
    });
    assert_eq!(status(&bench.open().write(b"x")), SUCCESS);
    let call = "WdfRequestRetrieveOutputBuffer";
    expect_only(&bench, Rule::WrongBuffer, "R1", call, "EvtIoWrite");
}

/// Retrieves the memory object of a request's input or output, which must fail.
fn lacks_memory(request: Request, output: bool) {
    let mut memory: WDFMEMORY = std::ptr::null_mut();
    let status = if output {
        ddi!(WdfRequestRetrieveOutputMemory, request.0, &raw mut memory)
    } else {
        ddi!(WdfRequestRetrieveInputMemory, request.0, &raw mut memory)
    };
    assert_eq!(status, STATUS_INVALID_DEVICE_REQUEST);
}

#[test]
fn retrieving_the_memory_that_a_type_lacks_is_reported_and_refused() {
    let bench = reading(|request| {
        lacks_memory(request, false);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfRequestRetrieveInputMemory";
    expect_only(&bench, Rule::WrongBuffer, "R1", call, "EvtIoRead");
    let bench = Bench::with_queue(|| {
        sequential().write(|_, request| {
            lacks_memory(request, true);
            request.complete_with(SUCCESS, 1);
        })
    });
    assert_eq!(status(&bench.open().write(b"x")), SUCCESS);
    let call = "WdfRequestRetrieveOutputMemory";
    expect_only(&bench, Rule::WrongBuffer, "R1", call, "EvtIoWrite");
}

#[test]
fn retrieving_the_buffer_of_each_type_is_not_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| {
            request.buffer(true, 1).expect("a read has an output buffer");
            request.complete(SUCCESS);
        });
        let queue = queue.write(|_, request| {
            request.buffer(false, 1).expect("a write has an input buffer");
            request.complete(SUCCESS);
        });
        queue.control(|_, request| {
            request.buffer(false, 1).expect("a control has an input buffer");
            request.buffer(true, 1).expect("a control has an output buffer");
            request.complete(SUCCESS);
        })
    });
    let file = bench.open();
    assert_eq!(status(&file.read(8)), SUCCESS);
    assert_eq!(status(&file.write(b"x")), SUCCESS);
    assert_eq!(status(&file.device_control(0x22_2004, b"input", 8)), SUCCESS);
    bench.end_clean();
}
