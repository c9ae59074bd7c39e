//! The kinds of events.

use std::fmt;

use super::{Application, Decision, FileIrp, Pnp, Who};
use crate::abi::NTSTATUS;
use crate::names::{Arguments, ObjectKind, ObjectName, ObjectRef};
use crate::rules::Violation;

/// The kind of an event. `Display` writes the last column of the trace, for people; programs match
/// the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// An application made a call or exited.
    Application(Application),
    /// The framework entered a callback of the driver.
    CallbackEnter {
        /// The callback's name, such as `EvtIoRead`.
        callback: &'static str,
        /// The arguments that the callback gets.
        arguments: Arguments,
    },
    /// A callback of the driver returned.
    CallbackLeave {
        /// The callback's name.
        callback: &'static str,
        /// What the callback returned: a status, or nothing.
        result: CallResult,
    },
    /// The driver called the framework or the kernel.
    Call {
        /// The name of the DDI, such as `WdfRequestComplete`.
        ddi: &'static str,
        /// The arguments that the driver passed.
        arguments: Arguments,
    },
    /// A call of the driver returned.
    CallReturned {
        /// The name of the DDI.
        ddi: &'static str,
        /// The result of the call.
        result: CallResult,
    },
    /// The framework made a decision.
    Framework(Decision),
    /// The I/O manager gave an application the result of a request.
    Completed {
        /// The request.
        request: ObjectName,
        /// The status that the application sees.
        status: NTSTATUS,
        /// The bytes transferred.
        information: usize,
    },
    /// The I/O manager sends an IRP of a file to the device.
    FileIrp {
        /// The IRP.
        irp: FileIrp,
        /// The WDFFILEOBJECT, if the driver asked for one.
        file: Option<ObjectName>,
    },
    /// The I/O manager cancels a request (`IoCancelIrp`).
    Cancel {
        /// The request. `Display` omits it.
        request: ObjectName,
    },
    /// The `PnP` manager or the power manager acted.
    Pnp(Pnp),
    /// The driver printed a line to the debugger.
    Debug(Box<str>),
    /// A rule was broken.
    Violation(Box<Violation>),
    /// A rule was broken that is a warning on this machine.
    Warning(Box<Violation>),
}

/// The result of a driver's call, or of a callback, as far as the trace shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallResult {
    /// No result, or one that the trace leaves out: an address, most handles and counts.
    Untraced,
    /// A number of entries.
    Count(u32),
    /// The object of a handle.
    Object(ObjectRef),
    /// A status.
    Status(NTSTATUS),
    /// A BOOLEAN.
    Boolean(bool),
    /// The bits of a `WDF_IO_QUEUE_STATE`.
    QueueState(i32),
}

impl CallResult {
    /// The status, if the call returned one.
    #[must_use]
    pub const fn status(self) -> Option<NTSTATUS> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }
}

impl From<()> for CallResult {
    fn from((): ()) -> Self {
        Self::Untraced
    }
}

impl From<NTSTATUS> for CallResult {
    fn from(status: NTSTATUS) -> Self {
        Self::Status(status)
    }
}

impl EventKind {
    /// Whom the event is about.
    #[must_use]
    pub const fn who(&self) -> Who {
        match self {
            Self::Application(_) => Who::Application,
            Self::CallbackEnter { .. } => Who::CallbackEnter,
            Self::CallbackLeave { .. } => Who::CallbackLeave,
            Self::Call { .. } => Who::Call,
            Self::CallReturned { .. } => Who::CallReturned,
            Self::Framework(_) => Who::Framework,
            Self::Completed { .. } | Self::FileIrp { .. } => Who::IoManager,
            Self::Cancel { .. } => Who::Cancel,
            Self::Pnp(_) => Who::Pnp,
            Self::Debug(_) => Who::Debug,
            Self::Violation(_) => Who::Violation,
            Self::Warning(_) => Who::Warning,
        }
    }

    /// The name of the callback that is entered or left, or of the DDI that is called or returns.
    #[must_use]
    pub const fn name(&self) -> Option<&'static str> {
        match self {
            Self::CallbackEnter { callback, .. } | Self::CallbackLeave { callback, .. } => {
                Some(callback)
            }
            Self::Call { ddi, .. } | Self::CallReturned { ddi, .. } => Some(ddi),
            _ => None,
        }
    }

    /// Whether the event is the entry of a callback.
    #[must_use]
    pub fn enters(&self, name: &str) -> bool {
        matches!(self, Self::CallbackEnter { callback, .. } if *callback == name)
    }

    /// Whether the event is a call of a DDI.
    #[must_use]
    pub fn calls(&self, name: &str) -> bool {
        matches!(self, Self::Call { ddi, .. } if *ddi == name)
    }

    /// The arguments of a callback or a call.
    #[must_use]
    pub const fn arguments(&self) -> Option<&Arguments> {
        match self {
            Self::CallbackEnter { arguments, .. } | Self::Call { arguments, .. } => Some(arguments),
            _ => None,
        }
    }

    /// The names of the objects that the event concerns.
    #[must_use]
    pub fn objects(&self) -> Vec<ObjectName> {
        match self {
            Self::CallbackEnter { arguments, .. } | Self::Call { arguments, .. } => {
                arguments.objects().collect()
            }
            Self::Completed { request, .. } | Self::Cancel { request } => vec![*request],
            Self::FileIrp { file, .. } => file.iter().copied().collect(),
            Self::Application(Application::Issued { request, .. }) => {
                request.iter().copied().collect()
            }
            Self::Framework(Decision::StillWaiting { queue, .. }) => {
                queue.name().into_iter().collect()
            }
            Self::Violation(broken) | Self::Warning(broken) => broken.subject.objects(),
            _ => Vec::new(),
        }
    }

    /// The requests that the event concerns.
    pub fn requests(&self) -> impl Iterator<Item = ObjectName> + use<> {
        self.objects().into_iter().filter(|object| object.kind == ObjectKind::Request)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application(done) => done.fmt(f),
            Self::CallbackEnter { callback: name, arguments }
            | Self::Call { ddi: name, arguments } => {
                write!(f, "{name}({arguments})")
            }
            Self::CallbackLeave { callback: name, result }
            | Self::CallReturned { ddi: name, result } => write!(f, "{name}{result}"),
            Self::Framework(decision) => decision.fmt(f),
            Self::Completed { request, status, information } => {
                write!(f, "{request} completed: {:08x}, {information}", status.cast_unsigned())
            }
            Self::FileIrp { irp, file: None } => irp.fmt(f),
            Self::FileIrp { irp, file: Some(file) } => write!(f, "{irp} {file}"),
            Self::Cancel { .. } => f.write_str("I/O manager cancels one request"),
            Self::Pnp(pnp) => pnp.fmt(f),
            Self::Debug(line) => f.write_str(line),
            Self::Violation(broken) | Self::Warning(broken) => f.write_str(&broken.summary()),
        }
    }
}

impl fmt::Display for CallResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untraced => Ok(()),
            Self::Count(count) => write!(f, " = {count}"),
            Self::Object(object) => write!(f, " = {object}"),
            Self::Status(status) => write!(f, " = {:08x}", status.cast_unsigned()),
            Self::Boolean(value) => write!(f, " = {}", u8::from(*value)),
            Self::QueueState(bits) => write!(f, " = {bits:#x}"),
        }
    }
}
