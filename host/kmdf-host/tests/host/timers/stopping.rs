//! Stops of timers, with and without a wait, and their end with their parent.

use std::time::Duration;

use super::{counting, in_ms, the_timer, with_side_door};
use crate::closure_driver::{
    Bench, Queue, SUCCESS, Timer, attributes, counted, keep, kept, manual, note, notes, timer,
};

#[test]
fn a_stop_returns_whether_the_timer_was_queued() {
    for wait in [false, true] {
        let bench = counting(0);
        let file = bench.open();
        bench.run(&file, move || {
            assert!(!the_timer().stop(wait), "the timer was never started");
            the_timer().start(in_ms(1));
            assert!(the_timer().stop(wait), "the timer was queued");
            assert!(!the_timer().stop(wait), "the timer is stopped");
        });
        bench.advance_ms(10);
        assert_eq!(counted("ticks"), 0);
        bench.run(&file, || {
            the_timer().start(in_ms(1));
        });
        bench.advance_ms(10);
        bench.run(&file, move || assert!(!the_timer().stop(wait), "the timer has fired"));
        assert_eq!(counted("ticks"), 1);
        bench.end_clean();
    }
}

#[test]
fn a_stop_of_a_fired_periodic_timer_returns_that_it_was_queued() {
    let bench = counting(5);
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(5));
    });
    bench.advance_ms(12);
    bench.run(&file, || assert!(the_timer().stop(true)));
    bench.advance_ms(100);
    assert_eq!(counted("ticks"), 2);
    bench.end_clean();
}

#[test]
fn a_periodic_timer_stopped_by_its_own_callback_fires_no_more() {
    let bench = with_side_door(|device| {
        let tick = |timer: Timer| {
            note("tick");
            assert!(timer.stop(false), "its next period was queued");
        };
        keep("timer", timer(device.object()).period(5).create(tick));
    });
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(5));
    });
    bench.advance_ms(100);
    bench.check();
    assert_eq!(notes(), ["tick"]);
    bench.end_clean();
}

/// A machine whose timer callback is interrupted by an application thread that makes the driver do
/// `work` through the side door.
fn interrupted(tick: impl Fn(Timer) + Send + Sync + Copy + 'static, work: fn()) -> Bench {
    let bench = with_side_door(move |device| {
        let tick = move |timer: Timer| {
            note("tick enters");
            timer.parent();
            tick(timer);
            note("tick leaves");
        };
        keep("timer", timer(device.object()).create(tick));
    });
    let (file, door) = (bench.open(), bench.open());
    bench.run(&file, || {
        the_timer().start(in_ms(1));
    });
    bench.prepare(work);
    bench.before("WdfTimerGetParentObject", 1, move |_| {
        let _ = door.device_control(0x22_2000, &[], 0);
    });
    bench.advance_ms(1);
    bench.check();
    bench
}

#[test]
fn a_stop_with_wait_returns_after_the_callback() {
    let bench = interrupted(
        |_| {},
        || {
            assert!(!the_timer().stop(true));
            note("stopped");
        },
    );
    assert_eq!(notes(), ["tick enters", "tick leaves", "stopped"]);
    bench.end_clean();
}

/// A machine on which the timer and a busy one expire at once. An application thread stops the timer
/// with Wait while the busy one's callback runs and the timer's own is queued.
fn stopped_while_queued(passive: bool) -> Bench {
    let bench = with_side_door(move |device| {
        let spec = || timer(device.object()).unserialized();
        let busy = || {
            let busy = spec().create(|busy| {
                note("busy enters");
                busy.parent();
                note("busy leaves");
            });
            keep("busy", busy);
        };
        // Of two timers that expire at once, the older one's DPC runs first. That of a passive timer
        // only queues a work item.
        if passive {
            keep("timer", spec().passive().create(|_| note("tick")));
            busy();
        } else {
            busy();
            keep("timer", spec().create(|_| note("tick")));
        }
    });
    let (file, door) = (bench.open(), bench.open());
    bench.run(&file, || {
        the_timer().start(in_ms(1));
        kept::<Timer>("busy").start(in_ms(1));
    });
    bench.prepare(|| {
        assert!(!the_timer().stop(true), "it is not in the system's queue any more");
        note("stopped");
    });
    bench.before("WdfTimerGetParentObject", 1, move |_| {
        let _ = door.device_control(0x22_2000, &[], 0);
    });
    bench.advance_ms(1);
    bench.check();
    bench
}

