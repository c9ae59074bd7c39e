//! The operations of applications, and which request each of them is.

use kmdf_host::trace::{Application, IoCall};
use kmdf_host::{Event, EventKind, ObjectName, Who};

use super::text::short;
use super::threads::Threads;

/// An operation of an application. Most are traced when the call returns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operation {
    /// The event that shows it.
    pub(super) event: usize,
    /// The first event that happened in it, if that is another one.
    pub(super) first: usize,
    /// The last event that happened in it.
    pub(super) last: usize,
    /// The request that it became.
    pub(super) request: Option<ObjectName>,
}

/// Whether an event hands a request of a queue to the driver.
pub(super) fn delivers(event: &Event) -> bool {
    ["EvtIoRead", "EvtIoWrite", "EvtIoDeviceControl", "EvtIoDefault"]
        .iter()
        .any(|handler| event.kind.enters(handler))
}

/// The operation that an event shows, with its result as far as it has one.
pub(super) fn label(event: &Event) -> String {
    let EventKind::Application(done) = event.kind else { return String::new() };
    match done {
        Application::Issued { call, status, .. } => format!("{call} → {}", short(status)),
        Application::Cancel { found } => format!("CancelIoEx → {}", u8::from(found)),
        Application::CancelAll { found } => format!("CancelIoEx(all) → {}", u8::from(found)),
        other => other.to_string(),
    }
}

/// The call that became a request, without its arguments.
pub(super) fn name(event: &Event) -> &'static str {
    match event.kind {
        EventKind::Application(Application::Issued { call, .. }) => call.name(),
        _ => "",
    }
}

/// The operations, oldest first.
pub(super) fn of(events: &[Event], threads: &Threads) -> Vec<Operation> {
    let mut found = Vec::new();
    for lane in &threads.lanes {
        let traced: Vec<usize> = (0..lane.events.len())
            .filter(|place| events[lane.events[*place]].who() == Who::Application)
            .collect();
        for (number, place) in traced.iter().enumerate() {
            let after = number.checked_sub(1).map_or(0, |before| traced[before] + 1);
            let before = traced.get(number + 1).copied().unwrap_or(lane.events.len());
            let earlier = &lane.events[after..*place];
            let later = &lane.events[*place + 1..before];
            found.extend(operation(events, threads, lane.events[*place], (earlier, later)));
        }
    }
    found.sort_by_key(|operation| operation.event);
    found
}

/// The operation of an event, and what its thread did between that and the operations before and
/// after it.
fn operation(
    events: &[Event],
    threads: &Threads,
    event: usize,
    (earlier, later): (&[usize], &[usize]),
) -> Option<Operation> {
    let EventKind::Application(done) = events[event].kind else { return None };
    let outermost = |index: &&usize| threads.depth[**index] == 0;
    let request = match done {
        Application::Issued { request, .. } => request,
        _ => None,
    };
    let alone = Operation { event, first: event, last: event, request };
    if done.begins() {
        return Some(Operation { last: later.last().copied().unwrap_or(event), ..alone });
    }
    let begins = |index: &&usize| match done {
        Application::Cancel { .. } | Application::CancelAll { .. } => {
            events[**index].who() == Who::Cancel
        }
        Application::Issued { call: IoCall::Create, .. } => {
            events[**index].kind.enters("EvtDeviceFileCreate")
        }
        Application::Issued { request: Some(request), .. } => {
            delivers(&events[**index])
                && events[**index].kind.requests().any(|delivered| delivered == request)
        }
        _ => false,
    };
    let first = earlier.iter().filter(outermost).find(begins).copied();
    Some(Operation { first: first.unwrap_or(event), ..alone })
}

/// Where the set-up ends: after the last file was opened, if until then nothing else was done with
/// files and no rule was broken; otherwise at the beginning.
pub(super) fn end_of_set_up(events: &[Event], operations: &[Operation]) -> usize {
    let opens = |operation: &&Operation| {
        matches!(
            events[operation.event].kind,
            EventKind::Application(Application::Issued { call: IoCall::Create, .. })
        )
    };
    let others = operations.iter().filter(|operation| !opens(operation));
    let first_other = others.map(|operation| operation.first).min().unwrap_or(0);
    let early = operations.iter().filter(opens).map(|operation| operation.event);
    let end = early.filter(|event| *event < first_other).max().map_or(0, |event| event + 1);
    let broken = events[..end].iter().any(|event| event.who() == Who::Violation);
    if broken { 0 } else { end }
}

#[cfg(test)]
mod tests {
    use kmdf_host::abi::{STATUS_CANCELLED, STATUS_FILE_CLOSED, STATUS_OBJECT_NAME_NOT_FOUND};
    use kmdf_host::trace::{Pnp, PnpMessage};

    use super::super::samples::*;
    use super::*;

    #[test]
    fn write_that_is_delivered_at_once_contains_its_callback() {
        let events = events([
            (APP, open()),
            (APP, deliver("EvtIoWrite", 1)),
            (APP, leave("EvtIoWrite")),
            (APP, write(1)),
        ]);
        let found = of(&events, &Threads::of(&events));
        let write = Operation { event: 3, first: 1, last: 3, request: Some(request(1)) };
        assert_eq!(found[1..], [write]);
    }

    #[test]
    fn queued_write_contains_nothing() {
        let events =
            events([(APP, deliver("EvtIoWrite", 1)), (APP, leave("EvtIoWrite")), (APP, write(2))]);
        let found = of(&events, &Threads::of(&events));
        let write = Operation { event: 2, first: 2, last: 2, request: Some(request(2)) };
        assert_eq!(found, [write]);
    }

    #[test]
    fn end_of_a_process_contains_what_comes_after_it() {
        let events =
            events([(APP, exit()), (APP, cancel(1)), (APP, completed(1, STATUS_CANCELLED))]);
        let found = of(&events, &Threads::of(&events));
        assert_eq!(found, [Operation { event: 0, first: 0, last: 2, request: None }]);
    }

    fn issued(call: IoCall, status: i32) -> EventKind {
        EventKind::Application(Application::Issued { call, status, request: None })
    }

    #[test]
    fn set_up_ends_with_the_last_file_that_is_opened_before_anything_else() {
        let sent =
            |message| EventKind::Pnp(Pnp::Sent { message, device: r"ROOT\ECHO\0000".into() });
        let events = events([
            (PNP, sent(PnpMessage::AddDevice)),
            (APP, open()),
            (PNP, sent(PnpMessage::Remove)),
            (APP, issued(IoCall::Write { length: 4 }, STATUS_FILE_CLOSED)),
            (APP, issued(IoCall::Create, STATUS_OBJECT_NAME_NOT_FOUND)),
        ]);
        let end = |events: &[Event]| end_of_set_up(events, &of(events, &Threads::of(events)));
        assert_eq!(end(&events), 2);
        assert_eq!(end(&events[2..]), 0);
    }

    #[test]
    fn set_up_in_which_a_rule_is_broken_is_kept() {
        let events = events([(APP, violation(request(1))), (APP, open())]);
        assert_eq!(end_of_set_up(&events, &of(&events, &Threads::of(&events))), 0);
    }
}
