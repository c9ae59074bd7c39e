//! Schedules as text: shortened, printed, parsed and replayed.

use kmdf_host::explore::{Schedule, Strategy, replay};
use kmdf_host::trace::Application;
use kmdf_host::{Event, EventKind};

use super::{Tick, complaints, explore, tick_and_cancel};

#[test]
fn failing_schedule_replayed_from_text_fails_in_the_same_way() {
    let found = explore(Strategy::random(3), &tick_and_cancel(Tick::Ignores));
    let failure = found.failure().expect("a failure");
    let text = failure.schedule.to_string();
    let schedule: Schedule = text.parse().expect("the text of a schedule");
    assert_eq!(schedule, failure.schedule);
    let again = explore(Strategy::replay(schedule), &tick_and_cancel(Tick::Ignores));
    assert_eq!(complaints(&again), complaints(&found), "{text}");
    assert_eq!(again.schedules(), 1);
}

#[test]
fn replay_with_a_fixed_driver_finds_nothing() {
    let found = explore(Strategy::random(3), &tick_and_cancel(Tick::Ignores));
    let schedule = found.failure().expect("a failure").schedule.clone();
    let mended = explore(Strategy::replay(schedule), &tick_and_cancel(Tick::Asks));
    assert!(mended.failure().is_none(), "{mended}");
}

#[test]
fn failing_schedule_is_shortened_to_the_needed_choices() {
    let found = explore(Strategy::random(3), &tick_and_cancel(Tick::Ignores));
    let failure = found.failure().expect("a failure");
    // The timer has to expire while the cancellation is under way, and its DPC has to run then.
    assert!((1..=3).contains(&failure.schedule.len()), "{}", failure.schedule);
    for callback in ["EvtTimerFunc", "EvtRequestCancel"] {
        let entered = failure.trace.iter().any(|event| event.kind.enters(callback));
        assert!(entered, "{callback}: {failure}");
    }
}

#[test]
fn schedule_without_choices_is_a_dash() {
    let none: Schedule = "-".parse().expect("the schedule without choices");
    assert!(none.is_empty());
    assert_eq!(none.to_string(), "-");
}

#[test]
fn invalid_schedule_text_is_refused_with_the_invalid_entry() {
    for (text, part) in [("", ""), ("clock", "clock"), ("1=a,x=b", "x=b"), ("3=", "3=")] {
        let error = text.parse::<Schedule>().expect_err(text).to_string();
        assert!(error.contains(&format!("{part:?}")), "{text}: {error}");
    }
}

#[test]
fn unknown_names_in_a_replay_change_nothing() {
    let schedule: Schedule = "0=nobody,99999=clock".parse().expect("a schedule");
    let report = explore(Strategy::replay(schedule), &tick_and_cancel(Tick::Asks));
    assert!(report.failure().is_none(), "{report}");
    assert!(report.schedules() == 1);
}

#[test]
fn replay_returns_the_trace_with_and_without_a_failure() {
    let schedule: Schedule = "-".parse().expect("the schedule without choices");
    let fine = replay(&schedule, &tick_and_cancel(Tick::Asks));
    assert_eq!(fine.complaints, [""; 0]);
    let cancels =
        |event: &Event| matches!(event.kind, EventKind::Application(Application::Cancel { .. }));
    assert!(fine.trace.iter().any(cancels));
    let found = explore(Strategy::random(3), &tick_and_cancel(Tick::Ignores));
    let failure = found.failure().expect("a failure");
    let wrong = replay(&failure.schedule, &tick_and_cancel(Tick::Ignores));
    assert_eq!(wrong.complaints, failure.complaints);
    assert_eq!(wrong.trace, failure.trace);
}
