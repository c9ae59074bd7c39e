//! Calls that fail because the strategy makes them fail.

use kmdf_host::explore::{Stage, Strategy};

use super::{complaints, exhaust, explore};
use crate::closure_driver::{Bench, Object, SUCCESS, attributes, keep, sequential};

/// A driver that creates a number of objects for a read, and then completes it. If a creation
/// fails, the driver completes the read, or forgets it.
fn read_that_allocates(forgets: bool, failures: u32) -> impl Fn(&mut Stage) {
    move |stage| {
        let bench = Bench::on(stage.machine(), move |adding| {
            let queue = sequential().read(move |_, request| {
                let below = || attributes().parent(request.object());
                let made = [Object::create(below()), Object::create(below())];
                if made.iter().all(Result::is_ok) {
                    request.complete(SUCCESS);
                } else if made.iter().any(Result::is_ok) || !forgets {
                    request.complete(wdk_sys::STATUS_INSUFFICIENT_RESOURCES);
                } else {
                    keep("forgotten", request);
                }
            });
            queue.for_everything().create(adding.device());
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        stage.thread("read", move |_| _ = file.read(1));
        stage.allow_failures(failures);
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    }
}

#[test]
fn one_failure_is_tried_at_each_call() {
    let report = exhaust(&read_that_allocates(true, 1));
    // No failure, the first call fails, the second call fails.
    assert_eq!(report.schedules(), 3);
}

#[test]
fn mistake_that_needs_two_failures_is_not_found_with_one() {
    exhaust(&read_that_allocates(true, 1));
}

#[test]
fn mistake_that_needs_two_failures_is_found_with_two() {
    let report = explore(Strategy::exhaustive(), &read_that_allocates(true, 2));
    assert!(complaints(&report).contains("RequestNeverCompleted"), "{report}");
    let schedule = report.failure().map(|failure| failure.schedule.to_string());
    assert_eq!(schedule.map(|s| s.matches("read!").count()), Some(2));
}

#[test]
fn handled_failures_give_no_complaint_in_any_schedule() {
    assert_eq!(exhaust(&read_that_allocates(false, 2)).schedules(), 4);
}
