//! The arguments of calls and callbacks.

use std::fmt::{self, Write};

use super::{ObjectName, ObjectRef};
use crate::abi::NTSTATUS;

/// One argument of a call or a callback, as the trace shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Argument {
    /// A handle.
    Object(ObjectRef),
    /// The status with which a request is completed.
    Status(NTSTATUS),
    /// The value for `IoStatus.Information`: the bytes transferred.
    Information(u64),
    /// The length of a read or a write, in bytes.
    Length(usize),
    /// The length of a control code's output buffer, in bytes.
    OutputLength(usize),
    /// The length of a control code's input buffer, in bytes.
    InputLength(usize),
    /// A control code.
    ControlCode(u32),
    /// The `WDF_REQUEST_STOP_ACTION_FLAGS` of an `EvtIoStop`.
    StopFlags(u32),
    /// The `WDF_POWER_DEVICE_STATE` that a device leaves or enters.
    PowerState(i32),
    /// When a timer is due, in 100 ns units; a negative time is relative to now.
    DueTime(i64),
    /// Whether `WdfTimerStop` waits for the timer's callback.
    Wait(bool),
    /// The number of bytes to copy.
    Count(usize),
    /// The size of an allocation, in bytes.
    Size(usize),
    /// The tag of an allocation.
    Tag(PoolTag),
    /// The name of a driver, a registry value or a routine.
    Name(Box<str>),
    /// The type of a completed request: a `WDF_REQUEST_TYPE`.
    RequestType(i32),
    /// The status with which a sent request has come back, or which a reuse sets.
    FinalStatus(NTSTATUS),
    /// The number of bytes with which a sent request has come back.
    FinalInformation(u64),
    /// The flags of send options, or of a reuse.
    SendFlags(u32),
    /// The timeout of send options, in 100 ns units.
    Timeout(i64),
    /// What a stop or a purge of a target does with the requests that are sent.
    Action(i32),
    /// A word for an argument whose value is not traced, such as `block` for an address.
    Untraced(&'static str),
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(object) => object.fmt(f),
            Self::Status(status) => write!(f, "{:08x}", status.cast_unsigned()),
            Self::Information(count) => count.fmt(f),
            Self::Length(length) => write!(f, "len {length}"),
            Self::OutputLength(length) => write!(f, "out {length}"),
            Self::InputLength(length) => write!(f, "in {length}"),
            Self::ControlCode(code) => write!(f, "code {code:#x}"),
            Self::StopFlags(flags) => write!(f, "{flags:#x}"),
            Self::PowerState(state) => state.fmt(f),
            Self::DueTime(time) => time.fmt(f),
            Self::Wait(wait) => u8::from(*wait).fmt(f),
            Self::Count(count) => count.fmt(f),
            Self::Size(size) => write!(f, "{size} bytes"),
            Self::Tag(tag) => write!(f, "'{tag}'"),
            Self::Name(name) => f.write_str(name),
            Self::RequestType(kind) => write!(f, "type {kind:x}"),
            Self::FinalStatus(status) => write!(f, "status {:08x}", status.cast_unsigned()),
            Self::FinalInformation(count) => write!(f, "info {count}"),
            Self::SendFlags(flags) => write!(f, "flags {flags:x}"),
            Self::Timeout(time) => write!(f, "timeout {time}"),
            Self::Action(action) => action.fmt(f),
            Self::Untraced(word) => f.write_str(word),
        }
    }
}

impl From<ObjectRef> for Argument {
    fn from(object: ObjectRef) -> Self {
        Self::Object(object)
    }
}

impl From<ObjectName> for Argument {
    fn from(name: ObjectName) -> Self {
        Self::Object(name.into())
    }
}

/// The arguments of a call or a callback, in the order of its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Arguments(Vec<Argument>);

impl Arguments {
    /// The arguments one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Argument> {
        self.0.iter()
    }

    /// The names of the objects among the arguments.
    pub fn objects(&self) -> impl Iterator<Item = ObjectName> + '_ {
        self.0.iter().filter_map(|argument| match argument {
            Argument::Object(object) => object.name(),
            _ => None,
        })
    }
}

impl fmt::Display for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, argument) in self.0.iter().enumerate() {
            f.write_str(if number == 0 { "" } else { ", " })?;
            argument.fmt(f)?;
        }
        Ok(())
    }
}

impl<'a> IntoIterator for &'a Arguments {
    type Item = &'a Argument;
    type IntoIter = std::slice::Iter<'a, Argument>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Argument> for Arguments {
    fn from_iter<I: IntoIterator<Item = Argument>>(arguments: I) -> Self {
        Self(arguments.into_iter().collect())
    }
}

impl From<()> for Arguments {
    fn from((): ()) -> Self {
        Self::default()
    }
}

impl From<Argument> for Arguments {
    fn from(argument: Argument) -> Self {
        Self(vec![argument])
    }
}

impl From<ObjectRef> for Arguments {
    fn from(object: ObjectRef) -> Self {
        Argument::from(object).into()
    }
}

impl<const N: usize> From<[Argument; N]> for Arguments {
    fn from(arguments: [Argument; N]) -> Self {
        Self(arguments.into())
    }
}

/// A pool tag; `Display` shows its four characters, with `.` for one that cannot be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolTag(pub u32);

impl fmt::Display for PoolTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.to_le_bytes().into_iter().try_for_each(|byte| {
            f.write_char(if byte.is_ascii_graphic() { char::from(byte) } else { '.' })
        })
    }
}
