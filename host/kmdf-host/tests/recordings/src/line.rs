//! The lines of a recording: what its rows show.

use std::fmt;

use kmdf_host::trace::{Deferral, FileIrp, PnpMessage};
use kmdf_host::{ObjectKind, ObjectName};

use super::row::Row;

/// A line of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What the line shows.
    pub what: What,
    /// The IRQL; `None` for lines of the application.
    pub irql: Option<u8>,
    /// The row without its step and its IRQL: `who,what`.
    pub text: String,
}

/// What a line shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An action or a finding of the application, in the words of the recording.
    Application(String),
    /// A callback is entered.
    Enter(String, Vec<Shown>),
    /// A callback returns a result, if any.
    Leave(String, Option<String>),
    /// The driver makes a call.
    Call(String, Vec<Shown>),
    /// A call returns a result, if any.
    Returned(String, Option<String>),
    /// A thread leaves a queue's dispatcher to a DPC or a work item.
    Deferred(Deferral),
    /// The I/O manager cancels a request.
    Cancel,
    /// The device gets an IRP of a file.
    FileIrp(FileIrp),
    /// The device gets a message from the `PnP` or the power manager.
    Sent(PnpMessage),
    /// The driver prints a line to the debugger.
    Debug(String),
    /// The trace has no event for this row.
    Untraced,
}

/// An argument as a recording shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// An object with a name.
    Object(ObjectName),
    /// A file, which the recordings do not name.
    File,
    /// An object without a name, or an address.
    Any,
    /// A value as text: the kind of the argument says how to read it.
    Value(String),
}

impl Line {
    pub(crate) fn of(row: &Row<'_>) -> Self {
        let what = What::of(row.who, row.what);
        Self { what, irql: row.irql, text: format!("{},{}", row.who, row.what) }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let irql = self.irql.map_or(String::new(), |irql| format!(" at IRQL {irql}"));
        write!(f, "{}{irql}", self.text)
    }
}

impl What {
    fn of(who: &str, what: &str) -> Self {
        let deferred = |place| what.ends_with(&format!("dispatch deferred to {place}"));
        match who {
            "application" => Self::Application(what.into()),
            "callback enter" => called(what).map_or(Self::Untraced, |(n, a)| Self::Enter(n, a)),
            "call" => called(what).map_or(Self::Untraced, |(n, a)| Self::Call(n, a)),
            "callback leave" => returned(what, Self::Leave),
            "call returned" => returned(what, Self::Returned),
            "framework" if deferred(Deferral::Dpc) => Self::Deferred(Deferral::Dpc),
            "framework" if deferred(Deferral::WorkItem) => Self::Deferred(Deferral::WorkItem),
            "cancel" => Self::Cancel,
            "driver" => Self::Debug(what.into()),
            "io" => match what {
                "IoCancelIrp ptr" | "IoCancelIrp ptr (create)" => Self::Cancel,
                "IRP_MJ_CLEANUP file ptr" => Self::FileIrp(FileIrp::Cleanup),
                "IRP_MJ_CLOSE file ptr" => Self::FileIrp(FileIrp::Close),
                _ => Self::Untraced,
            },
            "pnp" | "po" => message(what).map_or(Self::Untraced, Self::Sent),
            _ => Self::Untraced,
        }
    }
}

/// The name of a call or a callback, and its arguments.
fn called(what: &str) -> Option<(String, Vec<Shown>)> {
    let (name, list) = what.strip_suffix(')')?.split_once('(')?;
    let arguments = list.split(", ").filter(|text| !text.is_empty()).map(shown);
    Some((name.into(), arguments.collect()))
}

fn returned(what: &str, line: fn(String, Option<String>) -> What) -> What {
    let (name, result) = what.split_once(" = ").map_or((what, None), |(n, r)| (n, Some(r)));
    // The name of an object that a call has made tells nothing before its first use.
    let result = result.map(|result| result.split(" -> ").next().unwrap_or(result));
    line(name.into(), result.map(str::to_owned))
}

fn shown(text: &str) -> Shown {
    match text {
        "ptr" | "?" => Shown::Any,
        "file" => Shown::File,
        _ => object(text).map_or_else(|| Shown::Value(text.into()), Shown::Object),
    }
}

/// The object of a name, by the letters that the recordings use.
pub(crate) fn object(text: &str) -> Option<ObjectName> {
    let kinds = [
        ("D#", ObjectKind::Driver),
        ("V#", ObjectKind::Device),
        ("Q", ObjectKind::Queue),
        ("R", ObjectKind::Request),
        ("T", ObjectKind::Timer),
        ("L", ObjectKind::SpinLock),
        ("K", ObjectKind::WaitLock),
        ("M", ObjectKind::Memory),
        ("W", ObjectKind::WorkItem),
        ("P", ObjectKind::Dpc),
        ("C", ObjectKind::Collection),
        ("O", ObjectKind::General),
        ("F", ObjectKind::File),
        ("S", ObjectKind::String),
        ("Y", ObjectKind::Key),
        ("I", ObjectKind::IoTarget),
    ];
    kinds.into_iter().find_map(|(letters, kind)| {
        let number = text.strip_prefix(letters)?.parse().ok()?;
        Some(ObjectName::new(kind, number))
    })
}

/// The message that begins with a row. The driver sees the device's power IRPs only: S3 and S0 of
/// the system become D3 and D0.
fn message(what: &str) -> Option<PnpMessage> {
    let begun = what.strip_prefix(">> ")?;
    let begun = begun.strip_prefix("notification ").unwrap_or(begun);
    Some(match begun.split(' ').next()? {
        "AddDevice" => PnpMessage::AddDevice,
        "IRP_MN_START_DEVICE" => PnpMessage::Start,
        "IRP_MN_QUERY_STOP_DEVICE" => PnpMessage::QueryStop,
        "IRP_MN_CANCEL_STOP_DEVICE" => PnpMessage::CancelStop,
        "IRP_MN_STOP_DEVICE" => PnpMessage::Stop,
        "IRP_MN_QUERY_REMOVE_DEVICE" => PnpMessage::QueryRemove,
        "IRP_MN_CANCEL_REMOVE_DEVICE" => PnpMessage::CancelRemove,
        "IRP_MN_REMOVE_DEVICE" => PnpMessage::Remove,
        "IRP_MN_SURPRISE_REMOVAL" => PnpMessage::SurpriseRemoval,
        "TARGET_DEVICE_QUERY_REMOVE" => PnpMessage::TargetQueryRemove,
        "TARGET_DEVICE_REMOVE_CANCELLED" => PnpMessage::TargetRemoveCancelled,
        "TARGET_DEVICE_REMOVE_COMPLETE" => PnpMessage::TargetRemoveComplete,
        "SET_POWER" if begun == "SET_POWER S0" => PnpMessage::PowerUp,
        "SET_POWER" => PnpMessage::PowerDown,
        _ => return None,
    })
}
