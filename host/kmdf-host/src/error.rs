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
        /// The states that allow the request.
        expected: String,
    },
    /// The driver refused the request. The device continues.
    Refused {
        /// The device's instance ID.
        device: String,
        /// The request, such as `remove`.
        request: &'static str,
        /// The callback that refused, such as `EvtDeviceQueryRemove`.
        callback: &'static str,
        /// The status that the callback returned.
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
    /// Processes have the device open, and the `PnP` manager removes no open device in good order
    /// (`PNP_VetoOutstandingOpen`). The device continues.
    OutstandingOpen {
        /// The device's instance ID.
        device: String,
        /// The request, such as `remove`.
        request: &'static str,
        /// The processes that have the device open.
        handles: Vec<OpenHandles>,
    },
    /// The device failed during the request.
    DeviceFailed {
        /// The device's instance ID.
        device: String,
        /// The request, such as `start`.
        request: &'static str,
        /// The state, with the problem code and the status.
        state: String,
    },
    /// An operation is pending and nothing on the machine can ever complete it.
    NeverCompletes {
        /// The operation.
        operation: String,
    },
    /// A service cannot be started or stopped.
    Service {
        /// The name of the service.
        service: String,
        /// The request: `start` or `stop`.
        request: &'static str,
        /// Why not.
        reason: String,
    },
    /// The machine cannot have special pool.
    NoSpecialPool {
        /// Why not, and what to do.
        reason: &'static str,
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
            Self::InvalidState { device, request, state, expected } => {
                write!(f, "cannot {request} {device}: it is {state}, and must be {expected}")
            }
            Self::Refused { device, request, callback, status } => {
                let status = describe(*status);
                write!(f, "cannot {request} {device}: {callback} refused with {status}")
            }
            Self::OutstandingOpen { device, request, handles } => write!(
                f,
                "cannot {request} {device}: {} (PNP_VetoOutstandingOpen); close the handles first",
                OpenHandles::list(handles)
            ),
            Self::DeviceFailed { device, request, state } => {
                write!(f, "could not {request} {device}: it is {state}")
            }
            Self::NotStarted { device, state, reasons } => {
                write!(f, "{device} did not start: {state}")?;
                reasons.iter().try_for_each(|reason| write!(f, "\n  {reason}"))
            }
            Self::NeverCompletes { operation } => {
                write!(f, "{operation} is pending, and nothing on the machine can ever complete it")
            }
            Self::Service { service, request, reason } => {
                write!(f, "cannot {request} the service {service}: {reason}")
            }
            Self::NoSpecialPool { reason } => {
                write!(f, "the machine has no special pool: {reason}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Inf(error) => error.source(),
            _ => None,
        }
    }
}

impl From<InfError> for Error {
    fn from(error: InfError) -> Self {
        Self::Inf(error)
    }
}

/// A process that has a device open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OpenHandles {
    /// The process's number, as the trace shows it; 0 for drivers, with their remote I/O targets.
    pub process: u32,
    /// How many handles it has to the device. One that is being opened or closed counts.
    pub handles: usize,
}

impl OpenHandles {
    /// The text of a list of processes.
    pub(crate) fn list(processes: &[Self]) -> String {
        let texts: Vec<String> = processes.iter().map(ToString::to_string).collect();
        texts.join(", ")
    }
}

impl fmt::Display for OpenHandles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { process, handles } = self;
        let noun = if *handles == 1 { "handle" } else { "handles" };
        match process {
            0 => write!(f, "drivers have {handles} {noun} open"),
            _ => write!(f, "process {process} has {handles} {noun} open"),
        }
    }
}

/// The text of a caught panic: `panic: ` and its message.
#[must_use]
pub fn describe_panic(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("of an unknown type"))
}
