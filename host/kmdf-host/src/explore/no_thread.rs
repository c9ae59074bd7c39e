//! Where there are no stacks to switch to, there is nothing to explore: the first thread of a
//! situation fails, and that is its complaint.
#![forbid(unsafe_code)]

use std::any::Any;
use std::io;

use crate::points::{Resume, Stop};

/// A simulated thread: there is none.
pub(super) enum Thread {}

impl Thread {
    /// Always an error.
    pub(super) fn new(_: impl FnOnce() + 'static) -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "exploration does not run on this system"))
    }

    pub(super) fn resume(&mut self, _: Resume) -> Stop {
        match *self {}
    }

    pub(super) fn take_panic(&mut self) -> Option<Box<dyn Any + Send>> {
        match *self {}
    }
}
