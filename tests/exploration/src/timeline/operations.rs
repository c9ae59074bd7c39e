//! The operations of applications, and which request each of them is.

use std::collections::BTreeMap;

use kmdf_host::Who;
use kmdf_host::abi::STATUS_PENDING;

use super::Event;
use super::text::{arguments, name, requests, status};
use super::threads::Threads;

/// An operation of an application. Most are told when the call returns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operation {
    /// The event that tells it.
    pub(super) told: usize,
    /// The first event that happened in it, if that is another one.
    pub(super) first: usize,
    /// The last event that happened in it.
    pub(super) last: usize,
    /// The request that it became.
    pub(super) request: Option<u32>,
}

/// The callbacks that get a request from a queue.
pub(super) fn delivers(event: &Event) -> bool {
    let handlers = ["EvtIoRead", "EvtIoWrite", "EvtIoDeviceControl", "EvtIoDefault"];
    event.who == Who::CallbackEnter && handlers.contains(&name(&event.what))
}

/// Which handler an operation is for, and its lengths as the handler's arguments have them.
fn handler(event: &Event) -> Option<(&'static str, Option<String>)> {
    let length = || arguments(&event.what).first().map(|length| format!("len {length}"));
    match name(&event.what) {
        "ReadFile" => Some(("EvtIoRead", length())),
        "WriteFile" => Some(("EvtIoWrite", length())),
        "DeviceIoControl" => Some(("EvtIoDeviceControl", None)),
        _ => None,
    }
}

/// Whether a delivered request can be the one of an operation.
fn is_for(delivery: &Event, operation: &Event) -> bool {
    handler(operation).is_some_and(|(handler, length)| {
        let callback = name(&delivery.what);
        let same_length = length.is_none_or(|length| arguments(&delivery.what).contains(&&*length));
        callback == "EvtIoDefault" || (callback == handler && same_length)
    })
}

/// The operations, oldest first.
pub(super) fn of(events: &[Event], threads: &Threads) -> Vec<Operation> {
    let mut found = Vec::new();
    for lane in &threads.lanes {
        let told: Vec<usize> = (0..lane.events.len())
            .filter(|place| events[lane.events[*place]].who == Who::Application)
            .collect();
        for (number, place) in told.iter().enumerate() {
            let after = number.checked_sub(1).map_or(0, |before| told[before] + 1);
            let before = told.get(number + 1).copied().unwrap_or(lane.events.len());
            let earlier = &lane.events[after..*place];
            let later = &lane.events[*place + 1..before];
            found.push(operation(events, threads, lane.events[*place], (earlier, later)));
        }
    }
    found.sort_by_key(|operation| operation.told);
    match_queued(events, &mut found);
    found
}

/// An operation that is told at `told`, and what its thread did between that and the operations
/// before and after it.
fn operation(
    events: &[Event],
    threads: &Threads,
    told: usize,
    (earlier, later): (&[usize], &[usize]),
) -> Operation {
    let event = &events[told];
    let outermost = |index: &&usize| threads.depth[**index] == 0;
    let alone = Operation { told, first: told, last: told, request: None };
    if !event.what.contains(" -> ") {
        // It is told when it begins.
        return Operation { last: later.last().copied().unwrap_or(told), ..alone };
    }
    let begins = |index: &&usize| match name(&event.what) {
        "CancelIoEx" => events[**index].who == Who::Cancel,
        "CreateFile" => name(&events[**index].what) == "EvtDeviceFileCreate",
        _ => delivers(&events[**index]) && is_for(&events[**index], event),
    };
    let Some(first) = earlier.iter().filter(outermost).find(begins).copied() else { return alone };
    let request = handler(event).and_then(|_| requests(&events[first].what).next());
    Operation { first, request, ..alone }
}

/// Finds the requests of the operations that were not delivered by the call itself: in the order of
/// their numbers, of those of the same kind and length.
fn match_queued(events: &[Event], operations: &mut [Operation]) {
    let mut free: BTreeMap<u32, Option<&Event>> = BTreeMap::new();
    for event in events {
        for request in requests(&event.what) {
            let delivery = free.entry(request).or_default();
            *delivery = delivery.or_else(|| delivers(event).then_some(event));
        }
    }
    for operation in &*operations {
        free.retain(|number, _| operation.request != Some(*number));
    }
    for operation in operations.iter_mut().filter(|operation| operation.request.is_none()) {
        let event = &events[operation.told];
        if status(&event.what) != Some(STATUS_PENDING.cast_unsigned()) || handler(event).is_none() {
            continue;
        }
        let fits = |delivery: Option<&Event>| delivery.is_none_or(|d| is_for(d, event));
        let request = free.iter().find(|(_, delivery)| fits(**delivery)).map(|(number, _)| *number);
        free.retain(|number, _| Some(*number) != request);
        operation.request = request;
    }
}

