//! Rules about the completion and the cancellation of requests.

use super::{expect_only, expect_to_go_on, reading};
use crate::closure_driver::{
    Bench, CANCELLED, PENDING, Rule, SUCCESS, is_pending, keep, kept, sequential, status,
};

#[test]
fn completing_twice_is_reported() {
    let bench = reading(|request| {
        request.complete(SUCCESS);
        request.complete(CANCELLED);
    });
    let read = bench.open().read(8);
    assert_eq!(status(&read), SUCCESS, "the first completion counts");
    expect_only(&bench, Rule::DoubleCompletion, "R1", "WdfRequestComplete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_twice_while_a_reference_is_held_is_reported() {
    let bench = reading(|request| {
        request.object().reference();
        request.complete(SUCCESS);
        request.complete(CANCELLED);
        request.object().dereference();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::DoubleCompletion, "R1", "WdfRequestComplete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_what_the_cancel_callback_owns_is_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        request.complete_with(SUCCESS, 0);
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestCompleteWithInformation", 1, move |_| {
        assert!(application.cancel_all());
    });
    let read = file.read(8);
    assert_eq!(status(&read), CANCELLED, "EvtRequestCancel completes it");
    let call = "WdfRequestCompleteWithInformation";
    expect_only(&bench, Rule::DoubleCompletion, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_each_request_once_is_not_reported() {
    let bench = reading(|request| request.complete(SUCCESS));
    let file = bench.open();
    assert_eq!(status(&file.read(8)), SUCCESS);
    assert_eq!(status(&file.read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn completing_a_marked_request_is_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        request.complete(SUCCESS);
    });
    let read = bench.open().read(8);
    assert_eq!(status(&read), SUCCESS, "the request completes all the same");
    expect_only(&bench, Rule::CompletionWhileMarked, "R1", "WdfRequestComplete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_an_unmarked_request_is_not_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        assert_eq!(request.unmark(), SUCCESS);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn completing_in_the_cancel_callback_is_not_reported() {
    let bench = reading(|request| request.mark(|request| request.complete(CANCELLED)));
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn marking_twice_is_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        request.mark(|request| request.complete(CANCELLED));
    });
    let read = bench.open().read(8);
    expect_only(&bench, Rule::CancelMarkMisused, "R1", "WdfRequestMarkCancelable", "EvtIoRead");
    assert!(read.cancel(), "the read is still marked");
    assert_eq!(status(&read), CANCELLED);
    expect_to_go_on(&bench, 1);
}

#[test]
fn unmarking_what_is_not_marked_is_reported() {
    let bench = reading(|request| {
        assert_eq!(request.unmark(), wdk_sys::STATUS_INVALID_DEVICE_REQUEST);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfRequestUnmarkCancelable";
    expect_only(&bench, Rule::CancelMarkMisused, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn asking_whether_a_marked_request_is_cancelled_is_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        assert!(!request.is_canceled());
        assert_eq!(request.unmark(), SUCCESS);
        assert!(!request.is_canceled());
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfRequestIsCanceled";
    expect_only(&bench, Rule::CancelMarkMisused, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn acknowledging_a_stop_outside_evt_io_stop_is_reported() {
    let bench = reading(|request| {
        request.stop_acknowledge(false);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfRequestStopAcknowledge";
    expect_only(&bench, Rule::CancelMarkMisused, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn marking_again_after_an_unmark_is_not_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        assert_eq!(request.unmark(), SUCCESS);
        request.mark(|request| request.complete(CANCELLED));
    });
    let read = bench.open().read(8);
    assert!(is_pending(&read));
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn information_beyond_the_buffer_is_reported() {
    let bench = reading(|request| request.complete_with(SUCCESS, 9));
    let read = bench.open().read(8);
    let result = read.result().expect("completed");
    assert_eq!(
        (result.status, result.information),
        (SUCCESS, 9),
        "the information reaches the application"
    );
    assert_eq!(result.data.len(), 8, "the I/O manager copies only the buffer");
    let call = "WdfRequestCompleteWithInformation";
    expect_only(&bench, Rule::InformationTooLarge, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn information_set_beyond_the_buffer_is_reported_at_completion() {
    let bench = reading(|request| {
        request.set_information(9);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::InformationTooLarge, "R1", "WdfRequestComplete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn information_of_the_whole_buffer_is_not_reported() {
    let bench = reading(|request| request.complete_with(SUCCESS, 8));
    let result = bench.open().read(8).result().expect("completed");
    assert_eq!(result.information, 8);
    bench.end_clean();
}

#[test]
fn information_beyond_the_buffer_of_a_failure_is_not_reported() {
    let bench = reading(|request| request.complete_with(CANCELLED, 9));
    let read = bench.open().read(8);
    assert_eq!(read.issued(), PENDING);
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

/// A machine whose driver completes device controls with an Information of 9.
fn controlling() -> Bench {
    Bench::with_queue(|| sequential().control(|_, request| request.complete_with(SUCCESS, 9)))
}

#[test]
fn information_of_a_control_without_output_is_not_reported() {
    let bench = controlling();
    let control = bench.open().device_control(0x22_2004, b"input", 0);
    let result = control.result().expect("completed");
    assert_eq!((result.status, result.information), (SUCCESS, 9));
    assert_eq!(result.data, b"");
    bench.end_clean();
}

#[test]
fn information_beyond_the_output_of_a_control_is_reported() {
    let bench = controlling();
    assert_eq!(status(&bench.open().device_control(0x22_2004, b"much input", 8)), SUCCESS);
    let call = "WdfRequestCompleteWithInformation";
    expect_only(&bench, Rule::InformationTooLarge, "R1", call, "EvtIoDeviceControl");
}

#[test]
fn completing_what_was_forwarded_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("manual", crate::closure_driver::manual().create(device));
        let queue = sequential().read(|_, request| {
            assert_eq!(request.forward(kept("manual")), SUCCESS);
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    });
    let read = bench.open().read(8);
    assert!(is_pending(&read), "the queue owns the read");
    expect_only(&bench, Rule::RequestNotOwned, "R1", "WdfRequestComplete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}
