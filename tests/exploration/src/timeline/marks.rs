//! What each single event looks like: how it is marked, and whether with words.

use kmdf_host::Who;

use super::Event;
use super::operations::Operation;
use super::ownership::Request;
use super::text::{arguments, completion, cut, is_error, name, short, status};
use super::threads::Threads;

/// Characters of a label.
const LABEL: usize = 34;

/// How an event is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Not at all: a bar begins or ends there, or it is part of another mark.
    None,
    /// A call that tells little.
    Quiet,
    /// A call by which a request, a queue or a timer changes.
    Call,
    /// A call that failed.
    Failed,
    /// A call or a result of an application.
    Application,
    /// The I/O manager cancels.
    Cancel,
    /// An application has its result: with success, or without.
    Completed(bool),
    /// The framework decided something.
    Framework,
    /// Something that the `PnP` manager sent.
    Pnp,
    /// A line of debug output.
    Debug,
    /// A broken rule.
    Violation,
}

/// The mark of an event.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) look: Look,
    pub(super) label: Option<String>,
    /// Whether it is a call in which nothing else happens, or the return of one: one mark for both.
    pub(super) is_short: bool,
}

/// Calls that are named in the picture.
const TOLD: [&str; 9] = [
    "Cancelable",
    "Complete",
    "Requeue",
    "ForwardTo",
    "StopAcknowledge",
    "WdfIoQueueSt",
    "WdfIoQueuePurge",
    "WdfIoQueueDrain",
    "WdfTimerSt",
];

/// The marks of all events.
pub(super) fn of(
    events: &[Event],
    threads: &Threads,
    operations: &[Operation],
    requests: &[Request],
) -> Vec<Mark> {
    let one = |index| mark(events, threads, (operations, requests), index);
    let mut marks: Vec<Mark> = (0..events.len()).map(one).collect();
    for index in 0..marks.len() {
        if let Some(end) = threads.end[index].filter(|_| marks[index].is_short) {
            marks[end].is_short = true;
        }
    }
    marks
}

fn mark(
    events: &[Event],
    threads: &Threads,
    (operations, requests): (&[Operation], &[Request]),
    index: usize,
) -> Mark {
    let event = &events[index];
    let plain = |look| Mark { look, label: None, is_short: false };
    let named = |look, label: String| Mark { label: Some(cut(&label, LABEL)), ..plain(look) };
    let before = index.checked_sub(1).filter(|b| threads.lane[*b] == threads.lane[index]);
    match event.who {
        Who::Call => call(events, threads, index),
        Who::Application => {
            let operation = operations.iter().find(|operation| operation.told == index);
            if operation.is_some_and(|operation| operation.first < operation.last) {
                return plain(Look::None);
            }
            let label = match (event.what.split_once(" -> "), status(&event.what)) {
                (Some((call, _)), Some(status)) => format!("{call} → {}", short(status)),
                _ => event.what.replace("->", "→"),
            };
            named(Look::Application, label)
        }
        Who::Cancel => {
            let whom = requests.iter().find(|request| request.cancels.contains(&index));
            let whom = whom.map_or("a request".into(), |request| format!("R{}", request.number));
            named(Look::Cancel, format!("I/O manager cancels {whom}"))
        }
        Who::IoManager => {
            let Some((status, _)) = completion(&event.what) else {
                return named(Look::Completed(true), event.what.clone());
            };
            let look = Look::Completed(status == 0);
            let by_call = before.is_some_and(|b| name(&events[b].what).contains("Complete"));
            if by_call {
                return plain(look);
            }
            let request = name(&event.what);
            named(look, format!("{request} completed: {}", short(status)))
        }
        Who::Framework if event.what.contains("deferred to a DPC") => {
            named(Look::Framework, "lock held: deferred to a DPC".into())
        }
        Who::Framework => named(Look::Framework, event.what.clone()),
        Who::Pnp => {
            // The instance of the device is the last word, if it is not the only one.
            let shown = event.what.rsplit_once(' ').filter(|(_, device)| device.contains('\\'));
            named(Look::Pnp, shown.map_or(&*event.what, |(what, _)| what).into())
        }
        Who::Debug => plain(Look::Debug),
        Who::Violation => plain(Look::Violation),
        _ => plain(Look::None),
    }
}

