//! Rules about requests and callbacks when the power or the presence of a device changes.

use super::expect_only;
use crate::closure_driver::{
    Bench, CANCELLED, Queue, QueueSpec, Request, Rule, SUCCESS, Timer, keep, kept, sequential,
    status, timer,
};

/// 100 ns units in a second.
const SECOND: i64 = 10_000_000;

fn marked(_: Queue, request: Request) {
    request.mark(|request| request.complete(CANCELLED));
}

fn requeue(_: Queue, request: Request, _: u32) {
    assert_eq!(request.unmark(), SUCCESS);
    request.stop_acknowledge(true);
}

#[test]
fn parameters_in_evt_io_stop_are_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(marked).stop(|queue, request, flags| {
            request.parameters();
            requeue(queue, request, flags);
        })
    });
    let _read = bench.open().read(8);
    bench.node().suspend().expect("started");
    let call = "WdfRequestGetParameters";
    expect_only(&bench, Rule::ParametersInStopOrResume, "R1", call, "EvtIoStop");
}

#[test]
fn parameters_in_evt_io_resume_are_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(marked).stop(|_, request, _| request.stop_acknowledge(false));
        queue.resume(|_, request| {
            request.parameters();
        })
    });
    let _read = bench.open().read(8);
    bench.node().suspend().expect("started");
    bench.node().resume().expect("asleep");
    let call = "WdfRequestGetParameters";
    expect_only(&bench, Rule::ParametersInStopOrResume, "R1", call, "EvtIoResume");
}

#[test]
fn parameters_in_the_io_callback_are_not_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|queue, request| {
            assert_eq!(request.parameters(), wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeRead);
            marked(queue, request);
        });
        queue.stop(requeue)
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    assert!(read.cancel());
    bench.end_clean();
}

/// A machine whose driver completes each read after a time, in 100 ns units.
fn completing_after(
    time: i64,
    marks: bool,
    spec: impl Fn(QueueSpec) -> QueueSpec + Send + Sync + 'static,
) -> Bench {
    Bench::new(move |adding| {
        let queue = sequential().read(move |queue, request| {
            keep("read", request);
            if marks {
                marked(queue, request);
            }
            kept::<Timer>("timer").start(-time);
        });
        let queue = spec(queue).for_everything().create(adding.device());
        let timer = timer(queue.object()).create(move |_| {
            let read: Request = kept("read");
            if marks {
                assert_eq!(read.unmark(), SUCCESS);
            }
            read.complete(SUCCESS);
        });
        keep("timer", timer);
    })
}

/// Checks that a power-down waits for a request, and that the wait is reported with a reason.
fn delays_power_down(bench: &Bench, why: &str) {
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    assert_eq!(status(&read), SUCCESS);
    expect_only(bench, Rule::PowerDownDelayed, "Q1", "power down", "-");
    let detail = &bench.machine.violations()[0].detail;
    assert!(detail.starts_with("waited 5 s for [R1]") && detail.ends_with(why), "{detail}");
}

#[test]
fn request_held_without_evt_io_stop_is_reported() {
    let bench = completing_after(5 * SECOND, false, |queue| queue);
    delays_power_down(&bench, "the queue has no EvtIoStop");
}

#[test]
fn evt_io_stop_without_an_answer_is_reported() {
    let bench = completing_after(5 * SECOND, false, |queue| queue.stop(|_, _, _| {}));
    delays_power_down(&bench, "EvtIoStop returned without completing or acknowledging them");
}

#[test]
fn evt_io_stop_that_leaves_a_marked_request_is_reported() {
    let bench = completing_after(5 * SECOND, true, |queue| queue.stop(|_, _, _| {}));
    delays_power_down(&bench, "EvtIoStop returned without completing or acknowledging them");
}

#[test]
fn evt_io_stop_that_completes_a_marked_request_is_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(marked).stop(|_, request, _| request.complete(CANCELLED))
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    assert_eq!(status(&read), CANCELLED);
    let (rule, call) = (Rule::CompletionWhileMarked, "WdfRequestComplete");
    expect_only(&bench, rule, "R1", call, "EvtIoStop");
}

#[test]
fn evt_io_stop_that_requeues_a_marked_request_is_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(marked).stop(|_, request, _| {
            request.stop_acknowledge(true);
            request.stop_acknowledge(false);
        })
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    let (rule, call) = (Rule::CancelMarkMisused, "WdfRequestStopAcknowledge");
    expect_only(&bench, rule, "R1", call, "EvtIoStop");
    assert!(read.cancel());
}

#[test]
fn request_held_for_a_moment_is_not_reported() {
    for stops in [false, true] {
        let bench = completing_after(SECOND / 2, false, move |queue| {
            if stops { queue.stop(|_, _, _| {}) } else { queue }
        });
        let read = bench.open().read(8);
        bench.node().suspend().expect("started");
        assert_eq!(status(&read), SUCCESS);
        bench.end_clean();
    }
}

#[test]
fn request_kept_over_a_power_down_without_evt_io_resume_is_not_reported() {
    let bench = completing_after(5 * SECOND, false, |queue| {
        queue.stop(|_, request, _| request.stop_acknowledge(false))
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    bench.node().resume().expect("asleep");
    bench.advance_ms(5000);
    assert_eq!(status(&read), SUCCESS);
    bench.end_clean();
}

/// A machine whose driver completes a cancelled read after some minutes, and the machine's report.
fn cancelling(minutes: i64) -> Bench {
    let bench = Bench::new(move |adding| {
        let queue = sequential().read(move |_, request| {
            request.mark(move |request| {
                keep("read", request);
                kept::<Timer>("timer").start(-60 * SECOND * minutes);
            });
        });
        let queue = queue.for_everything().create(adding.device());
        let late = timer(queue.object()).create(|_| kept::<Request>("read").complete(CANCELLED));
        keep("timer", late);
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    bench.advance_ms(600_000);
    assert_eq!(status(&read), CANCELLED);
    bench
}

#[test]
fn cancelled_request_completed_late_is_reported() {
    let bench = cancelling(6);
    let (rule, call) = (Rule::CanceledRequestLate, "WdfRequestComplete");
    expect_only(&bench, rule, "R1", call, "EvtTimerFunc");
}

#[test]
fn cancelled_request_completed_in_time_is_not_reported() {
    cancelling(4).end_clean();
}
