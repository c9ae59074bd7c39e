//! The rules about completions, for requests that another callback completes or owns.

use super::{expect_only, expect_to_go_on, reading};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, Rule, SUCCESS, Timer, keep, kept, manual, sequential, status,
    timer,
};

const COMPLETE: &str = "WdfRequestComplete";

#[test]
fn completing_after_an_unmark_that_came_too_late_is_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        assert_eq!(request.unmark(), CANCELLED);
        request.complete(SUCCESS);
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestUnmarkCancelable", 1, move |_| assert!(application.cancel_all()));
    assert_eq!(status(&file.read(8)), CANCELLED, "EvtRequestCancel completes the read");
    expect_only(&bench, Rule::DoubleCompletion, "R1", COMPLETE, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn leaving_a_request_to_its_cancel_callback_is_not_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        if request.unmark() != CANCELLED {
            request.complete(SUCCESS);
        }
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestUnmarkCancelable", 1, move |_| assert!(application.cancel_all()));
    assert_eq!(status(&file.read(8)), CANCELLED);
    assert_eq!(status(&file.read(8)), SUCCESS);
    bench.end_clean();
}

/// A machine whose driver keeps each read and starts a timer. After the read's callback has done
/// `work`, the timer completes the read.
fn timed(work: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let queue = sequential().read(move |_, request| {
            keep("read", request);
            kept::<Timer>("timer").start(-10_000);
            work(request);
        });
        let queue = queue.write(|_, request| request.complete(SUCCESS)).for_everything();
        let queue = queue.create(device);
        keep("timer", timer(queue.object()).create(|_| kept::<Request>("read").complete(SUCCESS)));
    })
}

#[test]
fn completing_in_a_timer_what_the_io_callback_completed_is_reported() {
    let bench = timed(|request| request.complete(CANCELLED));
    assert_eq!(status(&bench.open().read(8)), CANCELLED);
    bench.advance_ms(1);
    expect_only(&bench, Rule::DoubleCompletion, "R1", COMPLETE, "EvtTimerFunc");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_in_a_timer_what_is_marked_is_reported() {
    let bench = timed(|request| request.mark(|request| request.complete(CANCELLED)));
    let read = bench.open().read(8);
    bench.advance_ms(1);
    assert_eq!(status(&read), SUCCESS);
    expect_only(&bench, Rule::CompletionWhileMarked, "R1", COMPLETE, "EvtTimerFunc");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_in_a_timer_what_the_io_callback_left_is_not_reported() {
    let bench = timed(|_| {});
    let read = bench.open().read(8);
    bench.advance_ms(1);
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

#[test]
fn completing_a_retrieved_request_twice_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("manual", manual().create(device));
        let queue = sequential().read(|_, request| {
            assert_eq!(request.forward(kept("manual")), SUCCESS);
            let request = kept::<Queue>("manual").next().expect("the read");
            request.complete(SUCCESS);
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::DoubleCompletion, "R1", COMPLETE, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

/// A machine whose driver keeps each read, and whose process ends. Returns the machine after that.
fn left_behind(tick: impl Fn() + Send + Sync + Copy + 'static) -> Bench {
    let bench = Bench::new(move |adding| {
        let queue = sequential().read(|_, request| {
            keep("read", request);
            kept::<Timer>("timer").start(-10_000);
        });
        let queue = queue.for_everything().create(adding.device());
        keep("timer", timer(queue.object()).create(move |_| tick()));
    });
    let process = bench.machine.process();
    let _read = bench.open_in(&process).read(8);
    process.exit();
    bench
}

#[test]
fn request_that_a_timer_forgets_is_reported() {
    let bench = left_behind(|| {});
    expect_only(&bench, Rule::RequestNeverCompleted, "R1", "process exit", "-");
}

#[test]
fn request_that_a_timer_completes_after_the_process_ended_is_not_reported() {
    left_behind(|| kept::<Request>("read").complete(SUCCESS)).end_clean();
}
