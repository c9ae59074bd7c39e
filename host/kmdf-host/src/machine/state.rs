//! The state of a machine.

use std::collections::{BTreeMap, VecDeque};

use super::Table;
use super::deleted::Deleted;
use super::disk::Disk;
use super::observed::Observer;
use crate::crash::Crash;
use crate::faults::Faults;
use crate::footprint::{Resource, Tracked};
use crate::framework::cancel_history::CancelHistory;
use crate::framework::lock_order::LockOrder;
use crate::framework::object::{Kind, Object};
use crate::framework::objects::Objects;
use crate::handle::Handle;
use crate::machine::Machine;
use crate::memory::block::Block;
use crate::memory::freed::Misused;
use crate::memory::pool::Pool;
use crate::memory::special_pool::SpecialPool;
use crate::names::{ObjectName, ObjectRef};
use crate::pnp::properties::Assigned;
use crate::pnp::registry::MadeKeys;
use crate::pnp::{
    DriverPackage, DriverService, Idle, IoWorkItem, Node, Notifications, SystemThread,
};
use crate::rules::{Rules, Violation};
use crate::running;
use crate::trace::Trace;
use crate::user::{FileRecord, Operations};

/// Work that waits for a processor or a worker thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Deferred {
    /// The DPC of a timer that expired.
    Timer(Handle),
    /// A DPC that the driver enqueued.
    Dpc(Handle),
    /// A queue's dispatcher, deferred because the thread held the presentation lock or its IRQL was
    /// too high.
    Dispatch(Handle),
    /// A work item that the driver enqueued.
    WorkItem(Handle),
    /// The deletion of an object that can only be disposed of at `PASSIVE_LEVEL`.
    Delete(Handle),
    /// The close of a file whose last operation has completed, by the file's number.
    Close(usize),
    /// The end of the time of a request that is sent.
    Timeout(Handle),
    /// The REMOVE of a surprise-removed device whose last file is closed, by the index of its node.
    Remove(usize),
    /// The surprise removal of a device whose driver says that it failed, by the index of its node.
    Fail(usize),
    /// A change of the power state of a device that is idle or no longer idle, by the index of its node.
    Idle(usize),
    /// A work item of the I/O manager, by its number.
    IoWork(usize),
    /// The beginning of a thread that a driver has made, by its number.
    Thread(usize),
    /// What the kernel tells the drivers that asked for it, by its number.
    Notify(usize),
    /// The unload of a driver whose service is stopped and whose last file is closed, by its index.
    Unload(usize),
}

/// What a test does to a machine on a thread of its own.
pub(super) type Action = Box<dyn FnOnce(&Machine) + Send>;

