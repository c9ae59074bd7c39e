//! Which events are those of one simulated thread, and which of them belong together.
//!
//! An event has the name of its thread, but two threads of a process share a name, as do two DPCs that
//! overlap. What one thread alone cannot do tells them apart: a driver calls only inside a callback,
//! and a call returns on its own thread. Where a choice remains, the thread that ran last continues.

use kmdf_host::trace::ThreadName;
use kmdf_host::{Event, Who};

/// The events of one simulated thread, or of several that never overlap.
#[derive(Debug)]
pub(super) struct Lane {
    /// The thread's name, with a number if there are more of that name.
    pub(super) name: String,
    /// Its events, oldest first.
    pub(super) events: Vec<usize>,
}

/// All events by thread. Each list has one entry for each event.
#[derive(Debug, Default)]
pub(super) struct Threads {
    pub(super) lanes: Vec<Lane>,
    /// The event's lane.
    pub(super) lane: Vec<usize>,
    /// How many callbacks and calls are active around it.
    pub(super) depth: Vec<usize>,
    /// Where what it begins ends, for a callback that is entered and a call.
    pub(super) end: Vec<Option<usize>>,
    /// Whether the thread is inside a callback or a call after it.
    pub(super) busy: Vec<bool>,
}

/// A callback or a call that is active.
#[derive(Debug)]
struct Open {
    who: Who,
    event: usize,
}

/// A thread while the events are gone through.
#[derive(Debug)]
struct Strand {
    thread: ThreadName,
    open: Vec<Open>,
    irql: u8,
    events: Vec<usize>,
}

/// Whether the framework may call the driver inside a call of that name.
fn may_call_back(call: &str) -> bool {
    ["Complete", "IoQueue", "Cancelable", "Requeue", "Forward", "Stop", "Delete", "Dereference"]
        .iter()
        .any(|part| call.contains(part))
}

impl Strand {
    /// Whether one thread alone could come to an event from where it is.
    fn fits(&self, events: &[Event], event: &Event) -> bool {
        let open = self.open.last();
        let inside = open.map(|open| (open.who, events[open.event].kind.name()));
        let this = event.kind.name();
        match event.who() {
            Who::Call => matches!(inside, Some((Who::CallbackEnter, _))) && self.irql == event.irql,
            Who::CallReturned => inside == Some((Who::Call, this)),
            Who::CallbackLeave => inside == Some((Who::CallbackEnter, this)),
            Who::CallbackEnter if this == Some("EvtTimerFunc") => inside.is_none(),
            Who::CallbackEnter => match inside {
                None => true,
                Some((who, call)) => who == Who::Call && call.is_some_and(may_call_back),
            },
            Who::Application | Who::Cancel | Who::Pnp => inside.is_none(),
            Who::Debug => matches!(inside, Some((Who::Call, _))),
            Who::IoManager | Who::Framework => !matches!(inside, Some((Who::CallbackEnter, _))),
            _ => true,
        }
    }
}

impl Threads {
    /// Tells the threads of some events apart.
    pub(super) fn of(events: &[Event]) -> Self {
        let mut strands: Vec<Strand> = Vec::new();
        let mut threads = Self { end: vec![None; events.len()], ..Self::default() };
        for (index, event) in events.iter().enumerate() {
            let place = choose(&strands, events, event);
            let strand = if let Some(place) = place {
                threads.lane.push(place);
                &mut strands[place]
            } else {
                threads.lane.push(strands.len());
                let (open, new) = (Vec::new(), Vec::new());
                strands.push(Strand { thread: event.thread, open, irql: 0, events: new });
                let last = strands.len() - 1;
                &mut strands[last]
            };
            let ends = matches!(event.who(), Who::CallReturned | Who::CallbackLeave);
            if ends && strand.fits(events, event) {
                let begun = strand.open.pop();
                if let Some(open) = begun {
                    threads.end[open.event] = Some(index);
                }
            }
            threads.depth.push(strand.open.len());
            if matches!(event.who(), Who::Call | Who::CallbackEnter) {
                strand.open.push(Open { who: event.who(), event: index });
            }
            threads.busy.push(!strand.open.is_empty());
            strand.irql = event.irql;
            strand.events.push(index);
        }
        threads.arrange(strands);
        threads
    }

