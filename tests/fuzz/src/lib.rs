//! The code that the fuzz targets share: the driver, and its expected behaviour with any settings.
//!
//! `cargo xtask fuzz` runs the targets; the commands that it runs are in `docs/VERIFICATION.md`.

pub mod image;
pub mod settings;

use echo_support::{Subject, Variant};

/// The driver, as it was just built.
#[must_use]
pub fn this_build(variant: Variant) -> Subject {
    echo_support::this_build!(variant)
}
