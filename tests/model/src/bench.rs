//! A simulated machine with a build of the driver, which takes the same steps as the model.

use std::time::Duration;

use echo_support::{CONTROL_CODE, INTERFACE};
use kmdf_host::abi::{
    NTSTATUS, STATUS_BUFFER_OVERFLOW, STATUS_CANCELLED, STATUS_FILE_CLOSED,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_OBJECT_NAME_NOT_FOUND, STATUS_PENDING, STATUS_SUCCESS,
};
use kmdf_host::{
    DeviceNode, Error, Fault, FaultTarget, File, Machine, NodeStatus, Operation, Process,
    RegistryValue,
};

use crate::observation::{Observation, Outcome, Reply, State, Status};
use crate::step::{
    Change, DEVICES, FIRST_PERIOD, HANDLES, PROCESSES, Step, bytes_of_write, modulo,
};
use crate::watch::Watch;
use crate::{Subject, Variant};

/// A handle that a process has opened, and may have closed.
struct Opened {
    file: File,
    process: usize,
    open: bool,
}

/// An operation, its handle, and whether its completion was reported.
struct Sent {
    operation: Operation,
    by: usize,
    seen: bool,
}

pub(crate) struct Bench {
    pub(crate) machine: Machine,
    watch: Watch,
    variants: [Variant; DEVICES],
    devices: [Option<DeviceNode>; DEVICES],
    paths: [String; DEVICES],
    processes: [Process; PROCESSES],
    opened: Vec<Opened>,
    handles: [Option<usize>; HANDLES],
    operations: Vec<Sent>,
}

impl Bench {
    /// A machine with the driver's package, on which the first device has just started.
    pub(crate) fn new(subject: &Subject) -> Result<Self, Error> {
        let machine = echo_support::machine();
        let watch = Watch::on(&machine);
        subject.install(&machine)?;
        let processes = [machine.process(), machine.process()];
        let mut bench = Self {
            machine,
            watch,
            variants: [subject.variant, subject.variant.other()],
            devices: [None, None],
            // The names of the processes are not in use yet.
            paths: [0, 1].map(|number| format!(r"\\?\none#{number}")),
            processes,
            opened: Vec::new(),
            handles: [None; HANDLES],
            operations: Vec::new(),
        };
        bench.create(0, FIRST_PERIOD)?;
        Ok(bench)
    }

    /// Takes a step. Returns what applications can see afterwards.
    pub(crate) fn step(&mut self, step: Step) -> Observation {
        let reply = self.take(step);
        let mut completed = Vec::new();
        for (number, sent) in self.operations.iter_mut().enumerate().filter(|(_, s)| !s.seen) {
            if let Some(result) = sent.operation.result() {
                sent.seen = true;
                let kmdf_host::IoResult { status, information, data, completed_at: at } = result;
                let status = status_of(status);
                completed.push((number, Outcome { status, information, data: data.into(), at }));
            }
        }
        let mut memory: Vec<usize> =
            self.machine.pool().into_iter().map(|(_, size)| size).collect();
        memory.sort_unstable();
        let state = |device: &Option<DeviceNode>| device.as_ref().map(|d| state_of(d.status()));
        Observation {
            reply,
            now: self.machine.now(),
            completed,
            states: self.devices.iter().map(state).collect(),
            devices: self.machine.devices().len(),
            memory,
            calls: self.watch.calls(),
            violations: self.violations(),
        }
    }

    /// The rules that the driver has broken so far.
    pub(crate) fn violations(&self) -> Vec<String> {
        let violations = self.machine.violations();
        let mut violations: Vec<_> = violations.iter().map(ToString::to_string).collect();
        // Such a completion may present the next request on the same thread, which waits for the
        // lock.
        let under_lock = self.machine.observed().completions_under_lock;
        if under_lock > 0 {
            violations
                .push(format!("the driver completed {under_lock} requests while it held a lock"));
        }
        violations
    }

