//! A device's stack: its drivers, and the device that each one created.

use super::node::Node;
use super::status::{Readiness, SelfManagedIo};
use crate::abi::WDF_PNPPOWER_EVENT_CALLBACKS;
use crate::handle::Handle;
use crate::machine::{Inner, State};

/// A driver in a device's stack, and the driver's device.
pub(crate) struct Stacked {
    /// The driver's service, by its index.
    pub(crate) driver: usize,
    /// The framework device that the driver created.
    pub(crate) device: Option<Handle>,
    pub(super) self_managed_io: SelfManagedIo,
    pub(super) readiness: Readiness,
}

impl Stacked {
    /// A driver whose `EvtDriverDeviceAdd` is still to be called.
    pub(super) fn new(driver: usize) -> Self {
        Self {
            driver,
            device: None,
            self_managed_io: SelfManagedIo::Created,
            readiness: Readiness::Unprepared,
        }
    }
}

/// A driver's place in a device's stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    /// The device node, by its index.
    pub(super) node: usize,
    /// The place in the node's stack, from 0 for the lowest.
    pub(super) index: usize,
}

impl Node {
    /// The framework devices of its stack, lowest first.
    pub(crate) fn devices(&self) -> impl DoubleEndedIterator<Item = Handle> + '_ {
        self.stack.iter().filter_map(|stacked| stacked.device)
    }

    /// The framework device that requests reach first.
    pub(crate) fn top(&self) -> Option<Handle> {
        self.devices().next_back()
    }
}

impl State {
    /// A driver in a stack; `None` once the stack is gone.
    pub(super) fn stacked(&mut self, level: Level) -> Option<&mut Stacked> {
        self.nodes.get_mut(level.node)?.stack.get_mut(level.index)
    }
}

impl Inner {
    /// The places in a node's stack whose drivers have a device, lowest first.
    pub(super) fn levels(&self, node: usize) -> Vec<Level> {
        self.with(|state| {
            let Some(record) = state.nodes.get(node) else { return Vec::new() };
            let stack = record.stack.iter().enumerate();
            let with_device = stack.filter(|(_, stacked)| stacked.device.is_some());
            with_device.map(|(index, _)| Level { node, index }).collect()
        })
    }

    /// The framework device at a level, and its callbacks.
    pub(super) fn device_at(&self, level: Level) -> Option<(Handle, WDF_PNPPOWER_EVENT_CALLBACKS)> {
        self.with(|state| {
            let device = state.nodes.get(level.node)?.stack.get(level.index)?.device?;
            Some((device, state.device(device)?.callbacks))
        })
    }

    pub(super) fn set_readiness(&self, level: Level, readiness: Readiness) {
        self.with(|state| {
            if let Some(stacked) = state.stacked(level) {
                stacked.readiness = readiness;
            }
        });
    }

    pub(super) fn readiness(&self, level: Level) -> Readiness {
        self.with(|state| {
            let stacked = state.nodes.get(level.node).and_then(|node| node.stack.get(level.index));
            stacked.map_or(Readiness::Unprepared, |stacked| stacked.readiness)
        })
    }

    /// How far the self-managed I/O of a device has come.
    pub(super) fn self_managed_io(&self, level: Level) -> SelfManagedIo {
        self.with(|state| {
            let stacked = state.nodes.get(level.node).and_then(|node| node.stack.get(level.index));
            stacked.map_or(SelfManagedIo::Created, |stacked| stacked.self_managed_io)
        })
    }

    pub(super) fn set_self_managed_io(&self, level: Level, machine: SelfManagedIo) {
        self.with(|state| {
            if let Some(stacked) = state.stacked(level) {
                stacked.self_managed_io = machine;
            }
        });
    }
}
