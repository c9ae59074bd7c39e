//! Tolerable delays, and the ticks of the system clock.

use std::time::Duration;

use wdk_sys::WDF_TIMER_CONFIG;

use super::{in_ms, with_side_door};
use crate::closure_driver::{Bench, EventKind, keep, kept, note, notes, timer};

/// A machine with one timer, whose configuration `change` changes.
fn with_timer(change: impl Fn(&mut WDF_TIMER_CONFIG) + Send + Sync + 'static) -> Bench {
    with_side_door(move |device| {
        let mut spec = timer(device.object());
        change(&mut spec.config);
        keep("timer", spec.create(|_| {}));
    })
}

/// The times at which timer callbacks were entered, in microseconds.
fn ticks_at(bench: &Bench) -> Vec<u64> {
    let trace = bench.machine.trace();
    let ticks = trace.iter().filter(|event| event.kind.enters("EvtTimerFunc"));
    ticks.map(|event| event.time / 10).collect()
}

fn start(bench: &Bench, milliseconds: i64) {
    let file = bench.open();
    bench.run(&file, move || {
        kept::<crate::closure_driver::Timer>("timer").start(in_ms(milliseconds));
    });
}

#[test]
fn timer_with_a_tolerable_delay_expires_at_its_end_if_alone() {
    let bench = with_timer(|config| config.TolerableDelay = 30);
    start(&bench, 100);
    bench.advance_ms(200);
    assert_eq!(ticks_at(&bench), [130_000]);
    bench.end_clean();
}

#[test]
fn timer_with_a_tolerable_delay_expires_with_another_timer() {
    let bench = with_side_door(|device| {
        let mut tolerant = timer(device.object());
        tolerant.config.TolerableDelay = 30;
        tolerant.create(|_| note("tolerant")).start(in_ms(100));
        for (name, at) in [("before", 90), ("within", 110), ("after", 140)] {
            timer(device.object()).create(move |_| note(name)).start(in_ms(at));
        }
    });
    bench.advance_ms(200);
    assert_eq!(notes(), ["before", "tolerant", "within", "after"]);
    assert_eq!(ticks_at(&bench), [90_000, 110_000, 110_000, 140_000]);
    bench.end_clean();
}

#[test]
fn delay_of_one_period_does_not_move_the_next() {
    let bench = with_timer(|config| (config.TolerableDelay, config.Period) = (3, 10));
    start(&bench, 10);
    bench.advance_ms(35);
    assert_eq!(ticks_at(&bench), [13_000, 23_000, 33_000]);
    bench.end_clean();
}

#[test]
fn timer_expires_at_a_tick_of_the_clock_after_its_due_time() {
    let bench = with_timer(|config| config.Period = 1);
    bench.machine.set_clock_interval(Duration::from_micros(15_625));
    start(&bench, 20);
    bench.advance_ms(70);
    assert_eq!(ticks_at(&bench), [31_250, 46_875, 62_500]);
    bench.end_clean();
}

#[test]
fn tolerable_delay_ends_at_a_tick_of_the_clock() {
    for (delay, expected) in [(15, 31_250), (16, 46_875), (32, 62_500)] {
        let bench = with_timer(move |config| config.TolerableDelay = delay);
        bench.machine.set_clock_interval(Duration::from_micros(15_625));
        start(&bench, 20);
        bench.advance_ms(100);
        assert_eq!(ticks_at(&bench), [expected], "tolerates {delay} ms");
        bench.end_clean();
    }
}

#[test]
fn high_resolution_timer_expires_at_its_due_time() {
    let bench = with_timer(|config| (config.UseHighResolutionTimer, config.Period) = (1, 1));
    bench.machine.set_clock_interval(Duration::from_micros(15_625));
    start(&bench, 20);
    bench.advance_ms(22);
    assert_eq!(ticks_at(&bench), [20_000, 21_000, 22_000]);
    bench.end_clean();
}

#[test]
fn stopped_timer_does_not_expire_within_its_tolerable_delay() {
    let bench = with_timer(|config| config.TolerableDelay = 30);
    start(&bench, 100);
    bench.advance_ms(120);
    let file = bench.open();
    bench.run(&file, || assert!(kept::<crate::closure_driver::Timer>("timer").stop(true)));
    bench.advance_ms(100);
    let entered = |kind: &EventKind| kind.enters("EvtTimerFunc");
    assert!(!bench.machine.trace().iter().any(|event| entered(&event.kind)));
    bench.end_clean();
}
