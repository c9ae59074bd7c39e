//! The stand-in where stacks cannot be switched: nothing is explored, and the first thread of a
//! situation fails with an error.
#![forbid(unsafe_code)]

use std::any::Any;
use std::io;

use crate::points::{Resume, Stop};

/// A simulated thread, of which there is none.
pub(super) enum Thread {}

impl Thread {
    /// Always an error.
    pub(super) fn new(_: impl FnOnce() + 'static) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "exploration does not run on Windows for ARM64",
        ))
    }

    pub(super) fn resume(&mut self, _: Resume) -> Stop {
        match *self {}
    }

    pub(super) fn take_panic(&mut self) -> Option<Box<dyn Any + Send>> {
        match *self {}
    }
}
