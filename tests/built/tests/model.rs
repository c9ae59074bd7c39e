//! The built images do in any sequence of steps what the model of the device says: both variants,
//! of the very files that Windows loads, with the INF of their package.
//!
//! `ECHO_SEQUENCES` sets how many sequences each test tries; they are the same ones in every run.

mod built;

use built::subject;
use echo_model::{Variant, check, check_agreement, random_steps};
use xtask::target::Profile;

/// Sequences for each test, unless the environment says otherwise.
const SEQUENCES: u64 = 150;
/// The steps of each.
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
fn release_image_in_any_sequence_does_what_the_model_says() {
    check_all(Profile::Release);
}

#[test]
fn debug_image_in_any_sequence_does_what_the_model_says() {
    check_all(Profile::Debug);
}

#[test]
fn variants_of_the_release_image_in_any_sequence_agree() {
    for steps in sequences() {
        if let Err(failure) = check_agreement(&subject(Profile::Release, Variant::AutoSync), &steps)
        {
            panic!("{failure}");
        }
    }
}
