//! Where there are no stacks to switch to, no thread is explored.
#![forbid(unsafe_code)]

use super::{Resume, Stop};

/// Whether the calling code runs on an explored thread: never.
pub(super) fn is_explored() -> bool {
    false
}

/// Whether the calling code runs on the stack on which the host has called the driver: not known.
pub(crate) const fn is_on_own_stack() -> bool {
    true
}

/// Never called.
pub(super) fn stop(_: Stop) -> Resume {
    Resume::Go
}
