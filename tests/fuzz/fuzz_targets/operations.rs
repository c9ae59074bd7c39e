//! Any sequence of steps: both variants agree with the model.
#![no_main]

use echo_fuzz::this_build;
use echo_model::{Variant, check, steps_from_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let steps = steps_from_bytes(bytes);
    for variant in Variant::ALL {
        if let Err(failure) = check(&this_build(variant), &steps) {
            panic!("{variant:?} {failure}");
        }
    }
});