/// Where the set-up ends: after the last file was opened, if until then nothing else was done with
/// files and no rule was broken; otherwise at the beginning.
pub(super) fn end_of_set_up(events: &[Event], operations: &[Operation]) -> usize {
    let opens = |operation: &&Operation| name(&events[operation.told].what) == "CreateFile";
    let others = operations.iter().filter(|operation| !opens(operation));
    let first_other = others.map(|operation| operation.first).min().unwrap_or(0);
    let early = operations.iter().filter(opens).map(|operation| operation.told);
    let end = early.filter(|told| *told < first_other).max().map_or(0, |told| told + 1);
    let broken = events[..end].iter().any(|event| event.who == Who::Violation);
    if broken { 0 } else { end }
}

#[cfg(test)]
mod tests {
    use super::super::threads::tests::told;
    use super::*;

    #[test]
    fn write_that_is_delivered_at_once_contains_its_callback() {
        let events = told(&[
            ("app 1", Who::Application, "CreateFile -> 00000000"),
            ("app 1", Who::CallbackEnter, "EvtIoWrite(Q1, R1, len 4)"),
            ("app 1", Who::CallbackLeave, "EvtIoWrite"),
            ("app 1", Who::Application, "WriteFile(4) -> 00000103"),
        ]);
        let found = of(&events, &Threads::of(&events));
        let write = Operation { told: 3, first: 1, last: 3, request: Some(1) };
        assert_eq!(found[1..], [write]);
    }

    #[test]
    fn queued_operation_is_the_first_request_of_its_kind_that_is_left() {
        let events = told(&[
            ("app 1", Who::Application, "ReadFile(4) -> 00000103"),
            ("app 1", Who::Application, "WriteFile(4) -> 00000103"),
            ("dpc 0", Who::CallbackEnter, "EvtIoWrite(Q1, R3, len 4)"),
            ("dpc 0", Who::CallbackLeave, "EvtIoWrite"),
            ("dpc 0", Who::CallbackEnter, "EvtIoRead(Q1, R2, len 4)"),
            ("dpc 0", Who::CallbackLeave, "EvtIoRead"),
        ]);
        let found = of(&events, &Threads::of(&events));
        let requests: Vec<_> = found.iter().map(|operation| operation.request).collect();
        assert_eq!(requests, [Some(2), Some(3)]);
    }

    #[test]
    fn end_of_a_process_contains_what_comes_after_it() {
        let events = told(&[
            ("app 1", Who::Application, "ExitProcess"),
            ("app 1", Who::Cancel, "I/O manager cancels one request"),
            ("app 1", Who::IoManager, "R1 completed: c0000120, 0"),
        ]);
        let found = of(&events, &Threads::of(&events));
        assert_eq!(found, [Operation { told: 0, first: 0, last: 2, request: None }]);
    }

    #[test]
    fn refused_operation_is_no_request() {
        let events = told(&[
            ("app 1", Who::Application, "WriteFile(4) -> c0000128"),
            ("app 2", Who::IoManager, "R1 completed: c0000120, 0"),
        ]);
        assert_eq!(of(&events, &Threads::of(&events))[0].request, None);
    }

    #[test]
    fn set_up_ends_with_the_last_file_that_is_opened_before_anything_else() {
        let mut events = told(&[
            ("pnp", Who::Pnp, "AddDevice"),
            ("app 1", Who::Application, "CreateFile -> 00000000"),
            ("pnp", Who::Pnp, "IRP_MN_REMOVE_DEVICE"),
            ("app 1", Who::Application, "WriteFile(4) -> c0000128"),
            ("app 2", Who::Application, "CreateFile -> c0000034"),
        ]);
        let end = |events: &[Event]| end_of_set_up(events, &of(events, &Threads::of(events)));
        assert_eq!(end(&events), 2);
        assert_eq!(end(&events[2..]), 0);
        events[0].who = Who::Violation;
        assert_eq!(end(&events), 0);
    }
}