    fn take(&mut self, step: Step) -> Reply {
        match step {
            Step::Open { handle, device } => self.open(handle, modulo(device, DEVICES)),
            Step::Write { handle, length } => {
                let bytes = bytes_of_write(self.operations.len(), length as usize);
                self.issue(handle, |file| file.write(&bytes))
            }
            Step::Read { handle, length } => self.issue(handle, |file| file.read(length as usize)),
            Step::Control { handle } => {
                self.issue(handle, |file| file.device_control(CONTROL_CODE, &[1, 2, 3], 8))
            }
            Step::Cancel { back } => {
                let number = self.operations.len().checked_sub(usize::from(back) + 1);
                let sent = number.map(|number| &self.operations[number]);
                // A cancellation needs the handle.
                let sent = sent.filter(|sent| self.opened[sent.by].open);
                sent.map_or(Reply::Refused, |sent| Reply::Found(sent.operation.cancel()))
            }
            Step::CancelAll { handle } => self
                .open_handle(handle)
                .map_or(Reply::Refused, |opened| Reply::Found(opened.file.cancel_all())),
            Step::Close { handle } => self.open_handle(handle).map_or(Reply::Refused, |opened| {
                opened.open = false;
                opened.file.close();
                Reply::Done
            }),
            Step::Exit { process } => {
                let number = modulo(process, PROCESSES);
                self.processes[number].exit();
                self.processes[number] = self.machine.process();
                let its = self.opened.iter_mut().filter(|opened| opened.process == number);
                its.for_each(|opened| opened.open = false);
                Reply::Done
            }
            Step::Advance { units } => {
                self.machine.advance(Duration::from_nanos(u64::from(units) * 100));
                Reply::Done
            }
            Step::Starve => {
                let status = STATUS_INSUFFICIENT_RESOURCES;
                let _ = self.machine.clear_faults();
                self.machine.inject(Fault { call: FaultTarget::Allocation, nth: 1, status });
                Reply::Done
            }
            Step::Create { device, period } => {
                let device = modulo(device, DEVICES);
                let status = self.devices[device].as_ref().map(DeviceNode::status);
                if matches!(status, None | Some(NodeStatus::Removed | NodeStatus::SurpriseRemoved))
                {
                    done(self.create(device, period.into()))
                } else {
                    Reply::Refused
                }
            }
            Step::Change { device, change } => {
                let device = self.devices[modulo(device, DEVICES)].as_ref();
                device.map_or(Reply::Refused, |device| done(apply(device, change)))
            }
        }
    }

    fn open_handle(&mut self, handle: u8) -> Option<&mut Opened> {
        let number = self.handles[modulo(handle, HANDLES)]?;
        self.opened.get_mut(number).filter(|opened| opened.open)
    }

    fn open(&mut self, handle: u8, device: usize) -> Reply {
        let handle = modulo(handle, HANDLES);
        let process = handle % PROCESSES;
        match self.processes[process].open(&self.paths[device]) {
            Ok(file) => {
                self.opened.push(Opened { file, process, open: true });
                self.handles[handle] = Some(self.opened.len() - 1);
                Reply::Opened(Status::Success)
            }
            Err(status) => Reply::Opened(status_of(status)),
        }
    }

    fn issue(&mut self, handle: u8, send: impl FnOnce(&File) -> Operation) -> Reply {
        let Some(by) = self.handles[modulo(handle, HANDLES)] else { return Reply::Refused };
        let operation = send(&self.opened[by].file);
        let issued = status_of(operation.issued());
        self.operations.push(Sent { operation, by, seen: false });
        Reply::Issued(issued)
    }

    fn create(&mut self, device: usize, period: u32) -> Result<(), Error> {
        let values = [("TimerPeriod", RegistryValue::Dword(period))];
        let id = self.variants[device].hardware_id();
        let node = self.machine.create_device_with(id, &values)?;
        if let Some(path) = node.interface(&INTERFACE) {
            self.paths[device] = path;
        }
        self.devices[device] = Some(node);
        Ok(())
    }
}

fn apply(device: &DeviceNode, change: Change) -> Result<(), Error> {
    match change {
        Change::Suspend => device.suspend(),
        Change::Resume => device.resume(),
        Change::Stop => device.stop(),
        Change::Start => device.start(),
        Change::Disable => device.disable(),
        Change::Enable => device.enable(),
        Change::Remove => device.remove(),
        Change::SurpriseRemove => device.surprise_remove(),
    }
}

fn done(result: Result<(), Error>) -> Reply {
    match result {
        Ok(()) => Reply::Done,
        Err(Error::InvalidState { .. }) => Reply::Refused,
        Err(Error::OutstandingOpen { .. }) => Reply::InUse,
        Err(error) => Reply::Failed(error.to_string()),
    }
}

fn status_of(status: NTSTATUS) -> Status {
    match status {
        STATUS_SUCCESS => Status::Success,
        STATUS_PENDING => Status::Pending,
        STATUS_BUFFER_OVERFLOW => Status::BufferOverflow,
        STATUS_INSUFFICIENT_RESOURCES => Status::InsufficientResources,
        STATUS_CANCELLED => Status::Cancelled,
        STATUS_INVALID_DEVICE_REQUEST => Status::InvalidDeviceRequest,
        STATUS_INVALID_DEVICE_STATE => Status::InvalidDeviceState,
        STATUS_FILE_CLOSED => Status::FileClosed,
        STATUS_OBJECT_NAME_NOT_FOUND => Status::ObjectNameNotFound,
        other => Status::Other(other),
    }
}

fn state_of(status: NodeStatus) -> State {
    match status {
        NodeStatus::Started => State::Started,
        NodeStatus::Asleep => State::Asleep,
        NodeStatus::Stopped => State::Stopped,
        NodeStatus::Disabled => State::Disabled,
        NodeStatus::SurpriseRemoved => State::SurpriseRemoved,
        NodeStatus::Removed => State::Removed,
        other => State::Failed(other.to_string()),
    }
}
