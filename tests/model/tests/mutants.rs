//! The model can fail: mutants of the driver that random sequences kill. The sequences are the same
//! in every run.
//!
//! `cargo test -p echo-model --test mutants -- --nocapture` lists which sequence kills which mutant.
#![cfg(any(not(windows), hosted))]

use std::panic;
use std::sync::Once;

use echo_model::{Variant, check, check_agreement, random_steps};
use echo_mutants::catalogue::{End, Mutant};
use echo_mutants::{mutants, original, shows_in, subject};
use kmdf_host::DriverEntry;

/// Sequences that are tried for each mutant and variant.
const SEQUENCES: u64 = 60;
/// The steps of each.
const STEPS: usize = 60;

/// What keeps sequences of steps in virtual time from a mistake.
const RACE: &str = "shows only if a callback is interrupted by another one";
const KEY: &str = "shows only with other values in the hardware key";
const FAILURE: &str = "shows only if a call of the framework fails";
const OBJECTS: &str = "shows only in the framework's objects, while a device is there";
const LEVEL: &str = "shows only in the IRQL and the locks of a callback";
const END: &str = "ends the process";

/// The mutants that the sequences do not kill, and why. The scenarios kill them all.
const SURVIVORS: &[(&str, &str)] = &[
    ("answer_to_the_unmarking_is_ignored", RACE),
    ("write_completes_under_the_lock", RACE),
    ("timer_is_not_serialized", LEVEL),
    ("tick_takes_the_request_without_the_lock", RACE),
    ("request_is_stored_though_marking_failed", RACE),
    ("write_is_stored_after_it_was_marked", RACE),
    ("allocation_is_infallible", END),
    ("lock_outlives_its_device", OBJECTS),
    ("queue_of_auto_sync_is_not_serialized", LEVEL),
    ("suspend_does_not_wait_for_a_tick", RACE),
    ("period_of_zero_is_accepted", KEY),
    ("period_above_60_000_is_accepted", KEY),
    ("mode_1_is_auto_sync", LEVEL),
    ("absent_value_is_an_error", KEY),
    ("hardware_key_stays_open", OBJECTS),
    ("creation_ignores_a_failure", FAILURE),
    ("tick_gives_up_waiting_for_the_cancel_callback", RACE),
    ("refused_unmarking_empties_the_place", RACE),
    ("request_that_cannot_be_marked_is_forgotten", RACE),
    ("request_that_cannot_be_marked_is_completed_twice", RACE),
    ("read_that_fails_keeps_the_lock", FAILURE),
    ("read_that_fails_completes_under_the_lock", FAILURE),
    ("write_that_fails_leaks_its_bytes", FAILURE),
    ("failure_to_copy_is_ignored", FAILURE),
    ("failure_to_create_the_lock_leaks_the_queue", FAILURE),
    ("failure_to_create_the_timer_leaks_the_queue", FAILURE),
    ("failure_to_read_the_period_leaks_the_key", FAILURE),
];

/// The first sequence that a build fails, and what it says.
fn killer(entry: DriverEntry, variant: Variant) -> Option<(u64, String)> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| panic::set_hook(Box::new(|_| ())));
    (0..SEQUENCES).find_map(|seed| {
        let failure = check(&subject(entry, variant), &random_steps(seed, STEPS)).err()?;
        Some((seed, failure.to_string()))
    })
}

fn survives(mutant: &Mutant) -> bool {
    SURVIVORS.iter().any(|(name, _)| *name == mutant.name)
}

fn check_all(variant: Variant) {
    let mut alive = Vec::new();
    for (mutant, entry) in mutants().filter(|(mutant, _)| shows_in(mutant, variant)) {
        if survives(mutant) {
            continue;
        }
        assert_eq!(mutant.end, End::Failure, "{} must run in a process of its own", mutant.name);
        match killer(entry, variant) {
            Some((seed, _)) => println!("{variant:?} {}: killed by {seed}", mutant.name),
            None => alive.push(mutant.name),
        }
    }
    assert!(alive.is_empty(), "{SEQUENCES} sequences do not kill {alive:?}");
}

#[test]
fn copy_that_was_not_changed_does_in_all_sequences_what_the_model_says() {
    for variant in Variant::ALL {
        if let Some((seed, failure)) = killer(original(), variant) {
            panic!("{variant:?} does not in sequence {seed}: {failure}");
        }
    }
}

#[test]
fn mutants_of_auto_sync_are_killed_by_a_sequence() {
    check_all(Variant::AutoSync);
}

#[test]
fn mutants_of_driver_sync_are_killed_by_a_sequence() {
    check_all(Variant::DriverSync);
}

#[test]
fn variants_with_a_mistake_in_one_do_not_agree() {
    for name in ["read_completes_on_arrival", "failed_write_drops_what_is_stored"] {
        let (_, entry) = mutants().find(|(m, _)| m.name == name).expect("it is in the catalogue");
        let subject = subject(entry, Variant::AutoSync);
        let agree = |seed| check_agreement(&subject, &random_steps(seed, STEPS)).is_ok();
        assert!(!(0..SEQUENCES).all(agree), "{name}");
    }
}

#[test]
fn survivors_are_mutants_and_few() {
    for (name, why) in SURVIVORS {
        assert!(mutants().any(|(mutant, _)| mutant.name == *name), "no mutant {name}, {why}");
    }
    let killed = mutants().filter(|(mutant, _)| !survives(mutant)).count();
    println!("sequences kill {killed} of {} mutants", mutants().count());
    assert!(killed >= 25, "{killed} only");
}
