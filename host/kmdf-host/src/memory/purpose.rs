//! What a driver has memory for.
#![forbid(unsafe_code)]

use std::fmt;

use crate::names::{ObjectName, PoolTag};

/// What a driver has memory for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A block of pool, by its tag, and its size in bytes.
    Pool(PoolTag, usize),
    /// A context of an object.
    Context(ObjectName),
    /// The buffer of a request.
    Buffer(ObjectName),
    /// The memory of a WDFMEMORY.
    Memory(ObjectName),
    /// The `WDF_DRIVER_GLOBALS` of an image.
    Globals,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pool(tag, size) => write!(f, "pool '{tag}', {size} bytes"),
            Self::Context(object) => write!(f, "context of {object}"),
            Self::Buffer(request) => write!(f, "buffer of {request}"),
            Self::Memory(object) => write!(f, "memory of {object}"),
            Self::Globals => f.write_str("WDF_DRIVER_GLOBALS"),
        }
    }
}
