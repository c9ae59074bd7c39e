//! Who has each request, from the application that makes it to its completion.

use std::collections::BTreeMap;

use kmdf_host::abi::{NT_SUCCESS, NTSTATUS, STATUS_CANCELLED};
use kmdf_host::{Event, EventKind, ObjectName};

use super::bars::returned_status;
use super::operations::{Operation, delivers};
use super::threads::Threads;

/// Who has a request, or in which state the driver has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Application,
    Queue,
    Driver,
    Marked,
    Canceled,
}

/// A place on the axis: an event, and which part of its column. -1 to 0 is the space before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place(pub(super) usize, pub(super) f64);

/// The life of a request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) name: ObjectName,
    /// What the application asked for, if that is known.
    pub(super) operation: Option<usize>,
    /// Who has it, each from its place to that of the next.
    pub(super) owners: Vec<(Place, Owner)>,
    /// The events that cancelled it.
    pub(super) cancels: Vec<usize>,
    /// Where it was completed, and with which status.
    pub(super) completed: Option<(usize, NTSTATUS)>,
    /// The violations that name it.
    pub(super) violations: Vec<usize>,
}

impl Request {
    const fn new(name: ObjectName) -> Self {
        Self {
            name,
            operation: None,
            owners: Vec::new(),
            cancels: Vec::new(),
            completed: None,
            violations: Vec::new(),
        }
    }

    fn owner(&self) -> Option<Owner> {
        self.owners.last().map(|(_, owner)| *owner)
    }

    fn pass(&mut self, place: Place, owner: Owner) {
        if self.completed.is_none() && self.owner() != Some(owner) {
            self.owners.push((place, owner));
        }
    }

    /// What an event that names the request means for it, and what the call returned that the event
    /// is.
    fn follow(&mut self, index: usize, event: &Event, returned: Option<&Event>) {
        let result = returned.and_then(returned_status);
        match &event.kind {
            EventKind::CallbackEnter {
                callback: "EvtRequestCancel" | "EvtIoCanceledOnQueue",
                ..
            } => self.pass(Place(index, 0.0), Owner::Canceled),
            EventKind::CallbackEnter { .. } if delivers(event) => {
                self.pass(Place(index, 0.0), Owner::Driver);
            }
            EventKind::Call { ddi: call, .. } => {
                let place = Place(index, 0.5);
                let succeeded = result.is_some_and(NT_SUCCESS);
                let canceled = result == Some(STATUS_CANCELLED);
                if call.ends_with("markCancelable") || call.contains("MarkCancelable") {
                    let marks = call.contains("MarkCancelable");
                    match (marks, self.owner()) {
                        _ if canceled => self.pass(place, Owner::Canceled),
                        (true, Some(Owner::Driver)) if succeeded => self.pass(place, Owner::Marked),
                        (false, Some(Owner::Marked)) if succeeded => {
                            self.pass(place, Owner::Driver);
                        }
                        _ => {}
                    }
                } else if succeeded && ["WdfRequestRequeue", FORWARD].contains(call) {
                    self.pass(place, Owner::Queue);
                }
            }
            EventKind::Cancel { .. } => self.cancel(index),
            EventKind::Completed { status, .. } if self.completed.is_none() => {
                self.completed = Some((index, *status));
            }
            EventKind::Violation(_) => self.violations.push(index),
            _ => {}
        }
    }

    fn cancel(&mut self, index: usize) {
        self.cancels.push(index);
        if matches!(self.owner(), Some(Owner::Marked | Owner::Queue)) {
            self.pass(Place(index, 0.5), Owner::Canceled);
        }
    }
}

const FORWARD: &str = "WdfRequestForwardToIoQueue";

