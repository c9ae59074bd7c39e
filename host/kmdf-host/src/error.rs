//! What a host can refuse, and why.

use std::any::Any;
use std::fmt;

use crate::abi::{NTSTATUS, describe};
use crate::inf::InfError;

/// Why the host could not do what it was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The driver package's INF was refused.
    Inf(InfError),
    /// No installed driver package has a model for a hardware ID.
    NoDriver {
        /// The hardware ID.
        hardware_id: String,
        /// The hardware IDs that the installed packages have.
        known: Vec<String>,
    },
    /// A device is not in a state in which it can do this.
    InvalidState {
        /// The device's instance ID.
        device: String,
        /// What it was asked to do.
        request: &'static str,
        /// The state it is in.
        state: String,
    },
    /// The driver, or the framework on its behalf, refused.
    Refused {
        /// What it was asked to do.
        request: &'static str,
        /// What it said.
        status: NTSTATUS,
    },
    /// An operation is pending and nothing on the machine can ever complete it.
    NeverCompletes {
        /// The operation.
        operation: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inf(error) => write!(f, "the driver package's INF: {error}"),
            Self::NoDriver { hardware_id, known } if known.is_empty() => {
                write!(f, "no driver for {hardware_id}: install a driver package first")
            }
            Self::NoDriver { hardware_id, known } => write!(
                f,
                "no driver for {hardware_id}: the installed packages have {}",
                known.join(", ")
            ),
            Self::InvalidState { device, request, state } => {
                write!(f, "cannot {request} {device}: it is {state}")
            }
            Self::Refused { request, status } => {
                write!(f, "{request} was refused: {}", describe(*status))
            }
            Self::NeverCompletes { operation } => {
                write!(f, "{operation} is pending, and nothing on the machine can ever complete it")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Inf(error) => Some(error),
            _ => None,
        }
    }
}

impl From<InfError> for Error {
    fn from(error: InfError) -> Self {
        Self::Inf(error)
    }
}

/// What a caught panic said, as a person reads it: `panic: ` and its message.
#[must_use]
pub fn describe_panic(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("of an unknown type"))
}
