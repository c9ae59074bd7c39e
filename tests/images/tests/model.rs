//! Compares the built images with the model in random sequences of steps, in both variants: the
//! files that Windows loads, with the INF of their package.
//!
//! `ECHO_SEQUENCES` sets the number of sequences per test. They are the same in every run.

mod built;

use built::{Profile, subject};
use echo_model::{Variant, check, check_agreement, random_steps};

/// The number of sequences per test, unless the environment sets it.
const SEQUENCES: u64 = 150;
/// The number of steps in each sequence.
const STEPS: usize = 60;

fn sequences() -> impl Iterator<Item = Vec<echo_model::Step>> {
    let wanted = std::env::var("ECHO_SEQUENCES").ok().and_then(|number| number.parse().ok());
    (0..wanted.unwrap_or(SEQUENCES)).map(|seed| random_steps(seed, STEPS))
}

fn check_all(profile: Profile) {
    for steps in sequences() {
        for variant in Variant::ALL {
            if let Err(failure) = check(&subject(profile, variant), &steps) {
                panic!("{variant:?} {failure}");
            }
        }
    }
}

#[test]
fn release_image_agrees_with_the_model_in_any_sequence() {
    check_all(Profile::Release);
}

#[test]
fn debug_image_agrees_with_the_model_in_any_sequence() {
    check_all(Profile::Debug);
}

#[test]
fn variants_of_the_release_image_agree_in_any_sequence() {
    for steps in sequences() {
        if let Err(failure) = check_agreement(&subject(Profile::Release, Variant::AutoSync), &steps)
        {
            panic!("{failure}");
        }
    }
}
