//! The times at which timers fire.

use kmdf_host::trace::ThreadName;

use super::{counting, in_ms, the_timer, with_side_door};
use crate::closure_driver::{Bench, Timer, count, counted, keep, kept, note, notes, timer};

/// The times at which timer callbacks were entered, in 100 ns units.
fn ticks_at(bench: &Bench) -> Vec<u64> {
    let trace = bench.machine.trace();
    let ticks = trace.iter().filter(|event| event.kind.enters("EvtTimerFunc"));
    ticks.map(|event| event.time).collect()
}

#[test]
fn a_relative_timer_fires_once_when_its_time_has_passed() {
    let bench = counting(0);
    let file = bench.open();
    bench.advance_ms(7);
    bench.run(&file, || assert!(!the_timer().start(in_ms(5)), "the timer was not queued"));
    bench.machine.advance(std::time::Duration::from_nanos(4_999_900));
    assert_eq!(counted("ticks"), 0);
    bench.advance_ms(100);
    assert_eq!(ticks_at(&bench), [120_000]);
    assert_eq!(bench.last_entry("EvtTimerFunc").irql, 2);
    bench.end_clean();
}

#[test]
fn a_timer_with_due_time_zero_fires_at_once() {
    let bench = counting(0);
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(0);
    });
    bench.advance_ms(0);
    assert_eq!(ticks_at(&bench), [0]);
    bench.end_clean();
}

#[test]
fn an_absolute_due_time_in_the_past_fires_at_once() {
    let bench = counting(0);
    let file = bench.open();
    // The year 1601.
    bench.run(&file, || {
        the_timer().start(10_000);
    });
    bench.advance_ms(0);
    assert_eq!(ticks_at(&bench), [0]);
    bench.end_clean();
}

#[test]
fn an_absolute_due_time_in_the_far_future_does_not_fire() {
    let bench = counting(0);
    let file = bench.open();
    // The year 9999.
    bench.run(&file, || {
        the_timer().start(2_650_467_743_999_999_999);
    });
    bench.advance_ms(3_600_000);
    assert_eq!(counted("ticks"), 0);
    bench.run(&file, || assert!(the_timer().stop(true), "the timer was queued"));
    bench.end_clean();
}

#[test]
fn a_periodic_timer_fires_first_when_due_and_then_every_period() {
    let bench = counting(10);
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(3));
    });
    bench.advance_ms(35);
    assert_eq!(ticks_at(&bench), [30_000, 130_000, 230_000, 330_000]);
    bench.end_clean();
}

#[test]
fn starting_a_queued_timer_again_moves_it() {
    let bench = counting(10);
    let file = bench.open();
    bench.run(&file, || {
        assert!(!the_timer().start(in_ms(3)));
        assert!(the_timer().start(in_ms(8)), "the timer was queued");
    });
    bench.advance_ms(20);
    bench.run(&file, || assert!(the_timer().start(in_ms(1)), "a periodic timer stays queued"));
    bench.advance_ms(12);
    assert_eq!(ticks_at(&bench), [80_000, 180_000, 210_000, 310_000]);
    bench.end_clean();
}

#[test]
fn a_timer_can_start_itself_again() {
    let bench = with_side_door(|device| {
        let tick = |timer: Timer| {
            if count("ticks") < 3 {
                assert!(!timer.start(in_ms(2)), "a timer that fires is not queued");
            }
        };
        keep("timer", timer(device.object()).create(tick));
    });
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(2));
    });
    bench.advance_ms(50);
    bench.check();
    assert_eq!(ticks_at(&bench), [20_000, 40_000, 60_000]);
    bench.end_clean();
}

#[test]
fn timers_fire_in_the_order_of_their_due_times() {
    let bench = with_side_door(|device| {
        for (name, at) in [("c", 30), ("a", 10), ("b", 20)] {
            timer(device.object()).create(move |_| note(name)).start(in_ms(at));
        }
    });
    bench.advance_ms(100);
    assert_eq!(notes(), ["a", "b", "c"]);
    bench.end_clean();
}

#[test]
fn waiting_moves_the_clock_no_further_than_needed() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = crate::closure_driver::sequential().read(|_, request| {
            keep("read", request);
            the_timer().start(in_ms(4));
        });
        let queue = queue.for_everything().create(device);
        let tick = |_| kept::<crate::closure_driver::Request>("read").complete(0);
        keep("timer", timer(queue.object()).period(10).create(tick));
    });
    let read = bench.open().read(1);
    assert_eq!(read.wait().expect("completed").completed_at, 40_000);
    assert_eq!(bench.machine.now(), 40_000);
    bench.end_clean();
}

#[test]
fn a_passive_timer_fires_at_passive_level_on_a_worker_thread() {
    let bench = with_side_door(|device| {
        keep("timer", timer(device.object()).passive().create(|_| note("tick")));
    });
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(1));
    });
    bench.advance_ms(1);
    assert_eq!(notes(), ["tick"]);
    let tick = bench.last_entry("EvtTimerFunc");
    assert_eq!((tick.irql, tick.thread, tick.time), (0, ThreadName::Worker, 10_000));
    bench.end_clean();
}

#[test]
fn a_passive_timer_due_during_its_callback_skips_the_tick() {
    let bench = with_side_door(|device| {
        let tick = |timer: Timer| {
            count("ticks");
            timer.start(in_ms(1));
            timer.object().reference();
            timer.object().dereference();
        };
        keep("timer", timer(device.object()).passive().create(tick));
    });
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(1));
    });
    bench.before("WdfObjectReferenceActual", 1, |machine| {
        machine.advance(std::time::Duration::from_millis(1));
        assert_eq!(counted("ticks"), 1, "the callback still runs");
    });
    bench.advance_ms(10);
    assert_eq!(counted("ticks"), 1, "the timer skipped the tick during its callback");
    bench.end_clean();
}

#[test]
fn a_timer_without_a_callback_only_passes_the_time() {
    let bench = with_side_door(|device| {
        let mut spec = timer(device.object());
        spec.config.EvtTimerFunc = None;
        keep("timer", spec.create(|_| note("tick")));
    });
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(1));
    });
    bench.advance_ms(2);
    assert_eq!(notes(), [""; 0]);
    bench.run(&file, || assert!(!the_timer().stop(true), "the timer has fired"));
    bench.end_clean();
}
