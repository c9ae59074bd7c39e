//! Whether a line of a recording and an event of a machine show the same.

use kmdf_host::trace::{Argument, Arguments, CallResult, Decision, Pnp};
use kmdf_host::{EventKind, ObjectKind, ObjectName};

use super::line::{Line, Shown, What};
use super::story::Happened;

/// Which object of the machine each name of a recording stands for.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<(ObjectName, ObjectName)>);

impl Names {
    /// Whether a name of the recording can stand for an object: a new pair, or a known one.
    fn pair(&mut self, recorded: ObjectName, object: ObjectName) -> bool {
        if recorded.kind != object.kind {
            return false;
        }
        let mut known = self.0.iter();
        if let Some(pair) = known.find(|(name, known)| *name == recorded || *known == object) {
            return *pair == (recorded, object);
        }
        self.0.push((recorded, object));
        true
    }

    /// Whether a line of a recording and what happened show the same. Keeps the names that the line
    /// adds, if so.
    pub(crate) fn fit(&mut self, line: &Line, happened: &Happened) -> bool {
        match happened {
            Happened::Application(what) => line.what == What::Application(what.clone()),
            Happened::Event(event) => {
                let mut names = self.clone();
                let fits = line.irql.is_none_or(|irql| irql == event.irql)
                    && names.fit_event(&line.what, &event.kind);
                if fits {
                    *self = names;
                }
                fits
            }
        }
    }

    fn fit_event(&mut self, what: &What, kind: &EventKind) -> bool {
        match (what, kind) {
            (What::Enter(name, shown), EventKind::CallbackEnter { callback: other, arguments })
            | (What::Call(name, shown), EventKind::Call { ddi: other, arguments }) => {
                name == other && self.fit_arguments(shown, arguments)
            }
            (What::Leave(name, shown), EventKind::CallbackLeave { callback: other, result })
            | (What::Returned(name, shown), EventKind::CallReturned { ddi: other, result }) => {
                name == other && self.fit_result(shown.as_deref(), *result)
            }
            (
                What::Deferred(place),
                EventKind::Framework(Decision::DispatchDeferred { to, .. }),
            ) => place == to,
            (What::Cancel, EventKind::Cancel { .. }) => true,
            (What::Debug(text), EventKind::Debug(line)) => **text == **line,
            (What::FileIrp(recorded), EventKind::FileIrp { irp, .. }) => recorded == irp,
            (What::Sent(recorded), EventKind::Pnp(Pnp::Sent { message, .. })) => {
                recorded == message
            }
            _ => false,
        }
    }

    /// Whether the arguments of a recording are among those of an event, in the same order.
    fn fit_arguments(&mut self, shown: &[Shown], arguments: &Arguments) -> bool {
        let mut left = arguments.iter();
        shown.iter().all(|shown| left.any(|argument| self.fit_argument(shown, argument)))
    }

    /// Whether a recorded result, if any, is the traced one. The trace leaves out addresses and
    /// most handles.
    fn fit_result(&mut self, shown: Option<&str>, result: CallResult) -> bool {
        match result {
            CallResult::Status(status) => {
                shown.and_then(hexadecimal) == Some(status.cast_unsigned())
            }
            CallResult::Boolean(value) => shown.and_then(number) == Some(value.into()),
            CallResult::Count(count) => shown.and_then(number) == Some(count.into()),
            CallResult::QueueState(bits) => {
                shown.and_then(hexadecimal) == Some(bits.cast_unsigned())
            }
            CallResult::Object(object) => match (shown, object.name()) {
                (Some("NULL"), name) => name.is_none(),
                (Some("ptr") | None, _) => true,
                (Some(text), Some(name)) => {
                    crate::line::object(text).is_some_and(|recorded| self.pair(recorded, name))
                }
                _ => false,
            },
            _ => shown.is_none_or(|text| {
                matches!(text, "ptr" | "NULL") || crate::line::object(text).is_some()
            }),
        }
    }

    fn fit_argument(&mut self, shown: &Shown, argument: &Argument) -> bool {
        let object = match argument {
            Argument::Object(object) => object.name(),
            _ => None,
        };
        match (shown, object) {
            (Shown::Object(name), Some(object)) => self.pair(*name, object),
            (Shown::File, Some(object)) => object.kind == ObjectKind::File,
            (Shown::Any, _) => true,
            (Shown::Value(text), None) => fit_value(text, argument),
            _ => false,
        }
    }
}

/// The number of a text in base 10, or in base 16 after `0x`.
fn number(text: &str) -> Option<i128> {
    match text.strip_prefix("0x") {
        Some(digits) => i128::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The number of digits in base 16, with or without `0x`.
fn hexadecimal(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("0x").unwrap_or(text), 16).ok()
}

fn fit_value(text: &str, argument: &Argument) -> bool {
    let length =
        |word, count: usize| text.strip_prefix(word).and_then(number) == i128::try_from(count).ok();
    match argument {
        Argument::Length(count) => length("len ", *count),
        Argument::OutputLength(count) => length("out ", *count),
        Argument::InputLength(count) => length("in ", *count),
        Argument::ControlCode(code) => {
            text.strip_prefix("code ").and_then(hexadecimal) == Some(*code)
        }
        Argument::StopFlags(flags) => {
            text.strip_prefix("flags ").and_then(hexadecimal) == Some(*flags)
        }
        Argument::Object(object) => text == "NULL" && object.name().is_none(),
        Argument::Status(status) => hexadecimal(text) == Some(status.cast_unsigned()),
        Argument::Count(count) => number(text) == i128::try_from(*count).ok(),
        Argument::Information(count) => number(text) == Some((*count).into()),
        Argument::PowerState(state) => number(text) == Some((*state).into()),
        Argument::DueTime(time) => number(text) == Some((*time).into()),
        Argument::Wait(wait) => number(text) == Some((*wait).into()),
        Argument::Name(name) => text == &**name,
        Argument::Untraced(word) => text == *word,
        Argument::Action(action) => number(text) == Some((*action).into()),
        Argument::RequestType(_)
        | Argument::FinalStatus(_)
        | Argument::FinalInformation(_)
        | Argument::SendFlags(_)
        | Argument::Timeout(_) => *text == argument.to_string(),
        _ => false,
    }
}
