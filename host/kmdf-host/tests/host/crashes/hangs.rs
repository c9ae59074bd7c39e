//! Callbacks that never return.
#![cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use kmdf_host::explore::{Explorer, Stage, Strategy};
use kmdf_host::{Cause, Machine};

use super::{check_this_thread, panic_of};
use crate::closure_driver::{Bench, FIRST, Request, Rule, SUCCESS, sequential};

/// A limit for callbacks that are over it for certain.
const LIMIT: Duration = Duration::from_millis(50);

/// When a callback that nobody ends returns by itself, so that its test fails and does not hang. No busy
/// computer takes so long.
const GIVEN_UP: Duration = Duration::from_mins(10);

/// Whether the callbacks end by themselves.
static IS_OVER: AtomicBool = AtomicBool::new(false);

/// Makes the callbacks end some day.
fn give_up_some_day() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        thread::spawn(|| {
            thread::sleep(GIVEN_UP);
            IS_OVER.store(true, Relaxed);
        });
    });
}

/// A machine with a limit, whose driver does `work` with a read.
fn impatient(machine: Machine, work: fn(Request)) -> Bench {
    give_up_some_day();
    let bench = Bench::on(machine, move |adding| {
        sequential().read(move |_, request| work(request)).for_everything().create(adding.device());
        SUCCESS
    });
    bench.device();
    bench.machine.set_patience(Some(LIMIT));
    bench
}

fn spin(_: Request) {
    while !IS_OVER.load(Relaxed) {
        std::hint::spin_loop();
    }
}

fn call_endlessly(request: Request) {
    while !IS_OVER.load(Relaxed) {
        request.is_canceled();
    }
}

#[test]
fn endless_loop_without_calls_ends_at_the_limit() {
    let bench = impatient(Machine::new(), spin);
    let file = bench.open();
    let text = panic_of(|| _ = file.read(1));
    assert!(text.contains("hang: the callback did not return within 50ms; it ran at "), "{text}");
    assert!(text.contains("callback EvtIoRead(Q1, R1, len 1), last call -"), "{text}");
    let crash = bench.machine.crash().expect("a crash");
    assert!(matches!(crash.cause, Cause::Hang { limit: LIMIT, .. }), "{crash}");
    assert_eq!(crash.bug_check(), None);
    check_this_thread();
}

#[test]
fn endless_loop_with_calls_ends_at_the_limit() {
    let bench = impatient(Machine::new(), call_endlessly);
    bench.machine.set_silent(true);
    let file = bench.open();
    let text = panic_of(|| _ = file.read(1));
    assert!(text.contains("the callback did not return within 50ms"), "{text}");
    assert!(text.contains("last call WdfRequestIsCanceled"), "{text}");
    check_this_thread();
}

#[test]
fn endless_loop_in_a_power_callback_ends_at_the_limit() {
    give_up_some_day();
    let bench = Bench::on(Machine::new(), |adding| {
        adding.all_pnp_callbacks();
        adding.device();
        SUCCESS
    });
    bench.on_pnp("D0Entry", |_| {
        while !IS_OVER.load(Relaxed) {
            std::hint::spin_loop();
        }
        SUCCESS
    });
    bench.machine.set_patience(Some(LIMIT));
    let text = panic_of(|| _ = bench.machine.create_device(FIRST));
    assert!(text.contains("the callback did not return within 50ms"), "{text}");
    assert!(text.contains("callback EvtDeviceD0Entry(D1"), "{text}");
    assert_eq!(bench.machine.violations()[0].rule, Rule::BugCheck);
    check_this_thread();
}

#[test]
fn hang_of_a_real_time_machine_is_ended_too() {
    let bench = impatient(Machine::real_time(), spin);
    let file = bench.open();
    let text = panic_of(|| _ = file.read(1));
    assert!(text.contains("the callback did not return"), "{text}");
}

#[test]
fn endless_loop_is_the_failure_of_a_schedule() {
    let situation = |stage: &mut Stage| {
        let bench = impatient(stage.machine(), spin);
        bench.machine.set_patience(None);
        let file = bench.open();
        stage.thread("read", move |_| _ = file.read(1));
        stage.thread("idle", |_| ());
    };
    let explorer = Explorer::new(Strategy::exhaustive()).patience(LIMIT).schedules(10);
    let report = explorer.run(&situation);
    let failure = report.failure().expect("a failing schedule");
    assert!(failure.complaints[0].contains("hang: the callback did not return"), "{report}");
    check_this_thread();
}
