//! Rules about timers.

use kmdf_host::explore::{Explorer, Stage, Strategy};

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::attributes::Attributes;
use crate::closure_driver::{
    Bench, Rule, SUCCESS, Timer, keep, kept, parallel, sequential, status, timer,
};

/// A machine that stops one timer with each read.
fn stopping(stage: &Stage) -> Bench {
    let bench = Bench::on(stage.machine(), |adding| {
        let device = adding.device();
        let ticks = timer(device.object()).passive().unserialized().create(|_| {});
        ticks.start(-10_000);
        keep("timer", ticks);
        let queue = parallel(2).read(|_, request| {
            kept::<Timer>("timer").stop(true);
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
        SUCCESS
    });
    bench.device();
    bench
}

#[test]
fn stopping_a_timer_in_two_threads_is_reported() {
    let situation = |stage: &mut Stage| {
        let bench = stopping(stage);
        for name in ["one", "two"] {
            let file = bench.open();
            stage.thread(name, move |_| _ = file.read(1));
        }
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    };
    let report = Explorer::new(Strategy::exhaustive()).schedules(20_000).run(&situation);
    let failure = report.failure().unwrap_or_else(|| panic!("no schedule failed: {report}"));
    let rule = format!("{:?}", Rule::ConcurrentTimerStops);
    assert!(failure.complaints.join("\n").contains(&rule), "{report}");
}

#[test]
fn stopping_a_timer_twice_in_turn_is_not_reported() {
    let situation = |stage: &mut Stage| {
        let bench = stopping(stage);
        let file = bench.open();
        stage.thread("one", move |_| {
            let _ = file.read(1);
            let _ = file.read(1);
        });
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    };
    let report = Explorer::new(Strategy::exhaustive()).schedules(20_000).run(&situation);
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn starting_a_timer_that_is_being_deleted_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = sequential().read(move |_, request| {
            let timer = timer(device.object()).attributes(Attributes::watched).create(|_| {});
            timer.object().on_cleanup(move |_| assert!(!timer.start(-10_000)));
            timer.object().delete();
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::ObjectMisused, "T1", "WdfTimerStart", "EvtCleanupCallback");
    expect_to_go_on(&bench, 1);
}
