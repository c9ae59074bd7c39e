//! Counts what a build of the driver is called for, as it happens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use kmdf_host::{Event, Machine, Who};

use crate::observation::Calls;

/// What was seen of a machine since it was watched.
#[derive(Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    calls: Calls,
    /// How many spin locks each thread has.
    locks: BTreeMap<String, u32>,
    complaints: Vec<String>,
}

impl Watch {
    /// Watches a machine from now on.
    pub(crate) fn on(machine: &Machine) -> Self {
        let watch = Self::default();
        let sink = watch.clone();
        machine.on_event(move |event| sink.with(|seen| seen.see(event)));
        watch
    }

    /// The calls so far.
    pub(crate) fn calls(&self) -> Calls {
        self.with(|seen| seen.calls)
    }

    /// The completions so far under a lock of the driver's: each may present the next request on
    /// the same thread.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.with(|seen| seen.complaints.clone())
    }

    fn with<R>(&self, work: impl FnOnce(&mut Seen) -> R) -> R {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Seen {
    fn see(&mut self, event: &Event) {
        let name = event.what.split(['(', ' ']).next().unwrap_or_default();
        match (event.who, name) {
            (Who::CallbackEnter, "EvtIoRead" | "EvtIoWrite") => self.calls.presented += 1,
            (Who::CallbackEnter, "EvtTimerFunc") => self.calls.ticks += 1,
            (Who::CallbackEnter, "EvtRequestCancel") => self.calls.cancels += 1,
            (Who::CallReturned, "WdfSpinLockAcquire") => {
                *self.locks.entry(event.thread.clone()).or_default() += 1;
            }
            (Who::Call, "WdfSpinLockRelease") => {
                let held = self.locks.entry(event.thread.clone()).or_default();
                *held = held.saturating_sub(1);
            }
            (Who::Call, name)
                if name.starts_with("WdfRequestComplete")
                    && self.locks.get(&event.thread).is_some_and(|held| *held > 0) =>
            {
                self.complaints.push(format!("completed under a lock: {event}"));
            }
            _ => {}
        }
    }
}
