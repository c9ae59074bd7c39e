//! The errors of the host.

use std::any::Any;
use std::fmt;

use crate::abi::{NTSTATUS, describe};
use crate::inf::InfError;

/// Why the host could not carry out a request.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The driver package's INF was refused.
    Inf(InfError),
    /// No installed driver package has a model for a hardware ID.
    NoDriver {
        /// The hardware ID.
        hardware_id: String,
        /// The hardware IDs of the installed packages.
        known: Vec<String>,
    },
    /// The device's state does not allow the request.
    InvalidState {
        /// The device's instance ID.
        device: String,
        /// The request, such as `suspend`.
        request: &'static str,
        /// The state.
        state: String,
    },
    /// The driver, or the framework on its behalf, refused the request.
    Refused {
        /// The request, such as `the removal`.
        request: &'static str,
        /// The status of the refusal.
        status: NTSTATUS,
    },
    /// The device is not started.
    NotStarted {
        /// The device's instance ID.
        device: String,
        /// The state.
        state: String,
        /// What the machine knows: its violations, such as a call of a function that the host does
        /// not have, then the driver's debug output.
        reasons: Vec<String>,
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
                "no driver for {hardware_id}: the installed packages are for {}",
                known.join(", ")
            ),
            Self::InvalidState { device, request, state } => {
                write!(f, "cannot {request} {device}: it is {state}")
            }
            Self::Refused { request, status } => {
                write!(f, "{request} was refused: {}", describe(*status))
            }
            Self::NotStarted { device, state, reasons } => {
                write!(f, "{device} did not start: {state}")?;
                reasons.iter().try_for_each(|reason| write!(f, "\n  {reason}"))
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

/// The text of a caught panic: `panic: ` and its message.
#[must_use]
pub fn describe_panic(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("of an unknown type"))
}
