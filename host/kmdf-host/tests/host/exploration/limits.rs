//! The limits of an exploration, and other kinds of failures.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kmdf_host::explore::{Explorer, Stage, Strategy};

use super::{Tick, complaints, exhaust, explore, tick_and_cancel};
use crate::closure_driver::{Bench, SUCCESS, keep, sequential};

#[test]
fn limit_of_schedules_ends_an_exploration_early() {
    let explorer = Explorer::new(Strategy::exhaustive()).schedules(2);
    let report = explorer.run(&tick_and_cancel(Tick::Asks));
    assert_eq!(report.schedules(), 2);
    assert!(!report.is_exhausted());
}

#[test]
fn limit_of_time_ends_an_endless_exploration() {
    let explorer = Explorer::new(Strategy::random(0)).time(Duration::from_millis(20));
    let report = explorer.run(&tick_and_cancel(Tick::Asks));
    // A busy machine may use up the time before the first schedule.
    assert!(report.failure().is_none(), "{report}");
}

#[test]
fn flag_that_is_set_in_a_schedule_ends_the_exploration_after_it() {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    let explorer = Explorer::new(Strategy::random(1)).interrupted_by(flag);
    let report = explorer.run(&move |_: &mut Stage| set.store(true, Ordering::Relaxed));
    assert_eq!((report.schedules(), report.is_exhausted()), (1, false));
    assert!(report.failure().is_none());
}

#[test]
fn situation_without_threads_has_one_schedule() {
    assert_eq!(exhaust(&|_: &mut Stage| {}).schedules(), 1);
}

#[test]
fn panic_in_a_thread_is_a_failure_with_its_message() {
    let situation = |stage: &mut Stage| stage.thread("falls", |_| panic!("over"));
    let report = explore(Strategy::exhaustive(), &situation);
    assert_eq!(complaints(&report), "panic: over");
}

#[test]
fn panic_in_the_set_up_is_a_failure_with_its_message() {
    let situation = |_: &mut Stage| panic!("no device");
    assert_eq!(complaints(&explore(Strategy::exhaustive(), &situation)), "panic: no device");
}

#[test]
fn complaint_of_a_check_is_a_failure() {
    let situation = |stage: &mut Stage| stage.at_end(|_| Err("wrong".into()));
    assert_eq!(complaints(&explore(Strategy::exhaustive(), &situation)), "wrong");
}

#[test]
fn threads_that_share_state_outside_the_machine_are_reported() {
    let situation = |stage: &mut Stage| {
        let (shared, process) = (Rc::new(Cell::new(false)), stage.machine().process());
        let seen = Rc::clone(&shared);
        stage.thread("writer", move |_| shared.set(true));
        stage.thread("reader", move |_| {
            if seen.get() {
                process.exit();
            }
        });
    };
    let report = explore(Strategy::exhaustive(), &situation);
    assert!(complaints(&report).contains("share state outside the machine"), "{report}");
    let report = Explorer::new(Strategy::exhaustive()).without_pruning().run(&situation);
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn wait_that_can_never_end_is_reported() {
    let situation = |stage: &mut Stage| {
        let bench = Bench::on(stage.machine(), |adding| {
            let queue = sequential().read(|_, request| keep("kept", request));
            queue.for_everything().create(adding.device());
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        stage.thread("read", move |_| {
            let error = file.read(1).wait().expect_err("the read never completes");
            panic!("{error}");
        });
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    };
    let report = explore(Strategy::exhaustive(), &situation);
    assert!(complaints(&report).contains("ReadFile(1)"), "{report}");
}

#[test]
fn driver_that_calls_endlessly_is_reported() {
    let situation = |stage: &mut Stage| {
        let bench = Bench::on(stage.machine(), |adding| {
            let queue = sequential().read(|queue, _| {
                loop {
                    let _ = queue.state();
                }
            });
            queue.for_everything().create(adding.device());
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        stage.thread("read", move |_| _ = file.read(1));
    };
    let report = Explorer::new(Strategy::replay("-".parse().expect("a schedule"))).run(&situation);
    assert_eq!(complaints(&report), "the schedule did not end within 100000 steps");
}
