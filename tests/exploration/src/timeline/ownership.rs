//! Who has each request, from the application that makes it to its completion.

use std::collections::BTreeMap;

use kmdf_host::Who;

use super::Event;
use super::operations::{Operation, delivers};
use super::text::{completion, name, requests, status};
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
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) number: u32,
    /// What the application asked for, if that is known.
    pub(super) operation: Option<usize>,
    /// Who has it, each from its place to that of the next.
    pub(super) owners: Vec<(Place, Owner)>,
    /// The events that cancelled it.
    pub(super) cancels: Vec<usize>,
    /// Where it was completed, and with which status.
    pub(super) completed: Option<(usize, u32)>,
    /// The violations that name it.
    pub(super) violations: Vec<usize>,
}

impl Request {
    fn owner(&self) -> Option<Owner> {
        self.owners.last().map(|(_, owner)| *owner)
    }

    fn pass(&mut self, place: Place, owner: Owner) {
        if self.completed.is_none() && self.owner() != Some(owner) {
            self.owners.push((place, owner));
        }
    }

    /// What an event that names the request means for it. A call that returns has its own text, and
    /// that of the call.
    fn follow(&mut self, index: usize, event: &Event, returned: Option<&Event>) {
        let result = returned.and_then(|returned| status(&returned.what));
        match (event.who, name(&event.what)) {
            (Who::CallbackEnter, "EvtRequestCancel" | "EvtIoCanceledOnQueue") => {
                self.pass(Place(index, 0.0), Owner::Canceled);
            }
            (Who::CallbackEnter, _) if delivers(event) => {
                self.pass(Place(index, 0.0), Owner::Driver);
            }
            (Who::Call, call) => {
                let place = Place(index, 0.5);
                let succeeded = result.is_some_and(|status| status >> 31 == 0);
                let canceled = result.is_some_and(|status| status == CANCELLED);
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
                } else if succeeded && ["WdfRequestRequeue", FORWARD].contains(&call) {
                    self.pass(place, Owner::Queue);
                }
            }
            (Who::Cancel, _) => self.cancel(index),
            (Who::IoManager, _) if self.completed.is_none() => {
                self.completed = completion(&event.what).map(|(status, _)| (index, status));
            }
            (Who::Violation, _) => self.violations.push(index),
            _ => {}
        }
    }

    fn cancel(&mut self, index: usize) {
        self.cancels.push(index);
        if matches!(self.owner(), Some(Owner::Marked | Owner::Queue)) {
            self.pass(Place(index, 0.5), Owner::Canceled);
        }
    }

    /// The next event from `index` on by which it shows that it is cancelled.
    fn shows_cancel(&self, events: &[Event], threads: &Threads, index: usize) -> Option<usize> {
        (index..events.len()).find(|at| {
            let event = &events[*at];
            let canceled = |at: usize| status(&events[at].what) == Some(CANCELLED);
            requests(&event.what).any(|request| request == self.number)
                && match event.who {
                    Who::CallbackEnter => name(&event.what) == "EvtRequestCancel",
                    Who::Call => threads.end[*at].is_some_and(canceled),
                    Who::IoManager => completion(&event.what).is_some_and(|c| c.0 == CANCELLED),
                    _ => false,
                }
        })
    }
}

const FORWARD: &str = "WdfRequestForwardToIoQueue";
const CANCELLED: u32 = kmdf_host::abi::STATUS_CANCELLED.cast_unsigned();

/// The requests, by number.
pub(super) fn of(events: &[Event], threads: &Threads, operations: &[Operation]) -> Vec<Request> {
    let mut all: BTreeMap<u32, Request> = BTreeMap::new();
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
        if event.who == Who::Cancel && requests(&event.what).next().is_none() {
            cancel_one(&mut all, events, threads, index);
        }
        let returned = threads.end[index].map(|end| &events[end]);
        for number in requests(&event.what) {
            let request = all.entry(number).or_insert_with(|| Request {
                number,
                owners: vec![(Place(index, 0.0), Owner::Queue)],
                ..Request::default()
            });
            request.follow(index, event, returned);
        }
    }
    all.into_values().collect()
}

