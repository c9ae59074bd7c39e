//! The built images do in any sequence of steps what the model of the device says: both variants,
//! of the very files that Windows loads, with the INF of their package.
//!
//! `ECHO_SEQUENCES` sets how many sequences each test tries; they are the same ones in every run.

use std::sync::OnceLock;

use echo_model::{Subject, Variant, check, check_agreement, random_steps};
use kmdf_host::DriverImage;
use xtask::paths;
use xtask::target::{Arch, Profile};

/// Sequences for each test, unless the environment says otherwise.
const SEQUENCES: u64 = 150;
/// The steps of each.
const STEPS: usize = 60;

/// What is read once for all tests of a profile.
type Built = OnceLock<(DriverImage, String)>;

fn subject(profile: Profile, variant: Variant) -> Subject {
    static BUILT: [Built; 2] = [Built::new(), Built::new()];
    let [release, debug] = &BUILT;
    let built = if profile == Profile::Release { release } else { debug };
    let (image, inf) = built.get_or_init(|| {
        let file = paths::image(Arch::X64, profile).join("echo.sys");
        // SAFETY: this is the echo driver, built from this source; its unsafe code is reviewed to
        // touch no memory but its own and what the framework gives it.
        let image = unsafe { DriverImage::from_file(&file) };
        let image = image.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let file = paths::package(Arch::X64, profile).join("echo.inf");
        let inf = std::fs::read_to_string(&file);
        (image, inf.unwrap_or_else(|error| panic!("{}: {error}", file.display())))
    });
    let debug_build = profile == Profile::Debug;
    Subject { image: image.clone(), inf, variant, debug_build }
}

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
