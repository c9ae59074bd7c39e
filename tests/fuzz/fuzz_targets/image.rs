//! Any image file: the host refuses it with a message, or accepts it. No code of the image runs.
//!
//! The input is a list of edits of a valid image, so a few bytes reach every check.
#![no_main]

use echo_fuzz::image::edited;
use kmdf_host::DriverImage;
use libfuzzer_sys::fuzz_target;

/// The longest message that an error may have, in bytes.
const MESSAGE: usize = 2_000_000;

fuzz_target!(|edits: &[u8]| {
    // SAFETY: no machine loads the image.
    if let Err(error) = unsafe { DriverImage::from_bytes(&edited(edits)) } {
        let message = error.to_string();
        assert!((1..MESSAGE).contains(&message.len()), "a message of {} bytes", message.len());
    }
});
