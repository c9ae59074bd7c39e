//! The IRPs that end the use of a file.

use std::fmt;

/// An IRP that the I/O manager sends to a device for one of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileIrp {
    /// `IRP_MJ_CLEANUP`: the last handle to the file is closed.
    Cleanup,
    /// `IRP_MJ_CLOSE`: the last handle is closed, and no request of the file is outstanding.
    Close,
}

impl fmt::Display for FileIrp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cleanup => "IRP_MJ_CLEANUP",
            Self::Close => "IRP_MJ_CLOSE",
        })
    }
}
