//! What lasts on a thread: operations, callbacks, calls, locks that are held, levels of the IRQL.

use kmdf_host::Who;

use super::Event;
use super::marks::Mark;
use super::operations::Operation;
use super::ownership::Place;
use super::text::{arguments, cut, name, requests, short, status};
use super::threads::Threads;

/// What a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A call of an application.
    Operation,
    /// A callback of the driver.
    Callback,
    /// A call of the driver in which something else happens.
    Call,
    /// A call of the driver that waits for a lock.
    Wait,
}

/// A bar.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) kind: Kind,
    pub(super) lane: usize,
    /// How many bars are around it.
    pub(super) depth: usize,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether it begins in the space before its first event.
    pub(super) early: bool,
    pub(super) label: String,
}

/// Something that a thread has or is in for a while.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span<T> {
    pub(super) lane: usize,
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) what: T,
}

/// A callback with what it is about: `EvtIoRead R2`.
fn callback_label(what: &str) -> String {
    let subject = requests(what).next().map(|request| format!("R{request}"));
    let subject = subject.or_else(|| arguments(what).first().map(ToString::to_string));
    format!("{} {}", name(what), cut(&subject.unwrap_or_default(), 16)).trim_end().into()
}

/// An operation with its result, as far as it has one.
fn operation_label(what: &str) -> String {
    match (what.split_once(" -> "), status(what)) {
        (Some((call, _)), Some(status)) => format!("{call} → {}", short(status)),
        (Some((call, result)), None) => format!("{call} → {result}"),
        (None, _) => what.into(),
    }
}

/// The bars, outer ones before inner ones.
pub(super) fn bars(
    events: &[Event],
    threads: &Threads,
    operations: &[Operation],
    marks: &[Mark],
) -> Vec<Bar> {
    let lasting: Vec<&Operation> = operations.iter().filter(|o| o.first < o.last).collect();
    let mut bars: Vec<Bar> = lasting
        .iter()
        .map(|operation| Bar {
            kind: Kind::Operation,
            lane: threads.lane[operation.told],
            depth: 0,
            first: operation.first,
            last: operation.last,
            early: operation.first < operation.told,
            label: operation_label(&events[operation.told].what),
        })
        .collect();
    for (first, event) in events.iter().enumerate() {
        let lane = threads.lane[first];
        let kind = match event.who {
            Who::CallbackEnter => Kind::Callback,
            Who::Call if marks[first].is_short => continue,
            Who::Call if event.what.contains("LockAcquire(") => Kind::Wait,
            Who::Call => Kind::Call,
            _ => continue,
        };
        let end_of_lane = threads.lanes[lane].events.last().copied().unwrap_or(first);
        let around =
            |o: &&&Operation| threads.lane[o.told] == lane && (o.first..=o.last).contains(&first);
        let depth = threads.depth[first] + lasting.iter().filter(around).count();
        let label = match kind {
            Kind::Callback => callback_label(&event.what),
            Kind::Wait => format!("waits for {}", arguments(&event.what).join(", ")),
            _ => marks[first].label.clone().unwrap_or_else(|| callback_label(&event.what)),
        };
        let last = threads.end[first].unwrap_or(end_of_lane);
        bars.push(Bar { kind, lane, depth, first, last, early: false, label });
    }
    bars
}

/// The lock objects that are held: each from the return of the call that acquires it to the call
/// that releases it.
pub(super) fn locks(events: &[Event], threads: &Threads) -> Vec<Span<String>> {
    let mut held: Vec<Span<String>> = Vec::new();
    for (lane, thread) in threads.lanes.iter().enumerate() {
        let mut holds: Vec<Span<String>> = Vec::new();
        let end = thread.events.last().copied().unwrap_or_default();
        for &index in &thread.events {
            let event = &events[index];
            if event.who != Who::Call {
                continue;
            }
            let lock = arguments(&event.what).first().map(ToString::to_string).unwrap_or_default();
            let call = name(&event.what);
            if call.ends_with("LockAcquire") {
                let Some(acquired) = threads.end[index] else { continue };
                let timed_out = status(&events[acquired].what).is_some_and(|status| status != 0);
                let refused =
                    |at: usize| events[at].who == Who::Violation && threads.lane[at] == lane;
                if timed_out || (index..acquired).any(refused) {
                    continue;
                }
                let to = Place(end, 1.0);
                // What is acquired at once is one mark with the call.
                let at = if acquired == index + 1 { index } else { acquired };
                holds.push(Span { lane, from: Place(at, 0.5), to, what: lock });
            } else if call.ends_with("LockRelease") {
                let open =
                    |hold: &&mut Span<String>| hold.what == lock && hold.to == Place(end, 1.0);
                if let Some(hold) = holds.iter_mut().rfind(open) {
                    hold.to = Place(index, 0.5);
                }
            }
        }
        held.append(&mut holds);
    }
    held
}

