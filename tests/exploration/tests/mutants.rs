//! Exploration finds the mistakes of mutants, and the schedule that it prints shows the mistake again.
//! `cargo xtask explore --mutants` does this for all mutants.
#![cfg(any(not(windows), hosted))]

use echo_exploration::Scenario;
use echo_mutants::{mutants, original, subject};
use echo_support::Variant;
use kmdf_host::DriverEntry;
use kmdf_host::explore::{Explorer, Replay, Schedule, Stage, Strategy, replay};

fn mutant(name: &str) -> DriverEntry {
    let found = mutants().find(|(mutant, _)| mutant.name == name);
    found.unwrap_or_else(|| panic!("there is no mutant {name}")).1
}

fn situation(entry: DriverEntry, variant: Variant, scenario: &str) -> impl Fn(&mut Stage) + use<> {
    let scenario = Scenario::named(scenario).unwrap_or_else(|| panic!("no scenario {scenario}"));
    scenario.situation(&subject(entry, variant)).unwrap()
}

/// Checks that a mistake is found, that the printed schedule shows it again, and that the unchanged
/// driver passes this schedule.
fn finds(name: &str, variant: Variant, scenario: &str, strategy: &Strategy) {
    let situation_of = |entry| situation(entry, variant, scenario);
    let mistaken = situation_of(mutant(name));
    let report = Explorer::new(strategy.clone()).schedules(20_000).run(&mistaken);
    let failure = report.failure().unwrap_or_else(|| panic!("{name} is not found by {strategy}"));
    println!("{name} in {scenario}, {strategy}: {} after {}", failure.schedule, failure.after);
    let schedule: Schedule = failure.schedule.to_string().parse().unwrap();
    let Replay { complaints, trace, .. } = replay(&schedule, &mistaken);
    assert_eq!(complaints, failure.complaints, "{name}, replayed");
    assert_eq!(trace, failure.trace, "{name}, replayed");
    let complaints = replay(&schedule, &situation_of(original())).complaints;
    assert_eq!(complaints, Vec::<String>::new(), "the driver itself, in the schedule of {name}");
}

/// Tick, tick, cancel.
const THREE_PARTIES: &str = "second_tick_completes_a_cancelled_request";

#[test]
fn mistake_of_three_parties_is_found_with_two_preemptions() {
    let strategy = Strategy::preemptions(2);
    finds(THREE_PARTIES, Variant::AutoSync, "two_ticks_and_cancel", &strategy);
    finds(THREE_PARTIES, Variant::DriverSync, "two_ticks_and_cancel", &strategy);
}

#[test]
fn mistake_is_found_at_random_and_by_pct() {
    let name = "status_of_the_unmark_is_ignored";
    for variant in Variant::ALL {
        finds(name, variant, "tick_and_cancel", &Strategy::random(7));
        finds(name, variant, "tick_and_cancel", &Strategy::pct(7, 3));
        finds(name, variant, "tick_and_cancel", &Strategy::preemptions(2));
    }
}

#[test]
fn mistake_on_a_failure_path_is_found() {
    let name = "failed_write_leaks_its_bytes";
    finds(name, Variant::DriverSync, "write_with_a_failure", &Strategy::exhaustive());
    let name = "failed_timer_creation_leaks_the_queue";
    finds(name, Variant::AutoSync, "load_with_a_failure", &Strategy::exhaustive());
}