#[test]
fn a_stop_with_wait_waits_for_the_queued_dpc() {
    let bench = stopped_while_queued(false);
    assert_eq!(notes(), ["busy enters", "busy leaves", "tick", "stopped"]);
    bench.end_clean();
}

#[test]
fn a_stop_with_wait_waits_for_the_queued_work_item() {
    let bench = stopped_while_queued(true);
    assert_eq!(notes(), ["busy enters", "busy leaves", "tick", "stopped"]);
    bench.end_clean();
}

#[test]
fn a_stop_without_wait_returns_while_the_callback_runs() {
    let bench = interrupted(
        |_| {},
        || {
            assert!(!the_timer().stop(false));
            note("stopped");
        },
    );
    assert_eq!(notes(), ["tick enters", "stopped", "tick leaves"]);
    bench.end_clean();
}

#[test]
fn a_start_during_a_stop_with_wait_is_lost() {
    let restart = |timer: Timer| assert!(!timer.start(in_ms(1)), "the start is ignored");
    let bench = interrupted(restart, || {
        assert!(the_timer().stop(true), "the stop reports the lost start");
        note("stopped");
    });
    assert_eq!(notes(), ["tick enters", "tick leaves", "stopped"]);
    bench.advance_ms(100);
    assert_eq!(notes(), [""; 0], "the timer fires no more");
    bench.end_clean();
}

#[test]
fn a_timer_can_be_started_after_a_stop_with_wait() {
    let bench = counting(0);
    let file = bench.open();
    bench.run(&file, || {
        the_timer().start(in_ms(1));
        the_timer().stop(true);
        the_timer().start(in_ms(1));
    });
    bench.advance_ms(1);
    assert_eq!(counted("ticks"), 1);
    bench.end_clean();
}

#[test]
fn deletion_of_the_parent_stops_the_timer_before_any_cleanup() {
    let bench = with_side_door(|device| {
        let queue = manual().watched().create(device);
        keep("manual", queue);
        let spec =
            timer(queue.object()).period(1).attributes(crate::closure_driver::Attributes::watched);
        let timer = spec.create(|_| note("tick"));
        timer.object().on_cleanup(|_| {
            note("timer cleanup");
        });
        queue.object().on_cleanup(|_| note("queue cleanup"));
        timer.start(in_ms(1));
    });
    let file = bench.open();
    bench.advance_ms(1);
    bench.run(&file, || kept::<Queue>("manual").object().delete());
    bench.advance_ms(50);
    assert_eq!(notes(), ["tick", "timer cleanup", "queue cleanup"]);
    bench.end_clean();
}

#[test]
fn the_deletion_of_a_timer_waits_for_its_callback() {
    let bench = interrupted(
        |_| {},
        || {
            the_timer().object().delete();
            note("deleted");
        },
    );
    assert_eq!(notes(), ["tick enters", "tick leaves", "deleted"]);
    bench.end_clean();
}

#[test]
fn the_removal_of_a_device_stops_its_timers() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device_with(attributes());
        timer(device.object()).period(1).create(|_| note("tick")).start(in_ms(1));
    });
    bench.on_pnp("SelfManagedIoCleanup", |_| {
        note("cleanup");
        SUCCESS
    });
    bench.machine.advance(Duration::from_millis(2));
    bench.node().remove().expect("started");
    bench.advance_ms(50);
    assert_eq!(notes(), ["tick", "tick", "cleanup"]);
    bench.end_clean();
}

#[test]
fn a_timer_keeps_running_while_the_device_sleeps() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        timer(device.object()).period(1).create(|_| note("tick")).start(in_ms(1));
    });
    bench.node().suspend().expect("started");
    bench.advance_ms(2);
    assert_eq!(notes(), ["tick", "tick"], "a power-down stops no timers");
    bench.end_clean();
}
