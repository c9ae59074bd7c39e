//! What each single event looks like: how it is marked, and whether with words.

use kmdf_host::trace::{Argument, Decision, Pnp, Reason};
use kmdf_host::{Event, EventKind, Who};

use super::bars::returned_status;
use super::operations::{self, Operation};
use super::text::{cut, is_error, short};
use super::threads::Threads;

/// Characters of a label.
const LABEL: usize = 36;

/// How an event is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Not at all: a bar begins or ends at the event, or another mark includes the event.
    None,
    /// A call that changes no request, queue or timer.
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
const NAMED: [&str; 9] = [
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
pub(super) fn of(events: &[Event], threads: &Threads, operations: &[Operation]) -> Vec<Mark> {
    let one = |index| mark(events, threads, operations, index);
    let mut marks: Vec<Mark> = (0..events.len()).map(one).collect();
    for index in 0..marks.len() {
        if let Some(end) = threads.end[index].filter(|_| marks[index].is_short) {
            marks[end].is_short = true;
        }
    }
    marks
}

fn mark(events: &[Event], threads: &Threads, operations: &[Operation], index: usize) -> Mark {
    let event = &events[index];
    let plain = |look| Mark { look, label: None, is_short: false };
    let named = |look, label: String| Mark { label: Some(cut(&label, LABEL)), ..plain(look) };
    let before = index.checked_sub(1).filter(|b| threads.lane[*b] == threads.lane[index]);
    match &event.kind {
        EventKind::Call { .. } => call(events, threads, index),
        EventKind::Application(_) => {
            let operation = operations.iter().find(|operation| operation.event == index);
            if operation.is_some_and(|operation| operation.first < operation.last) {
                return plain(Look::None);
            }
            named(Look::Application, operations::label(event))
        }
        EventKind::Cancel { request } => {
            named(Look::Cancel, format!("I/O manager cancels {request}"))
        }
        EventKind::Completed { request, status, .. } => {
            let look = Look::Completed(*status == 0);
            let completes = |before: usize| {
                events[before].kind.name().is_some_and(|ddi| ddi.contains("Complete"))
            };
            if before.is_some_and(completes) {
                return plain(look);
            }
            named(look, format!("{request} completed: {}", short(*status)))
        }
        EventKind::Framework(Decision::DispatchDeferred { reason, to }) => {
            let reason = if *reason == Reason::LockHeld { "lock held" } else { "IRQL too high" };
            named(Look::Framework, format!("{reason}: deferred to {to}"))
        }
        EventKind::Framework(decision) => named(Look::Framework, decision.to_string()),
        EventKind::Pnp(Pnp::Sent { message, .. }) => named(Look::Pnp, message.to_string()),
        EventKind::Pnp(pnp) => named(Look::Pnp, pnp.to_string()),
        EventKind::Debug(_) => plain(Look::Debug),
        EventKind::Violation(_) => plain(Look::Violation),
        _ => plain(Look::None),
    }
}

/// The mark of a call, with its result.
fn call(events: &[Event], threads: &Threads, index: usize) -> Mark {
    let kind = &events[index].kind;
    let end = threads.end[index];
    let only_marks = |end: usize| {
        end == index + 1
            || (end < index + 5
                && (index + 1..end).all(|between| {
                    threads.lane[between] == threads.lane[index]
                        && matches!(
                            events[between].who(),
                            Who::IoManager | Who::Framework | Who::Debug | Who::Violation
                        )
                }))
    };
    let is_short = end.is_some_and(only_marks);
    let result = end.and_then(|end| returned_status(&events[end]));
    let failed = result.is_some_and(is_error);
    let call = kind.name().unwrap_or_default();
    if !failed && !NAMED.iter().any(|part| call.contains(part)) {
        return Mark { look: Look::Quiet, label: None, is_short };
    }
    let shown = call.strip_prefix("Wdf").unwrap_or(call);
    let shown = shown.strip_prefix("Request").unwrap_or(shown);
    let passed = || kind.arguments().into_iter().flatten();
    let subject = passed().next().map(ToString::to_string).unwrap_or_default();
    let given = passed().find_map(|argument| match argument {
        Argument::Status(status) => Some(*status),
        _ => None,
    });
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
    use kmdf_host::ObjectKind;
    use kmdf_host::abi::{STATUS_CANCELLED, STATUS_SUCCESS};
    use kmdf_host::trace::{PnpMessage, ThreadName};

    use super::super::samples::*;
    use super::*;

    fn marks(
        rows: impl IntoIterator<Item = (ThreadName, EventKind)>,
    ) -> Vec<(Look, Option<String>, bool)> {
        let events = events(rows);
        let threads = Threads::of(&events);
        let marks = of(&events, &threads, &operations::of(&events, &threads));
        marks.into_iter().map(|mark| (mark.look, mark.label, mark.is_short)).collect()
    }

    #[test]
    fn call_by_which_a_request_changes_has_its_result_as_label() {
        const UNMARK: &str = "WdfRequestUnmarkCancelable";
        let timer = first(ObjectKind::Timer);
        let marks = marks([
            (DPC, enter("EvtTimerFunc", timer)),
            (DPC, calls(UNMARK, request(1))),
            (DPC, returned_with(UNMARK, STATUS_CANCELLED)),
            (DPC, calls("WdfTimerGetParentObject", timer)),
            (DPC, returned("WdfTimerGetParentObject")),
        ]);
        let label = "UnmarkCancelable R1 = CANCELLED".to_string();
        assert_eq!(marks[1], (Look::Failed, Some(label), true));
        assert_eq!(marks[3], (Look::Quiet, None, true));
    }

    #[test]
    fn completion_by_a_call_is_labelled_once() {
        const COMPLETE: &str = "WdfRequestCompleteWithInformation";
        let marks = marks([
            (DPC, enter("EvtTimerFunc", first(ObjectKind::Timer))),
            (DPC, complete(COMPLETE, 1, STATUS_SUCCESS)),
            (DPC, completed(1, STATUS_SUCCESS)),
            (DPC, returned(COMPLETE)),
        ]);
        assert_eq!(marks[1], (Look::Call, Some("Complete R1: SUCCESS".into()), true));
        assert_eq!(marks[2], (Look::Completed(true), None, false));
    }

    #[test]
    fn pnp_mark_leaves_the_device_out() {
        let (message, device) = (PnpMessage::PowerDown, r"ROOT\ECHO\0000".into());
        let marks = marks([(PNP, EventKind::Pnp(Pnp::Sent { message, device }))]);
        assert_eq!(marks[0].1.as_deref(), Some("IRP_MN_SET_POWER D3"));
    }
}
