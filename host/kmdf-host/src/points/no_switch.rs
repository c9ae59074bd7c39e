//! Where there are no stacks to switch to, no thread is explored.
#![forbid(unsafe_code)]

use super::{Resume, Stop};

/// Whether the calling code runs on an explored thread: never.
pub(super) fn is_explored() -> bool {
    false
}

/// The addresses of the stack on which the driver runs: not known.
pub(super) const fn stack() -> (usize, usize) {
    (0, 0)
}

/// Never called.
pub(super) fn stop(_: Stop) -> Resume {
    Resume::Go
}