/// The mark of a call, with its result.
fn call(events: &[Event], threads: &Threads, index: usize) -> Mark {
    let what = &events[index].what;
    let end = threads.end[index];
    let only_marks = |end: usize| {
        end == index + 1
            || (end < index + 5
                && (index + 1..end).all(|between| {
                    threads.lane[between] == threads.lane[index]
                        && matches!(
                            events[between].who,
                            Who::IoManager | Who::Framework | Who::Debug | Who::Violation
                        )
                }))
    };
    let is_short = end.is_some_and(only_marks);
    let result = end.and_then(|end| status(&events[end].what));
    let failed = result.is_some_and(is_error);
    let call = name(what);
    if !failed && !TOLD.iter().any(|told| call.contains(told)) {
        return Mark { look: Look::Quiet, label: None, is_short };
    }
    let shown = call.strip_prefix("Wdf").unwrap_or(call);
    let shown = shown.strip_prefix("Request").unwrap_or(shown);
    let subject = arguments(what).first().copied().unwrap_or_default();
    let given = arguments(what).get(1).and_then(|status| u32::from_str_radix(status, 16).ok());
    let mut label = format!("{shown} {subject}");
    if shown.starts_with("Complete") {
        let status = given.map(short).unwrap_or_default();
        label = format!("Complete {subject}: {status}");
    } else if let Some(status) = result.filter(|status| *status != 0) {
        label = format!("{label} = {}", short(status));
    }
    let look = if failed { Look::Failed } else { Look::Call };
    Mark { look, label: Some(cut(label.trim_end(), LABEL)), is_short }
}

#[cfg(test)]
mod tests {
    use super::super::threads::tests::told;
    use super::super::{operations, ownership};
    use super::*;

    fn marks(events: &[(&str, Who, &str)]) -> Vec<(Look, Option<String>, bool)> {
        let events = told(events);
        let threads = Threads::of(&events);
        let operations = operations::of(&events, &threads);
        let requests = ownership::of(&events, &threads, &operations);
        let marks = of(&events, &threads, &operations, &requests);
        marks.into_iter().map(|mark| (mark.look, mark.label, mark.is_short)).collect()
    }

    #[test]
    fn call_by_which_a_request_changes_has_its_result_as_label() {
        let marks = marks(&[
            ("dpc 0", Who::CallbackEnter, "EvtTimerFunc(T1)"),
            ("dpc 0", Who::Call, "WdfRequestUnmarkCancelable(R1)"),
            ("dpc 0", Who::CallReturned, "WdfRequestUnmarkCancelable = c0000120"),
            ("dpc 0", Who::Call, "WdfTimerGetParentObject(T1)"),
            ("dpc 0", Who::CallReturned, "WdfTimerGetParentObject"),
        ]);
        let label = "UnmarkCancelable R1 = CANCELLED".to_string();
        assert_eq!(marks[1], (Look::Failed, Some(label), true));
        assert_eq!(marks[3], (Look::Quiet, None, true));
    }

    #[test]
    fn completion_by_a_call_is_said_once() {
        let marks = marks(&[
            ("dpc 0", Who::CallbackEnter, "EvtTimerFunc(T1)"),
            ("dpc 0", Who::Call, "WdfRequestCompleteWithInformation(R1, 00000000, 4)"),
            ("dpc 0", Who::IoManager, "R1 completed: 00000000, 4"),
            ("dpc 0", Who::CallReturned, "WdfRequestCompleteWithInformation"),
        ]);
        assert_eq!(marks[1], (Look::Call, Some("Complete R1: SUCCESS".into()), true));
        assert_eq!(marks[2], (Look::Completed(true), None, false));
    }

    #[test]
    fn pnp_mark_leaves_the_device_out() {
        let marks = marks(&[("pnp", Who::Pnp, r"IRP_MN_SET_POWER D3 ROOT\ECHO\0000")]);
        assert_eq!(marks[0].1.as_deref(), Some("IRP_MN_SET_POWER D3"));
    }
}
