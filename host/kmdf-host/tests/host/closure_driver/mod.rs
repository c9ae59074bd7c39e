//! A test driver whose callbacks are closures, and a machine that runs it.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

pub mod attributes;
pub mod control;
pub mod device;
pub mod entry;
pub mod handles;
mod inf;
pub mod queue;
mod small_objects;
pub mod state;
mod targets;
mod user_buffers;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

pub use attributes::{Attributes, LARGE, SMALL, attributes, below_device};
pub use control::{ControlInit, Text};
pub use device::{Adding, INTERFACE, timer};
pub(crate) use handles::ddi;
pub use handles::{
    Collection, Device, Dpc, Driver, FileObject, Memory, Object, Queue, Request, SpinLock, Target,
    Timer, WaitLock, WorkItem,
};
pub use inf::{INF, inf_with_filter, inf_with_service_values};
pub use kmdf_host::{
    DeviceNode, DriverImage, DriverPackage, Event, EventKind, File, Machine, NodeStatus,
    ObjectKind, ObjectName, Operation, Problem, Process, Rule, Service, ServiceStatus, Violation,
    Who,
};
pub use queue::{QueueSpec, manual, parallel, sequential};
use state::{State, claim_other_threads, claim_thread, lock};
pub use state::{count, counted, keep, kept, note, notes};
pub use targets::Options;
pub use wdk_sys::NTSTATUS;

/// The first model of [`INF`].
pub const FIRST: &str = r"root\HOSTTEST";
/// The second model of [`INF`].
pub const SECOND: &str = r"root\HOSTTEST_2";

pub const SUCCESS: NTSTATUS = 0;
pub const PENDING: NTSTATUS = wdk_sys::STATUS_PENDING;
pub const CANCELLED: NTSTATUS = wdk_sys::STATUS_CANCELLED;

/// A machine with the test driver installed.
pub struct Bench {
    pub machine: Machine,
    state: Arc<State>,
}

impl Bench {
    /// A machine with virtual time, and a driver that does `add` in EvtDriverDeviceAdd. It has no
    /// device.
    pub fn without_device(add: impl Fn(Adding) -> NTSTATUS + Send + Sync + 'static) -> Self {
        Self::on(Machine::new(), add)
    }

    /// A driver on a machine.
    pub fn on(machine: Machine, add: impl Fn(Adding) -> NTSTATUS + Send + Sync + 'static) -> Self {
        Self::from_inf(machine, INF, add)
    }

    /// A driver on a machine, installed by another INF.
    pub fn from_inf(
        machine: Machine,
        inf: &str,
        add: impl Fn(Adding) -> NTSTATUS + Send + Sync + 'static,
    ) -> Self {
        let state = Arc::new(State::default());
        *lock(&state.add) = Some(Arc::new(add));
        claim_thread(&state);
        // SAFETY: the test drivers use memory correctly, or test that the host detects misuse.
        let image = unsafe { DriverImage::from_entry(entry::driver_entry) };
        let package = DriverPackage::new(inf, image).expect("a valid INF");
        machine.install(package).expect("the package can be installed");
        Self { machine, state }
    }

    /// A machine with a driver without Plug and Play, which does `entry` in DriverEntry after
    /// WdfDriverCreate, and the driver's service, which is stopped.
    pub fn non_pnp(entry: impl Fn() -> NTSTATUS + Send + Sync + 'static) -> (Self, Service) {
        let state = Arc::new(State::default());
        state.non_pnp.store(true, Ordering::Relaxed);
        claim_thread(&state);
        let machine = Machine::new();
        // SAFETY: the test drivers use memory correctly, or test that the host detects misuse.
        let image = unsafe { DriverImage::from_entry(entry::driver_entry) };
        let service = machine.create_service("NonPnp", image);
        let bench = Self { machine, state };
        bench.on_entry(entry);
        (bench, service)
    }

    /// A machine with a started device.
    pub fn new(add: impl Fn(Adding) + Send + Sync + 'static) -> Self {
        let bench = Self::without_device(move |adding| {
            add(adding);
            SUCCESS
        });
        bench.device();
        bench
    }

    /// A machine with a started device, which has one queue for all requests.
    pub fn with_queue(queue: impl Fn() -> QueueSpec + Send + Sync + 'static) -> Self {
        Self::new(move |adding| {
            let device = adding.device();
            keep("queue", queue().for_everything().create(device));
        })
    }

    /// Runs this driver's callbacks on threads that no test has claimed.
    pub fn claim_other_threads(&self) {
        claim_other_threads(&self.state);
    }

    /// Runs this driver's callbacks on the calling thread.
    pub fn claim_thread(&self) {
        claim_thread(&self.state);
    }

    /// Creates a device of the first model, which must start.
    pub fn device(&self) -> DeviceNode {
        let node = self.machine.create_device(FIRST).expect("the model is installed");
        self.check();
        assert_eq!(node.status(), NodeStatus::Started);
        node
    }

    /// The only device.
    pub fn node(&self) -> DeviceNode {
        self.machine.devices().into_iter().next().expect("a device")
    }

