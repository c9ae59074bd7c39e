//! Driver images: the code that a machine loads.

use crate::abi::DriverEntry;

/// A driver's image: its code, as the machine loads it.
#[derive(Debug, Clone, Copy)]
pub struct DriverImage {
    pub(crate) entry: DriverEntry,
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
        Self { entry }
    }
}