/// The requests, by number.
pub(super) fn of(events: &[Event], threads: &Threads, operations: &[Operation]) -> Vec<Request> {
    let mut all: BTreeMap<ObjectName, Request> = BTreeMap::new();
    let beginnings: BTreeMap<usize, usize> = operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| operation.request.is_some())
        .map(|(number, operation)| (operation.first, number))
        .collect();
    for (index, event) in events.iter().enumerate() {
        if let Some(begun) = beginnings.get(&index) {
            begin(&mut all, &operations[*begun], *begun);
        }
        let returned = threads.end[index].map(|end| &events[end]);
        for name in event.kind.requests() {
            let request = all.entry(name).or_insert_with(|| Request {
                owners: vec![(Place(index, 0.0), Owner::Queue)],
                ..Request::new(name)
            });
            request.follow(index, event, returned);
        }
    }
    all.into_values().collect()
}

/// Lets the request of an operation begin, if no event has named it before.
fn begin(all: &mut BTreeMap<ObjectName, Request>, operation: &Operation, index: usize) {
    let Some(name) = operation.request else { return };
    let request = all.entry(name).or_insert_with(|| Request::new(name));
    request.operation = Some(index);
    if request.owners.is_empty() {
        let at_once = operation.first < operation.event;
        let (made, queued) = if at_once { (-1.0, -0.5) } else { (0.0, 0.5) };
        request.pass(Place(operation.first, made), Owner::Application);
        request.pass(Place(operation.first, queued), Owner::Queue);
    }
}

#[cfg(test)]
mod tests {
    use kmdf_host::ObjectKind;
    use kmdf_host::abi::STATUS_SUCCESS;
    use kmdf_host::trace::ThreadName;

    use super::super::operations;
    use super::super::samples::*;
    use super::*;

    fn lives(rows: impl IntoIterator<Item = (ThreadName, EventKind)>) -> Vec<Request> {
        let events = events(rows);
        let threads = Threads::of(&events);
        of(&events, &threads, &operations::of(&events, &threads))
    }

    fn owners(request: &Request) -> Vec<Owner> {
        request.owners.iter().map(|(_, owner)| *owner).collect()
    }

    #[test]
    fn request_that_a_tick_completes_goes_from_hand_to_hand() {
        const UNMARK: &str = "WdfRequestUnmarkCancelable";
        let tick = [
            (DPC, enter("EvtTimerFunc", first(ObjectKind::Timer))),
            (DPC, calls(UNMARK, request(1))),
            (DPC, returned_with(UNMARK, STATUS_SUCCESS)),
            (DPC, complete("WdfRequestComplete", 1, STATUS_SUCCESS)),
            (DPC, completed(1, STATUS_SUCCESS)),
        ];
        let lives = lives(marked_write().into_iter().chain(tick));
        let expected =
            [Owner::Application, Owner::Queue, Owner::Driver, Owner::Marked, Owner::Driver];
        assert_eq!(owners(&lives[0]), expected);
        assert_eq!(lives[0].completed, Some((9, STATUS_SUCCESS)));
        assert_eq!(lives[0].operation, Some(0));
    }

    #[test]
    fn cancel_of_a_queued_request_is_in_its_row_only() {
        let cancel = [(APP, write(2)), (APP, cancel(2)), (APP, completed(2, STATUS_CANCELLED))];
        let lives = lives(marked_write().into_iter().chain(cancel));
        assert!(lives[0].cancels.is_empty());
        assert_eq!(lives[1].cancels, [6]);
        assert_eq!(owners(&lives[1]), [Owner::Application, Owner::Queue, Owner::Canceled]);
    }

    #[test]
    fn violation_that_names_a_request_is_in_its_row() {
        let broken = [(DPC, violation(request(1)))];
        assert_eq!(lives(marked_write().into_iter().chain(broken))[0].violations, [5]);
    }

    #[test]
    fn request_without_a_beginning_is_taken_to_be_queued() {
        let lives = lives([(DPC, completed(7, STATUS_CANCELLED))]);
        assert_eq!((lives[0].name, owners(&lives[0])), (request(7), vec![Owner::Queue]));
    }
}
