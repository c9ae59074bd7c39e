//! Whom an event is about.

use std::fmt;

/// Whom an event is about: a column of the trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Who {
    /// An application made a call or exited.
    Application,
    /// The framework entered a callback of the driver.
    CallbackEnter,
    /// A callback of the driver returned.
    CallbackLeave,
    /// The driver called the framework or the kernel.
    Call,
    /// A call of the driver returned.
    CallReturned,
    /// The framework made a decision.
    Framework,
    /// The I/O manager gave an application the result of a request, or sent an IRP of a file.
    IoManager,
    /// The I/O manager cancelled a request.
    Cancel,
    /// The `PnP` manager or the power manager acted.
    Pnp,
    /// The driver printed a line.
    Debug,
    /// A rule was broken.
    Violation,
    /// A rule was broken that is a warning on this machine.
    Warning,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Application => "application",
            Self::CallbackEnter => "callback enter",
            Self::CallbackLeave => "callback leave",
            Self::Call => "call",
            Self::CallReturned => "call returned",
            Self::Framework => "framework",
            Self::IoManager => "i/o manager",
            Self::Cancel => "cancel",
            Self::Pnp => "pnp",
            Self::Debug => "debug",
            Self::Violation => "violation",
            Self::Warning => "warning",
        })
    }
}
