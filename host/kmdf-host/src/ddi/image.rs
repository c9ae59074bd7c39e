//! Drivers' `.sys` files, bound to what this host exports.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::exports;
use crate::loader::{DriverImage, Image, ImageError};

impl DriverImage {
    /// A driver's `.sys` file for the architecture of this host, x64 or ARM64, as Windows loads it. The
    /// host may run any operating system.
    ///
    /// # Errors
    /// If the file cannot be read, or is not such an image.
    ///
    /// # Safety
    /// As for [`DriverImage::from_entry`]: the machine runs the code in the file, in this process.
    pub unsafe fn from_file(path: impl AsRef<Path>) -> Result<Self, ImageError> {
        let mut bytes = Vec::new();
        // One byte beyond the limit shows that a file is too large.
        File::open(path)
            .and_then(|file| file.take(Image::LIMIT + 1).read_to_end(&mut bytes))
            .map_err(|error| ImageError::Unreadable { error })?;
        // SAFETY: guaranteed by the caller.
        unsafe { Self::from_bytes(&bytes) }
    }

    /// [`DriverImage::from_file`], with the contents of the file.
    ///
    /// # Errors
    /// If the bytes are not a driver image for the architecture of this host.
    ///
    /// # Safety
    /// As for [`DriverImage::from_file`].
    pub unsafe fn from_bytes(bytes: &[u8]) -> Result<Self, ImageError> {
        let image = Image::parse(bytes, exports::address)?;
        // SAFETY: guaranteed by the caller.
        Ok(unsafe { Self::from_image(image) })
    }
}
