//! Counts what a build of the driver is called for, as it happens.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kmdf_host::{Event, EventKind, Machine};

use crate::observation::Calls;

/// What was seen of a machine since it was watched.
#[derive(Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Calls>>);

impl Watch {
    /// Watches a machine from now on.
    pub(crate) fn on(machine: &Machine) -> Self {
        let watch = Self::default();
        let sink = watch.clone();
        machine.on_event(move |event| see(&mut sink.lock(), event));
        watch
    }

    /// The calls so far.
    pub(crate) fn calls(&self) -> Calls {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn see(calls: &mut Calls, event: &Event) {
    let EventKind::CallbackEnter { callback, .. } = event.kind else { return };
    match callback {
        "EvtIoRead" | "EvtIoWrite" => calls.presented += 1,
        "EvtTimerFunc" => calls.ticks += 1,
        "EvtRequestCancel" => calls.cancels += 1,
        _ => {}
    }
}
