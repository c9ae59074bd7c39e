//! The scenarios kill every mutant of the driver: a scenario fails. The unchanged copy
//! passes every scenario.
//!
//! `cargo test -p echo-mutants -- --nocapture` shows the scenario that kills each mutant. With
//! `ECHO_MUTANTS=all` in the environment, it shows all such scenarios.
#![cfg(any(not(windows), hosted))]

use std::env;
use std::panic::{self, catch_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use echo_mutants::catalogue::Mutant;
use echo_mutants::{mutants, original, shows_in, subject};
use echo_scenarios::{Scenario, Subject, Variant, scenarios};

/// The environment variable that asks for all scenarios that kill a mutant.
const ALL: &str = "ECHO_MUTANTS";

/// The number of threads that suppress the output of panics.
static QUIET: AtomicU32 = AtomicU32::new(0);

/// Whether a scenario fails. Prints nothing.
fn fails(scenario: &Scenario, subject: &Subject) -> bool {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if QUIET.load(Ordering::Relaxed) == 0 {
                loud(info);
            }
        }));
    });
    QUIET.fetch_add(1, Ordering::Relaxed);
    let outcome = catch_unwind(|| scenario.run(subject));
    QUIET.fetch_sub(1, Ordering::Relaxed);
    outcome.is_err()
}

/// The first scenarios that fail with a build of the driver, at most `limit`.
fn failing(subject: &Subject, limit: usize) -> Vec<String> {
    let failing = scenarios().iter().filter(|scenario| fails(scenario, subject));
    failing.map(|scenario| scenario.name.to_string()).take(limit).collect()
}

fn check_all(variant: Variant) {
    let limit = if env::var(ALL).is_ok_and(|value| value == "all") { usize::MAX } else { 1 };
    let mut survivors = Vec::new();
    // An exploration kills the other mutants: `cargo test -p echo-exploration`.
    let directed = |mutant: &Mutant| shows_in(mutant, variant) && !mutant.needs_exploration;
    for (mutant, entry) in mutants().filter(|(mutant, _)| directed(mutant)) {
        let killers = failing(&subject(entry, variant), limit);
        let line = format!("{variant:?} {}: {}", mutant.name, mutant.mistake);
        println!("{line}\n    killed by {}", killers.join("\n              "));
        if killers.is_empty() {
            survivors.push(format!("\n    {line}"));
        }
    }
    assert!(survivors.is_empty(), "these mutants survive:{}", survivors.concat());
}

#[test]
fn unchanged_copy_passes_every_scenario() {
    for variant in Variant::ALL {
        let failing = failing(&subject(original(), variant), usize::MAX);
        assert!(failing.is_empty(), "the unchanged copy fails as {variant:?}: {failing:?}");
    }
}

#[test]
fn mutants_of_auto_sync_are_killed() {
    check_all(Variant::AutoSync);
}

#[test]
fn mutants_of_driver_sync_are_killed() {
    check_all(Variant::DriverSync);
}
