//! Why a check does not pass.

use crate::error::Error;

/// Why a check does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// The device does something else than expected: what was found.
    Failed(String),
    /// As [`Self::Failed`], in time only. A busy machine may be the reason, and the check is repeated.
    Late(String),
    /// The check is impossible here, for this reason.
    Skipped(String),
    /// A stop was requested.
    Interrupted,
}

impl From<Error> for Unmet {
    fn from(error: Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// The failure of a check that found this.
pub fn failed<T>(found: impl Into<String>) -> Result<T, Unmet> {
    Err(Unmet::Failed(found.into()))
}

/// The failure of a check unless `holds`.
pub fn ensure(holds: bool, found: impl FnOnce() -> String) -> Result<(), Unmet> {
    if holds { Ok(()) } else { Err(Unmet::Failed(found())) }
}