    /// Sets a PnP callback, by its name without `EvtDevice`.
    pub fn on_pnp(
        &self,
        name: &'static str,
        work: impl Fn(Device) -> NTSTATUS + Send + Sync + 'static,
    ) {
        lock(&self.state.pnp).insert(name, Arc::new(work));
    }

    /// Sets the work of DriverEntry after WdfDriverCreate.
    pub fn on_entry(&self, work: impl Fn() -> NTSTATUS + Send + Sync + 'static) {
        *lock(&self.state.entry) = Some(Arc::new(move |()| work()));
    }

    /// Lets the driver create its driver object without EvtDriverUnload.
    pub fn without_unload(&self) {
        self.state.no_unload.store(true, Ordering::Relaxed);
    }

    /// Sets EvtDriverUnload.
    pub fn on_unload(&self, work: impl Fn() + Send + Sync + 'static) {
        *lock(&self.state.unload) = Some(Arc::new(move |()| work()));
    }

    /// Sets EvtDeviceFileCreate.
    pub fn on_create(&self, work: impl Fn(Request, FileObject) + Send + Sync + 'static) {
        *lock(&self.state.create) = Some(Arc::new(move |(request, file)| work(request, file)));
    }

    /// Sets EvtFileCleanup or EvtFileClose, by its name without `EvtFile`.
    pub fn on_file(&self, name: &'static str, work: impl Fn(FileObject) + Send + Sync + 'static) {
        lock(&self.state.files).insert(name, Arc::new(work));
    }

    /// Opens the first device in a new process.
    pub fn open(&self) -> File {
        self.open_in(&self.machine.process())
    }

    /// Opens the first device.
    pub fn open_in(&self, process: &Process) -> File {
        let path = self.machine.interfaces(&INTERFACE).remove(0);
        process.open(&path).expect("the device opens")
    }

    /// Sets the closure that the next control code to the side door runs.
    pub fn prepare(&self, work: impl FnOnce() + Send + 'static) {
        *lock(&self.state.errand) = Some(Box::new(work));
    }

    /// Runs driver code through the side door of the device behind a file.
    pub fn run(&self, file: &File, work: impl FnOnce() + Send + 'static) {
        self.prepare(work);
        let door = file.device_control(0x22_2000, &[], 0);
        self.check();
        assert_eq!(door.result().map(|result| result.status), Some(SUCCESS), "the side door");
    }

    /// Turns a rule off that the driver of this test breaks.
    pub fn allow(&self, rule: Rule) {
        self.machine.set_rules(self.machine.rules().off(rule));
    }

    /// [`Machine::before_call`], on a thread that belongs to this driver.
    pub fn before(
        &self,
        ddi: &'static str,
        nth: u32,
        work: impl FnOnce(&Machine) + Send + 'static,
    ) {
        let state = Arc::clone(&self.state);
        self.machine.before_call(ddi, nth, move |machine| {
            claim_thread(&state);
            let mut work = Some(work);
            state::guarded(|_| work.take().map_or((), |work| work(machine)));
        });
    }

    pub fn advance_ms(&self, milliseconds: u64) {
        self.machine.advance(Duration::from_millis(milliseconds));
    }

    /// The callbacks entered so far, in order, each with the names of the objects passed to it.
    pub fn entered(&self) -> Vec<(&'static str, Vec<ObjectName>)> {
        let entries = self.machine.trace().into_iter().filter_map(|event| match event.kind {
            EventKind::CallbackEnter { callback, arguments } => {
                Some((callback, arguments.objects().collect()))
            }
            _ => None,
        });
        entries.collect()
    }

    /// The callbacks that the framework enters during `work`, without their arguments.
    pub fn callbacks_of(&self, work: impl FnOnce()) -> Vec<&'static str> {
        let before = self.entered().len();
        work();
        let after = self.entered().split_off(before);
        after.into_iter().map(|(callback, _)| callback).collect()
    }

    /// The event of the newest entry of a callback.
    pub fn last_entry(&self, callback: &str) -> Event {
        let trace = self.machine.trace();
        let entry = trace.into_iter().rev().find(|event| event.kind.enters(callback));
        entry.unwrap_or_else(|| panic!("{callback} was never called"))
    }

    /// Panics with the assertion that failed in a callback, if one did.
    pub fn check(&self) {
        if let Some(panic) = self.state.panic() {
            std::panic::resume_unwind(panic);
        }
    }

    /// Shuts down. Returns the violations of the whole run.
    pub fn shut_down(&self) -> Vec<Violation> {
        let violations = self.machine.shut_down();
        self.check();
        violations
    }

    /// Shuts down, and checks that the driver broke no rule.
    pub fn end_clean(self) {
        assert_eq!(self.shut_down(), []);
        assert_eq!(self.machine.objects(), []);
        assert_eq!(self.machine.pool(), []);
    }
}

impl Drop for Bench {
    /// Fails the test if a callback failed and the test has not called `check`.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.check();
        }
    }
}

/// The status of a completed operation.
pub fn status(operation: &Operation) -> NTSTATUS {
    let result = operation.result();
    result.unwrap_or_else(|| panic!("not completed: {operation:?}")).status
}

/// Whether an operation has not completed.
pub fn is_pending(operation: &Operation) -> bool {
    operation.result().is_none()
}