/// The IRQLs at which each thread runs, while it runs.
pub(super) fn levels(
    events: &[Event],
    threads: &Threads,
    operations: &[Operation],
) -> Vec<Span<u8>> {
    let mut levels: Vec<Span<u8>> = Vec::new();
    for (lane, thread) in threads.lanes.iter().enumerate() {
        for pair in thread.events.windows(2) {
            let (this, next) = (pair[0], pair[1]);
            let operation = operations.iter().find(|operation| {
                threads.lane[operation.told] == lane
                    && operation.first <= this
                    && next <= operation.last
            });
            let irql = match operation {
                _ if threads.busy[this] => events[this].irql,
                Some(operation) => events[operation.told].irql,
                None => continue,
            };
            let middle = |index: usize| match events[index].who {
                Who::CallbackEnter => 0.0,
                Who::CallbackLeave | Who::Application => 1.0,
                _ => 0.5,
            };
            let (from, to) = (Place(this, middle(this)), Place(next, middle(next)));
            match levels.last_mut() {
                Some(last) if last.to == from && last.lane == lane && last.what == irql => {
                    last.to = to;
                }
                _ => levels.push(Span { lane, from, to, what: irql }),
            }
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::super::threads::tests::told;
    use super::super::{marks, operations, ownership};
    use super::*;

    #[test]
    fn callback_in_an_operation_is_one_bar_in_another() {
        let events = told(&[
            ("app 1", Who::CallbackEnter, "EvtIoWrite(Q1, R1, len 4)"),
            ("app 1", Who::Call, "WdfRequestMarkCancelableEx(R1)"),
            ("app 1", Who::CallReturned, "WdfRequestMarkCancelableEx = 00000000"),
            ("app 1", Who::CallbackLeave, "EvtIoWrite"),
            ("app 1", Who::Application, "WriteFile(4) -> 00000103"),
        ]);
        let threads = Threads::of(&events);
        let operations = operations::of(&events, &threads);
        let requests = ownership::of(&events, &threads, &operations);
        let marks = marks::of(&events, &threads, &operations, &requests);
        let bars = bars(&events, &threads, &operations, &marks);
        let seen: Vec<_> = bars.iter().map(|b| (b.kind, b.depth, &*b.label)).collect();
        let expected =
            [(Kind::Operation, 0, "WriteFile(4) → PENDING"), (Kind::Callback, 1, "EvtIoWrite R1")];
        assert_eq!(seen, expected);
    }

    #[test]
    fn lock_is_held_from_the_return_of_its_acquisition_to_its_release() {
        let mut events = told(&[
            ("dpc 0", Who::CallbackEnter, "EvtTimerFunc(T1)"),
            ("dpc 0", Who::Call, "WdfSpinLockAcquire(L1)"),
            ("dpc 0", Who::CallReturned, "WdfSpinLockAcquire"),
            ("dpc 0", Who::Call, "WdfSpinLockRelease(L1)"),
            ("dpc 0", Who::CallReturned, "WdfSpinLockRelease"),
            ("dpc 0", Who::CallbackLeave, "EvtTimerFunc"),
        ]);
        for event in &mut events {
            event.irql = 2;
        }
        let threads = Threads::of(&events);
        let hold = Span { lane: 0, from: Place(1, 0.5), to: Place(3, 0.5), what: "L1".to_string() };
        assert_eq!(locks(&events, &threads), [hold]);
        let level = Span { lane: 0, from: Place(0, 0.0), to: Place(5, 1.0), what: 2 };
        assert_eq!(levels(&events, &threads, &[]), [level]);
    }
}
