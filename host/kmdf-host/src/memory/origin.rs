//! Who allocated or freed memory.
#![forbid(unsafe_code)]

use std::fmt;

/// The call that allocated or freed memory, and the driver's function that made the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Origin {
    /// The DDI; empty if the framework itself did.
    pub(crate) call: &'static str,
    /// The driver's callback, such as `EvtIoRead`.
    pub(crate) function: &'static str,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { call: "", .. } => f.write_str("the framework"),
            Self { call, function } => write!(f, "{call} in {function}"),
        }
    }
}
