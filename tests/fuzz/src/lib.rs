//! What the fuzz targets share: the driver, and what it must do with any settings.
//!
//! `cargo xtask fuzz` runs the targets; the commands that it runs are in `docs/VERIFICATION.md`.

pub mod image;
pub mod settings;

use echo_model::{Subject, Variant};
use kmdf_host::DriverImage;

/// The INF template of the driver.
pub const INF: &str = include_str!("../../../echo.inx");

/// The driver, as it was just built.
#[must_use]
pub fn this_build(variant: Variant) -> Subject {
    Subject {
        // SAFETY: the driver's unsafe code is reviewed to touch no memory but its own and what the
        // framework gives it; nothing else of it can.
        image: unsafe { DriverImage::from_entry(echo::driver_entry) },
        inf: INF,
        variant,
        debug_build: true,
    }
}
