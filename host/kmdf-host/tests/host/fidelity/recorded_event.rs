//! Parses the rows of recordings into events. Nothing parses the text of the host's own events.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use kmdf_host::EventKind;
use kmdf_host::trace::{
    Argument, CallResult, Decision, Deferral, ObjectKind, ObjectName, Pnp, PnpMessage, Reason,
};

/// The event of a row, by its columns `who` and `what`.
pub fn parse(who: &str, what: &str) -> Option<EventKind> {
    match who {
        "callback enter" => {
            let (callback, arguments) = passed(what)?;
            Some(EventKind::CallbackEnter { callback, arguments: arguments.into_iter().collect() })
        }
        "callback leave" => {
            Some(EventKind::CallbackLeave { callback: name(what), result: CallResult::Untraced })
        }
        "call" => {
            let (ddi, arguments) = passed(what)?;
            Some(EventKind::Call { ddi, arguments: arguments.into_iter().collect() })
        }
        "call returned" => returned(what),
        "framework" => (what
            == "presentation lock held by this thread: dispatch deferred to a DPC")
            .then_some(EventKind::Framework(Decision::DispatchDeferred {
                reason: Reason::LockHeld,
                to: Deferral::Dpc,
            })),
        "i/o manager" => {
            let (request, result) = what.split_once(" completed: ")?;
            let (status, information) = result.split_once(", ")?;
            Some(EventKind::Completed {
                request: object(request)?,
                status: self::status(status)?,
                information: information.parse().ok()?,
            })
        }
        "pnp" => {
            let (message, device) = what.rsplit_once(' ')?;
            let message = self::message(message)?;
            Some(EventKind::Pnp(Pnp::Sent { message, device: device.into() }))
        }
        _ => None,
    }
}

/// A name of a call or a callback with the lifetime that events need. Each name is kept once.
fn name(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept = name.to_string().leak();
    names.insert(kept);
    kept
}

/// The name of a call or a callback, and its arguments.
fn passed(what: &str) -> Option<(&'static str, Vec<Argument>)> {
    let (called, list) = what.strip_suffix(')')?.split_once('(')?;
    let mut arguments = Vec::new();
    for text in list.split(", ").filter(|text| !text.is_empty()) {
        arguments.push(argument(called, arguments.len(), text)?);
    }
    Some((name(called), arguments))
}

/// The argument at an index, from 0.
fn argument(called: &str, number: usize, text: &str) -> Option<Argument> {
    if let Some(length) = text.strip_prefix("len ") {
        return Some(Argument::Length(length.parse().ok()?));
    }
    match (called, number) {
        ("WdfRequestComplete" | "WdfRequestCompleteWithInformation", 1) => {
            Some(Argument::Status(status(text)?))
        }
        ("WdfRequestCompleteWithInformation", 2) => Some(Argument::Information(text.parse().ok()?)),
        ("WdfTimerStart", 1) => Some(Argument::DueTime(text.parse().ok()?)),
        ("WdfTimerStop", 1) => Some(Argument::Wait(text == "1")),
        ("DriverEntry", 0) => Some(Argument::Name(text.into())),
        _ => Some(object(text)?.into()),
    }
}

fn object(text: &str) -> Option<ObjectName> {
    let kinds = [
        ObjectKind::Driver,
        ObjectKind::Device,
        ObjectKind::Queue,
        ObjectKind::Request,
        ObjectKind::Timer,
    ];
    kinds.into_iter().find_map(|kind| {
        let number = text.strip_prefix(kind.letter())?.parse().ok()?;
        Some(ObjectName::new(kind, number))
    })
}

fn status(digits: &str) -> Option<i32> {
    (digits.len() == 8)
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
        .map(u32::cast_signed)
}

fn returned(what: &str) -> Option<EventKind> {
    let (ddi, result) = match what.split_once(" = ") {
        None => (what, CallResult::Untraced),
        Some((ddi, value @ ("0" | "1"))) => (ddi, CallResult::Boolean(value == "1")),
        Some((ddi, value)) => (ddi, CallResult::Status(status(value)?)),
    };
    Some(EventKind::CallReturned { ddi: name(ddi), result })
}

fn message(text: &str) -> Option<PnpMessage> {
    let messages = [
        PnpMessage::AddDevice,
        PnpMessage::Start,
        PnpMessage::QueryStop,
        PnpMessage::Stop,
        PnpMessage::QueryRemove,
        PnpMessage::Remove,
        PnpMessage::SurpriseRemoval,
        PnpMessage::PowerUp,
        PnpMessage::PowerDown,
    ];
    messages.into_iter().find(|message| message.to_string() == text)
}
