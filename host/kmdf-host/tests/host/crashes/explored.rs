//! Crashes in an exploration: the failure of one schedule.

use kmdf_host::explore::{Explorer, Report, Stage, Strategy, replay};
use kmdf_host::{EventKind, Rule};

use super::check_this_thread;
use crate::closure_driver::{Bench, Request, SUCCESS, keep, kept, sequential, timer};

/// A read that waits for a tick, against its cancellation: the tick crashes if the cancellation came
/// first.
fn crash_in_one_order(crash: fn()) -> impl Fn(&mut Stage) {
    move |stage| {
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            let queue = sequential().read(move |_, request| {
                request.mark_ex(|request| {
                    keep("cancelled", 1_usize);
                    request.complete(crate::closure_driver::CANCELLED);
                });
                keep("request", request);
            });
            let queue = queue.for_everything().create(device);
            keep("cancelled", 0_usize);
            let ticks = timer(queue.object()).create(move |_| {
                if kept::<usize>("cancelled") == 1 {
                    crash();
                } else if kept::<Request>("request").unmark() == SUCCESS {
                    kept::<Request>("request").complete(SUCCESS);
                }
            });
            ticks.start(-10_000);
            SUCCESS
        });
        bench.device();
        let read = bench.open().read(8);
        let cancelled = read.clone();
        stage.thread("cancel", move |_| _ = cancelled.cancel());
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    }
}

#[track_caller]
fn expect_crash(report: &Report, situation: &dyn Fn(&mut Stage), text: &str) {
    let failure = report.failure().expect("a failing schedule");
    let [complaint] = &failure.complaints[..] else { panic!("{report}") };
    assert!(complaint.starts_with("BugCheck: EvtTimerFunc(T1) after "), "{complaint}");
    assert!(complaint.contains(text), "{complaint}");
    let is_crash = |kind: &EventKind| match kind {
        EventKind::Violation(violation) => violation.rule == Rule::BugCheck,
        _ => false,
    };
    assert!(failure.trace.last().is_some_and(|event| is_crash(&event.kind)), "{report}");
    assert_eq!(failure.schedule.to_string(), "-");
    let again = replay(&failure.schedule, situation);
    assert_eq!(again.complaints, failure.complaints);
    check_this_thread();
}

#[test]
fn panic_is_the_failure_of_the_shortest_schedule() {
    let situation = crash_in_one_order(|| panic!("cancelled before the tick"));
    let report = Explorer::new(Strategy::exhaustive()).schedules(1000).run(&situation);
    expect_crash(&report, &situation, "cancelled before the tick");
}

#[test]
fn search_finds_each_crash_with_every_strategy() {
    let situation = crash_in_one_order(|| panic!("found"));
    for strategy in [Strategy::exhaustive(), Strategy::preemptions(1), Strategy::random(3)] {
        let report = Explorer::new(strategy).schedules(1000).run(&situation);
        expect_crash(&report, &situation, "found");
    }
}

#[test]
fn crash_in_the_setup_is_the_failure_of_every_schedule() {
    let report = Explorer::new(Strategy::exhaustive()).schedules(10).run(&|stage| {
        let bench = Bench::on(stage.machine(), |_| panic!("in the setup"));
        bench.device();
    });
    let failure = report.failure().expect("a failing schedule");
    assert_eq!(failure.complaints.len(), 1, "{report}");
    assert!(failure.complaints[0].contains("in the setup"), "{report}");
    assert_eq!(failure.after, 1);
}

#[test]
fn crash_after_the_threads_have_ended_is_a_failure() {
    let report = Explorer::new(Strategy::exhaustive()).schedules(10).run(&|stage| {
        let bench = Bench::on(stage.machine(), |adding| {
            adding.all_pnp_callbacks();
            adding.device();
            SUCCESS
        });
        bench.on_pnp("D0Exit", |_| panic!("in the shutdown"));
        bench.device();
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    });
    let complaints = report.failure().map(|failure| failure.complaints.concat());
    assert!(complaints.is_some_and(|text| text.contains("in the shutdown")), "{report}");
}

#[test]
fn many_crashes_in_one_process_leave_it_usable() {
    let situation = crash_in_one_order(|| panic!("again"));
    for _ in 0..100 {
        let report = Explorer::new(Strategy::random(1)).schedules(1000).run(&situation);
        expect_crash(&report, &situation, "again");
    }
}

#[test]
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn wild_pointer_is_the_failure_of_the_shortest_schedule() {
    let situation = crash_in_one_order(|| {
        let wild = std::hint::black_box(std::ptr::null_mut::<u8>());
        // SAFETY: none: the test's driver is wrong on purpose, and never continues.
        unsafe { wild.write_volatile(1) };
    });
    let report = Explorer::new(Strategy::exhaustive()).schedules(1000).run(&situation);
    expect_crash(&report, &situation, "access violation");
}

#[test]
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn stack_overflow_is_the_failure_of_the_shortest_schedule() {
    fn deeper(depth: u64) -> u64 {
        let block = std::hint::black_box([depth; 64]);
        if depth == u64::MAX { 0 } else { deeper(depth + 1) + std::hint::black_box(block)[3] }
    }
    let situation = crash_in_one_order(|| assert_eq!(deeper(0), 0));
    let report = Explorer::new(Strategy::exhaustive()).schedules(1000).run(&situation);
    expect_crash(&report, &situation, "stack overflow");
}
