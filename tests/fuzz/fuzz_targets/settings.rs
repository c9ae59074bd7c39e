//! Any values of the two settings: the device starts with them, or fails with the right status.
#![no_main]

use echo_fuzz::settings::{Settings, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check(&Settings::from_bytes(bytes)));
