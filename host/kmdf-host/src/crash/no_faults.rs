//! Where the host does not handle exceptions of the processor, they end the process.
#![forbid(unsafe_code)]

/// Does nothing.
pub(super) const fn catch() {}

/// Does nothing.
pub(crate) const fn prepare_thread() {}
