//! An echo device as an application and the system see it.

use std::cell::Cell;
use std::time::Duration;

use echo_support::{INTERFACE, PERIOD, pattern};
use kmdf_host::{DeviceNode, File, Machine, NodeStatus, Process};

use crate::outcome::Outcome;

/// A started echo device.
pub(crate) struct Echo {
    pub(crate) node: DeviceNode,
    pub(crate) machine: Machine,
    pub(crate) path: String,
    /// The time at which the timer was started: ticks are counted from it.
    started: Cell<u64>,
}

impl Echo {
    /// A device that has just started.
    #[track_caller]
    pub(crate) fn started(node: DeviceNode) -> Self {
        let machine = node.machine();
        let path = node.interface(&INTERFACE);
        let path = path.unwrap_or_else(|| panic!("{node:?} has no interface"));
        let started = Cell::new(machine.now());
        Self { node, machine, path, started }
    }

    /// Counts ticks from now: the device has just started its timer again.
    pub(crate) fn restarted(&self) {
        assert_eq!(self.node.status(), NodeStatus::Started);
        self.started.set(self.machine.now());
    }

    /// Opens the device in a process of its own.
    #[track_caller]
    pub(crate) fn open(&self) -> File {
        self.open_in(&self.machine.process())
    }

    /// Opens the device.
    #[track_caller]
    pub(crate) fn open_in(&self, process: &Process) -> File {
        process.open(&self.path).unwrap_or_else(|s| panic!("open: {}", kmdf_host::describe(s)))
    }

    /// The time of the next tick, with the period of the INF.
    pub(crate) fn next_tick(&self) -> u64 {
        let since = self.machine.now() - self.started.get();
        self.started.get() + (since / PERIOD + 1) * PERIOD
    }

    /// Lets time pass until the next tick. Returns the time of the tick.
    pub(crate) fn pass_tick(&self) -> u64 {
        let tick = self.next_tick();
        self.pass_until(tick);
        tick
    }

    /// Lets time pass until a moment, which is now or later.
    pub(crate) fn pass_until(&self, moment: u64) {
        let units = moment - self.machine.now();
        self.machine.advance(Duration::from_nanos(units * 100));
    }

    /// Stores bytes with a write.
    #[track_caller]
    pub(crate) fn store(&self, bytes: &[u8]) {
        let file = self.open();
        let write = file.write(bytes);
        let tick = self.pass_tick();
        write.succeeded(bytes.len(), tick);
        file.close();
    }

    /// Checks that exactly these bytes are stored.
    #[track_caller]
    pub(crate) fn has_stored(&self, bytes: &[u8]) {
        let file = self.open();
        let read = file.read(bytes.len() + 1);
        let at = if bytes.is_empty() { self.machine.now() } else { self.pass_tick() };
        let data = read.succeeded(bytes.len(), at);
        assert!(data == bytes, "the stored bytes are not the {} expected ones", bytes.len());
        file.close();
    }

    /// Checks that the device works: a read returns the bytes of a write.
    #[track_caller]
    pub(crate) fn works(&self) {
        let bytes = pattern(300, 77);
        self.store(&bytes);
        self.has_stored(&bytes);
    }
}
