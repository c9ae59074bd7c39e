//! How much a machine keeps: nothing may grow with the machine's age.

use super::deleted::Deleted;
use super::{Machine, State};
use crate::memory::freed::Quarantine;
use crate::pnp::Notifications;
use crate::trace::Trace;

/// How much of one thing a machine keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The thing, in the plural.
    pub what: &'static str,
    /// How many of it are kept.
    pub count: usize,
    /// The most that are kept of what is past; `None` for what exists now.
    pub limit: Option<usize>,
}

impl Machine {
    /// How many of each thing the machine keeps. For the test that a machine does not grow.
    #[doc(hidden)]
    #[must_use]
    pub fn kept(&self) -> Vec<Kept> {
        self.inner.with(|state| state.kept())
    }
}

impl State {
    fn kept(&self) -> Vec<Kept> {
        let now = |what, count| Kept { what, count, limit: None };
        let past = |what, count, limit| Kept { what, count, limit: Some(limit) };
        let (blocks, freed) = self.pool.kept();
        let freed_limit = Quarantine::LIMIT / Quarantine::OVERHEAD;
        vec![
            now("objects", self.objects.values().count()),
            now("children", self.objects.values().map(|object| object.children.len()).sum()),
            now("kinds of names", self.names.numbers.len()),
            now("ranges of handles", self.names.handles.len()),
            now("DPCs", self.dpcs.len()),
            now("work items", self.work_items.len()),
            now("pool blocks", blocks),
            now("misused blocks", self.misused.len()),
            now("preemptions", self.preemptions.len()),
            now("packages", self.packages.len()),
            now("drivers", self.drivers.len()),
            now("registry keys", self.made_keys.len()),
            now("device nodes", self.nodes.len() - self.removed_nodes.len()),
            now("control devices", self.control_devices.len()),
            now("physical devices", self.physical_devices.len()),
            now("assigned properties", self.assigned_properties.len()),
            now("hardware IDs", self.instances.len()),
            now("files", self.files.len()),
            now("files on the disk", self.disk.files.len()),
            now("files that drivers have open", self.disk.open.len()),
            now("work items of the I/O manager", self.io_work_items.len()),
            now("system threads", self.system_threads.len()),
            now("notifications", self.notifications.listeners.len()),
            now("operations", self.operations.values().count()),
            past("deleted objects", self.deleted.len(), Deleted::KEPT),
            past("freed blocks", freed, freed_limit),
            past("removed nodes", self.removed_nodes.len(), Self::REMOVED_KEPT),
            past("events of WMI", self.notifications.events_kept(), Notifications::limit()),
            past("events", self.trace.len(), Trace::KEPT),
            past("violations", self.violations.len(), Self::VIOLATIONS_KEPT),
            past("lines of debug output", self.debug_output.len(), Self::LINES_KEPT),
        ]
    }
}