    /// Puts the lanes in order and gives them names.
    fn arrange(&mut self, strands: Vec<Strand>) {
        let mut order: Vec<usize> = (0..strands.len()).collect();
        // Applications first, then who works for them: so are the names ordered.
        order.sort_by_key(|place| (strands[*place].thread, *place));
        for lane in &mut self.lane {
            *lane = order.iter().position(|place| place == lane).unwrap_or_default();
        }
        let threads: Vec<ThreadName> = order.iter().map(|place| strands[*place].thread).collect();
        let mut strands: Vec<Option<Strand>> = strands.into_iter().map(Some).collect();
        for (place, old) in order.into_iter().enumerate() {
            let Some(strand) = strands[old].take() else { continue };
            let before = threads[..place].iter().filter(|thread| **thread == strand.thread).count();
            let name = match before {
                0 => strand.thread.to_string(),
                _ => format!("{} ({})", strand.thread, before + 1),
            };
            self.lanes.push(Lane { name, events: strand.events });
        }
    }
}

/// The strand that an event continues; none if the event begins a new strand.
fn choose(strands: &[Strand], events: &[Event], event: &Event) -> Option<usize> {
    let of_thread = || (0..strands.len()).filter(|place| strands[*place].thread == event.thread);
    let fitting = of_thread().filter(|place| strands[*place].fits(events, event));
    let latest = |place: &usize| {
        let strand = &strands[*place];
        // Among idle threads the first continues, which keeps the lanes few.
        let ran = if strand.open.is_empty() { None } else { strand.events.last().copied() };
        (ran, std::cmp::Reverse(*place))
    };
    let begins = match event.who() {
        Who::Call | Who::CallReturned | Who::CallbackLeave => false,
        Who::CallbackEnter => event.kind.name() != Some("DriverEntry"),
        _ => true,
    };
    let found = fitting.max_by_key(latest);
    // The beginning of the events may be missing.
    found.or_else(|| if begins { None } else { of_thread().max_by_key(latest) })
}

#[cfg(test)]
mod tests {
    use kmdf_host::abi::STATUS_CANCELLED;
    use kmdf_host::trace::{CallResult, Pnp, PnpMessage};
    use kmdf_host::{EventKind, ObjectKind};

    use super::super::samples::*;
    use super::*;

    #[test]
    fn two_dpcs_of_one_name_that_overlap_have_lanes_of_their_own() {
        let (timer, lock) = (first(ObjectKind::Timer), first(ObjectKind::SpinLock));
        let events = events([
            (DPC, enter("EvtTimerFunc", timer)),
            (DPC, calls("WdfSpinLockAcquire", lock)),
            (DPC, enter("EvtTimerFunc", timer)),
            (DPC, returned("WdfSpinLockAcquire")),
            (DPC, leave("EvtTimerFunc")),
            (DPC, leave("EvtTimerFunc")),
        ]);
        let threads = Threads::of(&events);
        assert_eq!(threads.lane, [0, 0, 1, 0, 0, 1]);
        assert_eq!(threads.end, [Some(4), Some(3), Some(5), None, None, None]);
        assert_eq!(threads.lanes[1].name, "dpc 0 (2)");
    }

    #[test]
    fn callback_inside_a_completion_is_nested() {
        let events = events([
            (APP, enter("EvtRequestCancel", request(1))),
            (APP, complete("WdfRequestComplete", 1, STATUS_CANCELLED)),
            (APP, deliver("EvtIoRead", 2)),
            (APP, leave("EvtIoRead")),
            (APP, returned("WdfRequestComplete")),
            (APP, leave("EvtRequestCancel")),
        ]);
        let threads = Threads::of(&events);
        assert_eq!(threads.depth, [0, 1, 2, 2, 1, 0]);
        assert_eq!(threads.busy, [true, true, true, true, true, false]);
    }

    #[test]
    fn applications_stand_above_dpcs_and_the_pnp_manager() {
        let (message, device) = (PnpMessage::AddDevice, r"ROOT\ECHO\0000".into());
        let events = events([
            (PNP, EventKind::Pnp(Pnp::Sent { message, device })),
            (DPC, enter("EvtTimerFunc", first(ObjectKind::Timer))),
            (ThreadName::Application(10), exit()),
            (ThreadName::Application(2), exit()),
        ]);
        let names: Vec<_> = Threads::of(&events).lanes.into_iter().map(|lane| lane.name).collect();
        assert_eq!(names, ["app 2", "app 10", "dpc 0", "pnp"]);
    }

    #[test]
    fn events_without_their_beginning_still_have_a_lane_each() {
        let result = CallResult::Boolean(false);
        let events = events([
            (APP, EventKind::CallReturned { ddi: "WdfTimerStart", result }),
            (APP, leave("EvtIoRead")),
            (ThreadName::Host, violation(request(1))),
        ]);
        let threads = Threads::of(&events);
        assert_eq!(threads.lane.len(), 3);
        assert_eq!(threads.depth, [0, 0, 0]);
    }
}
