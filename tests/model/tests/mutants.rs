//! The model finds mistakes: random sequences kill mutants of the driver. The sequences are the
//! same in every run.
//!
//! `cargo test -p echo-model --test mutants -- --nocapture` lists which sequence kills which
//! mutant.
#![cfg(any(not(windows), hosted))]

use std::panic;
use std::sync::Once;

use echo_model::{Variant, check, check_agreement, random_steps};
use echo_mutants::catalogue::Mutant;
use echo_mutants::{mutants, original, shows_in, subject};
use kmdf_host::DriverEntry;

/// The number of sequences for each mutant and variant.
const SEQUENCES: u64 = 60;
/// The number of steps in each sequence.
const STEPS: usize = 60;

/// Reasons why sequences in virtual time miss a mistake.
const RACE: &str = "shows only if a callback is interrupted by another one";
const KEY: &str = "shows only with other values in the hardware key";
const FAILURE: &str = "shows only if a call of the framework fails";
const OBJECTS: &str = "shows only in the framework's objects, while a device is there";
const LEVEL: &str = "shows only in the IRQL and the locks of a callback";
const CLOCK: &str = "shows only in the clock of Windows: every timer of the host is exact";
const END: &str = "ends the process";

/// The mutants that the sequences do not kill, and why. The scenarios kill all of them.
const SURVIVORS: &[(&str, &str)] = &[
    ("status_of_the_unmark_is_ignored", RACE),
    ("tick_and_cancel_callback_both_complete", RACE),
    ("write_completes_under_the_lock", RACE),
    ("timer_is_not_serialized", LEVEL),
    ("tick_takes_the_request_without_the_lock", RACE),
    ("request_is_stored_although_the_mark_failed", RACE),
    ("write_is_marked_before_it_is_stored", RACE),
    ("allocation_is_infallible", END),
    ("lock_outlives_its_device", OBJECTS),
    ("queue_of_auto_sync_is_not_serialized", LEVEL),
    ("suspend_does_not_wait_for_a_tick", RACE),
    ("short_period_has_no_high_resolution", CLOCK),
    ("every_period_has_high_resolution", CLOCK),
    ("period_of_zero_is_accepted", KEY),
    ("period_above_60_000_is_accepted", KEY),
    ("mode_1_is_auto_sync", LEVEL),
    ("absent_value_is_an_error", KEY),
    ("hardware_key_stays_open", OBJECTS),
    ("creation_ignores_a_failed_interface", FAILURE),
    ("second_tick_completes_a_cancelled_request", RACE),
    ("failed_unmark_forgets_the_request", RACE),
    ("request_is_forgotten_if_the_mark_fails", RACE),
    ("request_is_completed_twice_if_the_mark_fails", RACE),
    ("failed_read_completes_under_the_lock", FAILURE),
    ("failed_write_leaks_its_bytes", FAILURE),
    ("failed_copy_is_ignored", FAILURE),
    ("failed_lock_creation_leaks_the_queue", FAILURE),
    ("failed_timer_creation_leaks_the_queue", FAILURE),
    ("failed_period_read_leaks_the_key", FAILURE),
    ("read_is_filled_after_it_is_held", RACE),
    ("failed_device_creation_is_hidden", FAILURE),
];

/// The first sequence in which a build fails, and the failure.
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
        match killer(entry, variant) {
            Some((seed, _)) => println!("{variant:?} {}: killed by {seed}", mutant.name),
            None => alive.push(mutant.name),
        }
    }
    assert!(alive.is_empty(), "{SEQUENCES} sequences do not kill {alive:?}");
}

#[test]
fn unchanged_copy_agrees_with_the_model_in_every_sequence() {
    for variant in Variant::ALL {
        if let Some((seed, failure)) = killer(original(), variant) {
            panic!("{variant:?} deviates in sequence {seed}: {failure}");
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
fn variants_disagree_if_one_has_a_mistake() {
    for name in ["read_completes_on_arrival", "failed_write_drops_the_stored_bytes"] {
        let (_, entry) =
            mutants().find(|(m, _)| m.name == name).expect("the catalogue has the mutant");
        let subject = subject(entry, Variant::AutoSync);
        let agree = |seed| check_agreement(&subject, &random_steps(seed, STEPS)).is_ok();
        assert!(!(0..SEQUENCES).all(agree), "{name}");
    }
}

#[test]
fn survivors_are_known_mutants_and_few() {
    for (name, why) in SURVIVORS {
        assert!(
            mutants().any(|(mutant, _)| mutant.name == *name),
            "there is no mutant {name} ({why})"
        );
    }
    let killed = mutants().filter(|(mutant, _)| !survives(mutant)).count();
    println!("sequences kill {killed} of {} mutants", mutants().count());
    assert!(killed >= 25, "{killed} only");
}
