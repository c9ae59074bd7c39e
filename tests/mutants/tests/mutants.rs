//! The scenarios kill every mutant of the driver: a scenario fails, or the process ends. The
//! unchanged copy passes every scenario.
//!
//! `cargo test -p echo-mutants -- --nocapture` shows the scenario that kills each mutant. With
//! `ECHO_MUTANTS=all` in the environment, it shows all such scenarios.
#![cfg(any(not(windows), hosted))]

use std::env;
use std::panic::{self, catch_unwind};
use std::process::Command;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use echo_mutants::catalogue::{End, Mutant};
use echo_mutants::{mutants, original, shows_in, subject};
use echo_scenarios::{Scenario, Subject, Variant, scenarios};

/// The environment variable that asks for all scenarios that kill a mutant.
const ALL: &str = "ECHO_MUTANTS";

/// The environment variables that name the mutant and the variant to a child process.
const MUTANT: &str = "ECHO_MUTANT";
const VARIANT: &str = "ECHO_VARIANT";

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

/// Runs a mutant in a child process. Returns the scenario in which the process ended, if it did.
fn aborting(mutant: &Mutant, variant: Variant) -> Vec<String> {
    let this = env::current_exe().unwrap_or_else(|error| panic!("this test's program: {error}"));
    let child = Command::new(this)
        .args(["--exact", "child_runs_a_mutant", "--ignored", "--nocapture", "--quiet"])
        .env(MUTANT, mutant.name)
        .env(VARIANT, variant.hardware_id())
        .output();
    let child = child.unwrap_or_else(|error| panic!("this test's program: {error}"));
    let output = String::from_utf8_lossy(&child.stdout);
    let mut runs = output.lines().filter_map(|line| line.strip_prefix("runs "));
    let last =
        runs.next_back().unwrap_or_else(|| panic!("the child process ran no scenario: {output}"));
    if child.status.success() { Vec::new() } else { vec![format!("{last} ({})", child.status)] }
}

fn check_all(variant: Variant) {
    let limit = if env::var(ALL).is_ok_and(|value| value == "all") { usize::MAX } else { 1 };
    let mut survivors = Vec::new();
    // An exploration kills the other mutants: `cargo test -p echo-exploration`.
    let directed = |mutant: &Mutant| shows_in(mutant, variant) && !mutant.needs_exploration;
    for (mutant, entry) in mutants().filter(|(mutant, _)| directed(mutant)) {
        let killers = match mutant.end {
            End::Failure => failing(&subject(entry, variant), limit),
            End::Abort => aborting(mutant, variant),
        };
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

#[test]
#[ignore = "the other tests run this one in a child process, for mutants that end the process"]
fn child_runs_a_mutant() {
    let (Ok(name), Ok(hardware_id)) = (env::var(MUTANT), env::var(VARIANT)) else { return };
    let found = mutants().find(|(mutant, _)| mutant.name == name);
    let (_, entry) = found.unwrap_or_else(|| panic!("there is no mutant {name}"));
    let variant = Variant::ALL.into_iter().find(|variant| variant.hardware_id() == hardware_id);
    let variant = variant.unwrap_or_else(|| panic!("there is no variant {hardware_id}"));
    for scenario in scenarios() {
        println!("runs {}", scenario.name);
        fails(scenario, &subject(entry, variant));
    }
}
