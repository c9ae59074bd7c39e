//! Races between ticks and cancellations, by every strategy.

use std::cell::Cell;
use std::rc::Rc;

use kmdf_host::explore::{Stage, Strategy};

use super::{Tick, complaints, exhaust, explore, tick_and_cancel};
use crate::closure_driver::{Bench, SUCCESS, sequential, timer};

#[test]
fn tick_that_checks_the_unmark_gives_no_complaint() {
    exhaust(&tick_and_cancel(Tick::Asks));
}

#[test]
fn tick_that_ignores_the_unmark_completes_twice_in_a_schedule() {
    let report = explore(Strategy::exhaustive(), &tick_and_cancel(Tick::Ignores));
    assert!(complaints(&report).contains("DoubleCompletion"), "{report}");
}

#[test]
fn random_choices_find_the_double_completion() {
    let report = explore(Strategy::random(1), &tick_and_cancel(Tick::Ignores));
    assert!(complaints(&report).contains("DoubleCompletion"), "{report}");
}

#[test]
fn random_choices_are_the_same_for_a_seed() {
    let found = |seed| {
        let report = explore(Strategy::random(seed), &tick_and_cancel(Tick::Ignores));
        report.failure().map(|failure| (failure.after, failure.schedule.to_string()))
    };
    assert_eq!(found(7), found(7));
}

#[test]
fn priorities_find_the_double_completion() {
    let report = explore(Strategy::pct(1, 3), &tick_and_cancel(Tick::Ignores));
    assert!(complaints(&report).contains("DoubleCompletion"), "{report}");
}

/// The largest number of simultaneous callbacks of a timer that expires twice, over all schedules.
fn most_ticks_at_once(serialized: bool) -> u32 {
    let most = Rc::new(Cell::new(0));
    let seen = Rc::clone(&most);
    let situation = move |stage: &mut Stage| {
        let bench = Bench::on(stage.machine(), move |adding| {
            let queue = sequential().read(|_, request| request.complete(SUCCESS));
            let queue = queue.serialized().create(adding.device());
            let spec = timer(queue.object()).period(1);
            let spec = if serialized { spec } else { spec.unserialized() };
            // This call makes a tick more than one step.
            spec.create(|timer| _ = timer.parent()).start(-10_000);
            SUCCESS
        });
        bench.device();
        stage.machine().watch_callbacks();
        stage.allow_ticks(2);
        let seen = Rc::clone(&seen);
        stage.at_end(move |machine| {
            bench.check();
            seen.set(seen.get().max(machine.observed().most_callbacks_at_once));
            Ok(())
        });
    };
    exhaust(&situation);
    most.get()
}

#[test]
fn two_ticks_of_an_unserialized_timer_overlap_in_some_schedule() {
    assert_eq!(most_ticks_at_once(false), 2);
}

#[test]
fn two_ticks_of_a_serialized_timer_overlap_in_no_schedule() {
    assert_eq!(most_ticks_at_once(true), 1);
}
