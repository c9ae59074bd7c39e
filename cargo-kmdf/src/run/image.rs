//! Loads an image into this process.

use std::path::Path;

use anyhow::{Context, Result};
use kmdf_host::DriverImage;

/// The driver of an image file.
///
/// # Errors
/// If the file cannot be read, or is no image that the host runs.
#[expect(unsafe_code, reason = "the driver's code is trusted")]
pub fn load(path: &Path) -> Result<DriverImage> {
    // SAFETY: the user named the image and thereby vouches for its code.
    let image = unsafe { DriverImage::from_file(path) };
    image.with_context(|| format!("cannot load {}", path.display()))
}
