//! Where the host does not handle exceptions of the processor, they end the process.
#![forbid(unsafe_code)]

/// Whether the host catches exceptions of the processor in drivers.
pub(crate) const CATCHES: bool = false;

/// Does nothing.
pub(super) const fn catch() {}

/// Does nothing.
pub(crate) const fn prepare_thread() {}

/// An OS thread, which cannot be interrupted.
#[derive(Debug)]
pub(super) struct OsThread;

impl OsThread {
    /// The calling thread.
    pub(super) const fn current() -> Self {
        Self
    }

    /// Does nothing.
    pub(super) const fn interrupt(&self) {
        let Self = self;
    }
}
