//! Driver images: the code that a machine loads.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::exports;
use crate::abi::DriverEntry;
use crate::loader::{Image, ImageError, Mapping};

/// A driver's image: its code, as the machine loads it. Clones are cheap: each machine makes a copy
/// of its own when it loads the driver.
#[derive(Debug, Clone)]
pub struct DriverImage(Source);

#[derive(Debug, Clone)]
enum Source {
    Linked(DriverEntry),
    Parsed(Arc<Image>),
}

impl DriverImage {
    /// A driver that is linked into this process, by its `DriverEntry`.
    ///
    /// # Safety
    /// The host calls the entry point and the callbacks that it registers, as Windows does for a
    /// driver that it loads. What they do with memory is theirs to answer for: the host checks the
    /// calls that they make, not the pointers that they follow.
    #[must_use]
    pub const unsafe fn from_entry(entry: DriverEntry) -> Self {
        Self(Source::Linked(entry))
    }

    /// A driver's `.sys` file for x64, as Windows loads it. The host must be of that architecture,
    /// and may run any operating system.
    ///
    /// # Errors
    /// If the file cannot be read or is not such an image, with the reason.
    ///
    /// # Safety
    /// As for [`DriverImage::from_entry`]: the machine runs the code in the file, in this process.
    pub unsafe fn from_file(path: impl AsRef<Path>) -> Result<Self, ImageError> {
        let mut bytes = Vec::new();
        // A byte more than is allowed, so that a larger file is seen to be one.
        File::open(path)
            .and_then(|file| file.take(Image::LIMIT + 1).read_to_end(&mut bytes))
            .map_err(|error| ImageError::Unreadable { error })?;
        // SAFETY: the caller's.
        unsafe { Self::from_bytes(&bytes) }
    }

    /// [`DriverImage::from_file`], from what is in the file.
    ///
    /// # Errors
    /// If the bytes are not those of a driver image for x64, with the reason.
    ///
    /// # Safety
    /// As for [`DriverImage::from_file`].
    pub unsafe fn from_bytes(bytes: &[u8]) -> Result<Self, ImageError> {
        let image = Image::parse(bytes, exports::address)?;
        Ok(Self(Source::Parsed(Arc::new(image))))
    }

    /// Loads the driver's code: for an image, maps a new copy.
    pub(crate) fn load(&self) -> region::Result<Module> {
        match &self.0 {
            Source::Linked(entry) => Ok(Module { entry: *entry, mapping: None }),
            Source::Parsed(image) => {
                let mapping = Mapping::new(image)?;
                Ok(Module { entry: mapping.entry(), mapping: Some(Arc::new(mapping)) })
            }
        }
    }
}

/// A driver's code in memory.
#[derive(Clone)]
pub(crate) struct Module {
    pub(crate) entry: DriverEntry,
    /// The memory of an image; whoever runs code in it holds a reference.
    pub(crate) mapping: Option<Arc<Mapping>>,
}
