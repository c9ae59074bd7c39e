//! Counts the callbacks of a build of the driver as they happen.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kmdf_host::{Event, EventKind, Machine};

use crate::observation::Calls;

/// The callbacks on a machine since the watch began.
#[derive(Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Calls>>);

impl Watch {
    /// Starts to watch a machine.
    pub(crate) fn on(machine: &Machine) -> Self {
        let watch = Self::default();
        let sink = watch.clone();
        machine.on_event(move |event| see(&mut sink.lock(), event));
        watch
    }

    /// The callbacks so far.
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