/// An action that a test has set before a call of the driver: the DDI, which of its calls, the
/// action.
pub(super) type Preemption = (&'static str, u32, Action);

/// The state of one machine.
#[derive(Default)]
pub(crate) struct State {
    /// The time since the machine started, in 100 ns units.
    pub(crate) now: Tracked<u64, { Resource::TIME.number() }>,
    /// The time between two ticks of the system clock, in 100 ns units; 0 if timers expire when they
    /// are due.
    pub(crate) clock_interval: u64,
    /// The framework's objects by handle.
    pub(crate) objects: Objects,
    /// The names of deleted objects.
    pub(crate) deleted: Deleted,
    pub(super) names: Names,
    pub(crate) dpcs: Tracked<VecDeque<Deferred>, { Resource::DPCS.number() }>,
    pub(crate) work_items: Tracked<VecDeque<Deferred>, { Resource::WORK_ITEMS.number() }>,
    pub(crate) pool: Pool,
    /// The call with which a driver first handed on memory that the host does not see.
    pub(crate) hidden: Option<&'static str>,
    /// Whether the machine is shutting down.
    pub(crate) shutting_down: bool,
    /// Where the memory lies that drivers get.
    pub(super) special_pool: SpecialPool,
    /// Memory that was misused; not reported yet.
    pub(crate) misused: Vec<Misused>,
    pub(crate) trace: Trace,
    /// The oldest [`VIOLATIONS_KEPT`](Self::VIOLATIONS_KEPT).
    pub(crate) violations: Vec<Violation>,
    /// The oldest [`VIOLATIONS_KEPT`](Self::VIOLATIONS_KEPT) breaches of rules that are warnings.
    pub(crate) warnings: Vec<Violation>,
    pub(crate) rules: Rules,
    /// What ended the machine, if it has crashed.
    pub(crate) crash: Option<Crash>,
    /// The newest [`LINES_KEPT`](Self::LINES_KEPT).
    pub(crate) debug_output: VecDeque<String>,
    /// Whether KMDF Verifier is off.
    pub(crate) verifier_off: bool,
    pub(crate) faults: Faults,
    pub(super) observer: Observer,
    pub(crate) lock_order: LockOrder,
    pub(crate) cancel_history: CancelHistory,
    pub(super) preemptions: Vec<Preemption>,
    /// The build of the machine's Windows, if a test has chosen it.
    pub(crate) windows_build: Option<u32>,
    pub(crate) packages: Tracked<Vec<DriverPackage>, { Resource::PACKAGES.number() }>,
    pub(crate) drivers: Tracked<Vec<DriverService>, { Resource::DRIVERS.number() }>,
    pub(crate) nodes: Tracked<Table<Node>, { Resource::NODES.number() }>,
    /// The control devices, oldest first.
    pub(crate) control_devices: Tracked<Vec<Handle>, { Resource::NODES.number() }>,
    /// The `DEVICE_OBJECT`s of the bus for which drivers have asked, by the index of the node.
    pub(crate) physical_devices: BTreeMap<usize, Block>,
    /// The properties that drivers have assigned to devices.
    pub(crate) assigned_properties: Tracked<Assigned, { Resource::STORED.number() }>,
    /// The I/O manager's work items.
    pub(crate) io_work_items: Tracked<Table<IoWorkItem>, { Resource::WORK_ITEMS.number() }>,
    /// The threads that drivers have made.
    pub(crate) system_threads: Tracked<Table<SystemThread>, { Resource::WORK_ITEMS.number() }>,
    /// When the timed waits of these threads end, by the numbers of the scheduler, in 100 ns units.
    pub(super) alarms: BTreeMap<u64, u64>,
    /// The disk.
    pub(crate) disk: Tracked<Disk, { Resource::STORED.number() }>,
    /// What drivers have asked the kernel to tell them.
    pub(crate) notifications: Tracked<Notifications, { Resource::NODES.number() }>,
    /// The registry keys that drivers made, by number.
    pub(crate) made_keys: Tracked<MadeKeys, { Resource::STORED.number() }>,
    /// The removed nodes that are kept, oldest first.
    pub(crate) removed_nodes: VecDeque<usize>,
    /// How many devices have had each hardware ID, in upper case.
    pub(crate) instances: BTreeMap<String, u32>,
    pub(crate) processes: u32,
    pub(crate) files: Tracked<Table<FileRecord>, { Resource::FILES.number() }>,
    /// The operations whose result an application may still ask for, by number.
    pub(crate) operations: Operations,
    pub(crate) operations_made: u64,
    /// The devices with idle settings.
    pub(crate) idle: Tracked<BTreeMap<Handle, Idle>, { Resource::IDLE.number() }>,
    /// When the time of requests that are sent is over, in 100 ns units, and these requests.
    pub(crate) timeouts: Vec<(u64, Handle)>,
}

/// The numbers for the handles and names of the next objects.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// How many handles of each range were given out.
    pub(super) handles: BTreeMap<usize, usize>,
    pub(super) numbers: BTreeMap<Kind, u32>,
}

/// An object as [`crate::Machine::objects`] shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectInfo {
    /// Its type, such as `WDFQUEUE`.
    pub kind: String,
    /// Its name in the trace, such as `Q1`.
    pub name: ObjectName,
    /// Its parent's type; `-` for an object without one.
    pub parent: String,
}

impl State {
    /// How many violations are kept. A driver that breaks a rule with each request has shown enough.
    pub(crate) const VIOLATIONS_KEPT: usize = 10_000;

    /// How many lines of debug output are kept.
    pub(crate) const LINES_KEPT: usize = 10_000;

    /// Zeroed memory for a driver; `None` for a size that no machine has.
    pub(crate) fn new_block(&self, length: usize) -> Option<Block> {
        if length == 0 {
            return Some(Block::zeroed(0));
        }
        Block::for_driver(length, self.special_pool, running::origin())
    }

