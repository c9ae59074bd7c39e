//! What lasts on a thread: operations, callbacks, calls, locks that are held, levels of the IRQL.

use kmdf_host::abi::NTSTATUS;
use kmdf_host::{Event, EventKind, ObjectName, Who};

use super::marks::Mark;
use super::operations::{self, Operation};
use super::ownership::Place;
use super::text::cut;
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

/// A state of a thread that lasts: a lock that is held, an IRQL.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span<T> {
    pub(super) lane: usize,
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) what: T,
}

/// A callback or a call with what it is about: `EvtIoRead R2`.
fn subject_label(kind: &EventKind) -> String {
    let request = kind.requests().next().map(|request| request.to_string());
    let subject = request.or_else(|| Some(kind.arguments()?.iter().next()?.to_string()));
    let name = kind.name().unwrap_or_default();
    format!("{name} {}", cut(&subject.unwrap_or_default(), 16)).trim_end().into()
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
            lane: threads.lane[operation.event],
            depth: 0,
            first: operation.first,
            last: operation.last,
            early: operation.first < operation.event,
            label: operations::label(&events[operation.event]),
        })
        .collect();
    for (first, event) in events.iter().enumerate() {
        let lane = threads.lane[first];
        let kind = match &event.kind {
            EventKind::CallbackEnter { .. } => Kind::Callback,
            EventKind::Call { .. } if marks[first].is_short => continue,
            EventKind::Call { ddi, .. } if ddi.ends_with("LockAcquire") => Kind::Wait,
            EventKind::Call { .. } => Kind::Call,
            _ => continue,
        };
        let end_of_lane = threads.lanes[lane].events.last().copied().unwrap_or(first);
        let around =
            |o: &&&Operation| threads.lane[o.event] == lane && (o.first..=o.last).contains(&first);
        let depth = threads.depth[first] + lasting.iter().filter(around).count();
        let label = match (kind, event.kind.arguments()) {
            (Kind::Callback, _) => subject_label(&event.kind),
            (Kind::Wait, Some(arguments)) => format!("waits for {arguments}"),
            _ => marks[first].label.clone().unwrap_or_else(|| subject_label(&event.kind)),
        };
        let last = threads.end[first].unwrap_or(end_of_lane);
        bars.push(Bar { kind, lane, depth, first, last, early: false, label });
    }
    bars
}

/// The lock objects that are held: each from the return of the call that acquires it to the call
/// that releases it.
pub(super) fn locks(events: &[Event], threads: &Threads) -> Vec<Span<ObjectName>> {
    let mut held: Vec<Span<ObjectName>> = Vec::new();
    for (lane, thread) in threads.lanes.iter().enumerate() {
        let mut holds: Vec<Span<ObjectName>> = Vec::new();
        let end = thread.events.last().copied().unwrap_or_default();
        for &index in &thread.events {
            let event = &events[index];
            let EventKind::Call { ddi: call, arguments } = &event.kind else { continue };
            let Some(lock) = arguments.objects().next() else { continue };
            if call.ends_with("LockAcquire") {
                let Some(acquired) = threads.end[index] else { continue };
                let timed_out =
                    returned_status(&events[acquired]).is_some_and(|status| status != 0);
                let refused =
                    |at: usize| events[at].who() == Who::Violation && threads.lane[at] == lane;
                if timed_out || (index..acquired).any(refused) {
                    continue;
                }
                let to = Place(end, 1.0);
                // What is acquired at once is one mark with the call.
                let at = if acquired == index + 1 { index } else { acquired };
                holds.push(Span { lane, from: Place(at, 0.5), to, what: lock });
            } else if call.ends_with("LockRelease") {
                let open =
                    |hold: &&mut Span<ObjectName>| hold.what == lock && hold.to == Place(end, 1.0);
                if let Some(hold) = holds.iter_mut().rfind(open) {
                    hold.to = Place(index, 0.5);
                }
            }
        }
        held.append(&mut holds);
    }
    held
}

/// The status with which a call of the driver returned.
pub(super) fn returned_status(event: &Event) -> Option<NTSTATUS> {
    match event.kind {
        EventKind::CallReturned { result, .. } => result.status(),
        _ => None,
    }
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
                threads.lane[operation.event] == lane
                    && operation.first <= this
                    && next <= operation.last
            });
            let irql = match operation {
                _ if threads.busy[this] => events[this].irql,
                Some(operation) => events[operation.event].irql,
                None => continue,
            };
            let middle = |index: usize| match events[index].who() {
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
    use kmdf_host::ObjectKind;

    use super::super::marks;
    use super::super::samples::*;
    use super::*;

    #[test]
    fn callback_in_an_operation_is_one_bar_in_another() {
        let events = events(marked_write());
        let threads = Threads::of(&events);
        let operations = operations::of(&events, &threads);
        let marks = marks::of(&events, &threads, &operations);
        let bars = bars(&events, &threads, &operations, &marks);
        let seen: Vec<_> = bars.iter().map(|b| (b.kind, b.depth, &*b.label)).collect();
        let expected =
            [(Kind::Operation, 0, "WriteFile(4) → PENDING"), (Kind::Callback, 1, "EvtIoWrite R1")];
        assert_eq!(seen, expected);
    }

    #[test]
    fn lock_is_held_from_the_return_of_its_acquisition_to_its_release() {
        let (timer, lock) = (first(ObjectKind::Timer), first(ObjectKind::SpinLock));
        let mut events = events([
            (DPC, enter("EvtTimerFunc", timer)),
            (DPC, calls("WdfSpinLockAcquire", lock)),
            (DPC, returned("WdfSpinLockAcquire")),
            (DPC, calls("WdfSpinLockRelease", lock)),
            (DPC, returned("WdfSpinLockRelease")),
            (DPC, leave("EvtTimerFunc")),
        ]);
        for event in &mut events {
            event.irql = 2;
        }
        let threads = Threads::of(&events);
        let hold = Span { lane: 0, from: Place(1, 0.5), to: Place(3, 0.5), what: lock };
        assert_eq!(locks(&events, &threads), [hold]);
        let level = Span { lane: 0, from: Place(0, 0.0), to: Place(5, 1.0), what: 2 };
        assert_eq!(levels(&events, &threads, &[]), [level]);
    }
}
