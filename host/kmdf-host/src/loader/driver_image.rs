//! Driver images: the code that a machine loads.

use std::sync::Arc;

use super::image::Image;
use super::mapping::Mapping;
use crate::abi::DriverEntry;

/// A driver's image: the code that a machine loads. Clones are cheap: a machine copies the code
/// when it loads the driver.
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
    /// driver that it loads. The caller answers for their memory accesses: the host checks their
    /// calls, not the pointers that they follow.
    #[must_use]
    pub const unsafe fn from_entry(entry: DriverEntry) -> Self {
        Self(Source::Linked(entry))
    }

    /// A driver from an image that is bound to this host's exports.
    ///
    /// # Safety
    /// As for [`DriverImage::from_entry`].
    pub(crate) unsafe fn from_image(image: Image) -> Self {
        Self(Source::Parsed(Arc::new(image)))
    }

    /// What Windows may object to although the host runs the image, such as pageable sections; nothing for
    /// a driver that is linked in.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        match &self.0 {
            Source::Linked(_) => &[],
            Source::Parsed(image) => &image.warnings,
        }
    }

    /// The executable section in which the addresses of the image's imports lie, if one has any.
    pub(crate) fn executable_imports(&self) -> Option<&str> {
        match &self.0 {
            Source::Linked(_) => None,
            Source::Parsed(image) => image.executable_imports.as_deref(),
        }
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