    /// Zeroed memory for a block of pool. A block of a driver's Rust code has room before it, because
    /// the host looks there for the mark of the pool.
    pub(crate) fn new_pool_block(&self, length: usize, is_rust: bool) -> Option<Block> {
        let special = match self.special_pool {
            SpecialPool::VerifyStart if is_rust => SpecialPool::VerifyEnd,
            special => special,
        };
        Block::for_driver(length, special, running::origin())
    }

    /// A handle that was never used before, so that a stale one is always recognized.
    pub(crate) fn new_handle(&mut self) -> Handle {
        // In an exploration each thread has its own range of handles, so that two threads can
        // create objects in either order.
        let range = running::handle_range();
        let number = self.names.handles.entry(range).or_default();
        *number += 1;
        Handle::in_range(range, *number)
    }

    /// The name of the next object of a kind: `Q1`, `Q2` …
    pub(crate) fn new_name(&mut self, kind: Kind) -> ObjectName {
        let number = self.names.numbers.entry(kind).or_default();
        *number += 1;
        ObjectName { kind, number: *number }
    }

    /// The name of a handle's object.
    pub(crate) fn name(&self, handle: Handle) -> ObjectRef {
        if let Some(object) = self.objects.get(handle) {
            return ObjectRef::Existing(object.name);
        }
        match self.deleted.get(handle) {
            Some(name) => ObjectRef::Deleted(name),
            None if handle.is_null() => ObjectRef::Null,
            None => ObjectRef::Unknown,
        }
    }

    /// The objects that exist.
    pub(crate) fn census(&self) -> Vec<ObjectInfo> {
        let parent = |object: &Object| {
            let parent = object.parent.and_then(|parent| self.objects.get(parent));
            parent.map_or("-", |parent| parent.kind().type_name()).to_string()
        };
        self.objects
            .values()
            .map(|object| ObjectInfo {
                kind: object.kind().type_name().into(),
                name: object.name,
                parent: parent(object),
            })
            .collect()
    }

    /// When a timer expires: the earliest and the latest time.
    fn window(&self, timer: Handle) -> Option<(u64, u64)> {
        self.objects.get(timer)?.timer_window(self.clock_interval)
    }

    /// When the next timers expire: at the latest time of one of them. Others whose earliest time
    /// has come by then expire with it.
    pub(crate) fn next_due(&self) -> Option<u64> {
        let latest = |timer: Handle| self.window(timer).map(|(_, latest)| latest);
        let timeouts = self.timeouts.iter().map(|(due, _)| *due);
        self.objects
            .timers()
            .filter_map(latest)
            .chain(timeouts)
            .chain(self.next_idle())
            .chain(self.alarms.values().copied())
            .min()
    }

    /// Moves the clock to `time`. Returns `false`, and leaves the clock alone, if no timer is
    /// armed.
    pub(crate) fn sleep_until(&mut self, time: u64) -> bool {
        let later = self.next_due().is_some();
        if later {
            *self.now = (*self.now).max(time);
        }
        later
    }

    /// Queues the DPCs of the timers whose earliest time has come. A DPC that is still queued is not
    /// queued again (`KeInsertQueueDpc`).
    pub(crate) fn expire_timers(&mut self) {
        let now = *self.now;
        let mut expired: Vec<(u64, Handle)> = Vec::new();
        let mut next = self.objects.timer_behind(None);
        while let Some(handle) = next {
            next = self.objects.timer_behind(Some(handle));
            // Only timers that expire count as changed.
            let Some((first, _)) = self.window(handle).filter(|(first, _)| *first <= now) else {
                continue;
            };
            let Some(timer) = self.timer(handle) else { continue };
            timer.expire(now);
            expired.push((first, handle));
        }
        let over: Vec<(u64, Handle)> =
            self.timeouts.iter().copied().filter(|(due, _)| *due <= now).collect();
        self.timeouts.retain(|(due, _)| *due > now);
        self.expire_idle();
        for (_, request) in over {
            self.dpcs.push_back(Deferred::Timeout(request));
        }
        expired.sort_unstable();
        for (_, timer) in expired {
            let dpc = Deferred::Timer(timer);
            if !self.dpcs.contains(&dpc) {
                self.dpcs.push_back(dpc);
            }
        }
    }
}