/// Lets the request of an operation begin, if no event has named it before.
fn begin(all: &mut BTreeMap<u32, Request>, operation: &Operation, index: usize) {
    let Some(number) = operation.request else { return };
    let request = all.entry(number).or_default();
    (request.number, request.operation) = (number, Some(index));
    if request.owners.is_empty() {
        let at_once = operation.first < operation.told;
        let (made, queued) = if at_once { (-1.0, -0.5) } else { (0.0, 0.5) };
        request.pass(Place(operation.first, made), Owner::Application);
        request.pass(Place(operation.first, queued), Owner::Queue);
    }
}

/// Says whom a cancel meant that does not say it: the only request there is, or else the one that
/// shows first that it is cancelled.
fn cancel_one(all: &mut BTreeMap<u32, Request>, events: &[Event], threads: &Threads, index: usize) {
    let outstanding = |request: &&mut Request| {
        request.completed.is_none() && request.cancels.is_empty() && !request.owners.is_empty()
    };
    let mut found: Vec<&mut Request> = all.values_mut().filter(outstanding).collect();
    if found.len() > 1 {
        let shows = |request: &Request| request.shows_cancel(events, threads, index);
        found.retain(|request| shows(request).is_some());
        found.sort_by_key(|request| shows(request));
    }
    if let Some(request) = found.into_iter().next() {
        request.cancel(index);
    }
}

#[cfg(test)]
mod tests {
    use super::super::operations;
    use super::super::threads::tests::told;
    use super::*;

    fn lives(events: &[(&str, Who, &str)]) -> Vec<Request> {
        let events = told(events);
        let threads = Threads::of(&events);
        of(&events, &threads, &operations::of(&events, &threads))
    }

    fn owners(request: &Request) -> Vec<Owner> {
        request.owners.iter().map(|(_, owner)| *owner).collect()
    }

    const WRITE: [(&str, Who, &str); 5] = [
        ("app 1", Who::CallbackEnter, "EvtIoWrite(Q1, R1, len 4)"),
        ("app 1", Who::Call, "WdfRequestMarkCancelableEx(R1)"),
        ("app 1", Who::CallReturned, "WdfRequestMarkCancelableEx = 00000000"),
        ("app 1", Who::CallbackLeave, "EvtIoWrite"),
        ("app 1", Who::Application, "WriteFile(4) -> 00000103"),
    ];

    #[test]
    fn request_that_a_tick_completes_goes_from_hand_to_hand() {
        let tick = [
            ("dpc 0", Who::CallbackEnter, "EvtTimerFunc(T1)"),
            ("dpc 0", Who::Call, "WdfRequestUnmarkCancelable(R1)"),
            ("dpc 0", Who::CallReturned, "WdfRequestUnmarkCancelable = 00000000"),
            ("dpc 0", Who::Call, "WdfRequestComplete(R1, 00000000)"),
            ("dpc 0", Who::IoManager, "R1 completed: 00000000, 4"),
        ];
        let lives = lives(&[&WRITE[..], &tick].concat());
        let expected =
            [Owner::Application, Owner::Queue, Owner::Driver, Owner::Marked, Owner::Driver];
        assert_eq!(owners(&lives[0]), expected);
        assert_eq!(lives[0].completed, Some((9, 0)));
        assert_eq!(lives[0].operation, Some(0));
    }

    #[test]
    fn cancel_of_one_of_two_requests_is_that_of_the_one_that_shows_it() {
        let cancel = [
            ("app 1", Who::Application, "ReadFile(4) -> 00000103"),
            ("app 1", Who::Cancel, "I/O manager cancels one request"),
            ("app 1", Who::IoManager, "R2 completed: c0000120, 0"),
        ];
        let lives = lives(&[&WRITE[..], &cancel].concat());
        assert!(lives[0].cancels.is_empty());
        assert_eq!(lives[1].cancels, [6]);
        assert_eq!(owners(&lives[1]), [Owner::Application, Owner::Queue, Owner::Canceled]);
    }

    #[test]
    fn violation_that_names_a_request_is_in_its_row() {
        let broken = [("dpc 0", Who::Violation, "DoubleCompletion: R1 in WdfRequestComplete")];
        assert_eq!(lives(&[&WRITE[..], &broken].concat())[0].violations, [5]);
    }

    #[test]
    fn request_without_a_beginning_is_taken_to_be_queued() {
        let lives = lives(&[("dpc 0", Who::IoManager, "R7 completed: c0000120, 0")]);
        assert_eq!((lives[0].number, owners(&lives[0])), (7, vec![Owner::Queue]));
    }
}
