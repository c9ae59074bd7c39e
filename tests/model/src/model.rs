//! The model of the machine around the devices: time, processes, handles, power and removal.

use crate::device::{Device, Request, Surroundings};
use crate::observation::{Observation, Outcome, Reply, State, Status};
use crate::step::{
    Change, DEVICES, FIRST_PERIOD, HANDLES, PROCESSES, Step, bytes_of_write, modulo,
};

/// 100 ns units in a millisecond: the model depends on nothing, so that reading it is enough.
const MS: u64 = 10_000;

/// A device node, and its device while the device exists.
struct Node {
    state: State,
    /// The period of the timer, in 100 ns units.
    period: u64,
    device: Device,
    /// The time of the next tick. The timer runs only while the device is started.
    next_tick: Option<u64>,
}

/// An open file.
struct File {
    process: usize,
    node: usize,
    open: bool,
}

struct Operation {
    file: usize,
    outcome: Option<Outcome>,
}

/// The expected behaviour of a machine with echo devices.
pub struct Model {
    now: u64,
    nodes: Vec<Node>,
    /// The newest node of each device number.
    devices: [Option<usize>; DEVICES],
    files: Vec<File>,
    handles: [Option<usize>; HANDLES],
    operations: Vec<Operation>,
    around: Surroundings,
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

impl Model {
    /// A machine on which the first device has just started.
    #[must_use]
    pub fn new() -> Self {
        let mut model = Self {
            now: 0,
            nodes: Vec::new(),
            devices: [None; DEVICES],
            files: Vec::new(),
            handles: [None; HANDLES],
            operations: Vec::new(),
            around: Surroundings::default(),
        };
        model.create(0, u64::from(FIRST_PERIOD));
        model
    }

    /// Takes a step. Returns what applications can see afterwards.
    pub fn step(&mut self, step: Step) -> Observation {
        let open_before: Vec<bool> = self.operations.iter().map(|o| o.outcome.is_none()).collect();
        let reply = self.take(step);
        self.end_removals();
        let completed = self.operations.iter().enumerate().filter_map(|(number, operation)| {
            let was_open = open_before.get(number).is_none_or(|open| *open);
            Some((number, operation.outcome.clone().filter(|_| was_open)?))
        });
        let completed = completed.collect();
        let mut memory: Vec<usize> = self.nodes.iter().map(|node| node.device.memory()).collect();
        memory.retain(|size| *size > 0);
        memory.sort_unstable();
        Observation {
            reply,
            now: self.now,
            completed,
            states: self.devices.iter().map(|d| d.map(|d| self.nodes[d].state.clone())).collect(),
            devices: self.nodes.iter().filter(|node| node.state != State::Removed).count(),
            memory,
            calls: self.around.calls,
            violations: Vec::new(),
        }
    }

    fn take(&mut self, step: Step) -> Reply {
        match step {
            Step::Open { handle, device } => self.open(handle, modulo(device, DEVICES)),
            Step::Write { handle, length } => {
                let bytes = bytes_of_write(self.operations.len(), length as usize);
                self.issue(handle, Request::Write(bytes))
            }
            Step::Read { handle, length } => self.issue(handle, Request::Read(length as usize)),
            Step::Control { handle } => self.issue(handle, Request::Control),
            Step::Cancel { back } => self.cancel_one(usize::from(back)),
            Step::CancelAll { handle } => match self.open_file(handle) {
                Some(file) => Reply::Found(self.cancel_where(|at| at == file)),
                None => Reply::Refused,
            },
            Step::Close { handle } => match self.open_file(handle) {
                Some(file) => self.close(file),
                None => Reply::Refused,
            },
            Step::Exit { process } => self.exit(modulo(process, PROCESSES)),
            Step::Advance { units } => {
                self.advance(self.now + u64::from(units));
                Reply::Done
            }
            Step::Starve => {
                self.around.starved = true;
                Reply::Done
            }
            Step::Create { device, period } => {
                let device = modulo(device, DEVICES);
                let state = self.devices[device].map(|node| &self.nodes[node].state);
                if matches!(state, None | Some(State::Removed | State::SurpriseRemoved)) {
                    self.create(device, u64::from(period));
                    Reply::Done
                } else {
                    Reply::Refused
                }
            }
            Step::Change { device, change } => match self.devices[modulo(device, DEVICES)] {
                Some(node) => self.change(node, change),
                None => Reply::Refused,
            },
        }
    }

    /// Sets the outcome of each operation that a device completed, at the present time.
    fn report(&mut self) {
        for completion in self.around.completions.drain(..) {
            self.operations[completion.operation].outcome = Some(Outcome {
                status: completion.status,
                information: completion.information,
                data: completion.data,
                at: self.now,
            });
        }
    }

    /// The file of an open handle.
    fn open_file(&self, handle: u8) -> Option<usize> {
        self.handles[modulo(handle, HANDLES)].filter(|file| self.files[*file].open)
    }

    fn open(&mut self, handle: u8, device: usize) -> Reply {
        let present = |node: &usize| {
            matches!(self.nodes[*node].state, State::Started | State::Asleep | State::Stopped)
        };
        let Some(node) = self.devices[device].filter(present) else {
            return Reply::Opened(Status::ObjectNameNotFound);
        };
        let handle = modulo(handle, HANDLES);
        self.files.push(File { process: handle % PROCESSES, node, open: true });
        self.handles[handle] = Some(self.files.len() - 1);
        Reply::Opened(Status::Success)
    }

    fn issue(&mut self, handle: u8, request: Request) -> Reply {
        let Some(file) = self.handles[modulo(handle, HANDLES)] else { return Reply::Refused };
        let number = self.operations.len();
        self.operations.push(Operation { file, outcome: None });
        let File { node, open, .. } = self.files[file];
        let node = &mut self.nodes[node];
        let status = match &node.state {
            _ if !open => Status::FileClosed,
            State::SurpriseRemoved => Status::InvalidDeviceState,
            _ => {
                node.device.arrive(number, request, &mut self.around);
                self.report();
                return Reply::Issued(Status::Pending);
            }
        };
        let (information, data, at) = (0, Vec::new(), self.now);
        self.operations[number].outcome = Some(Outcome { status, information, data, at });
        Reply::Issued(status)
    }

    fn cancel_one(&mut self, back: usize) -> Reply {
        let Some(number) = self.operations.len().checked_sub(back + 1) else {
            return Reply::Refused;
        };
        let Operation { file, outcome } = &self.operations[number];
        if !self.files[*file].open {
            return Reply::Refused;
        }
        let found = outcome.is_none();
        if found {
            self.cancel(number);
        }
        Reply::Found(found)
    }

    fn cancel(&mut self, number: usize) {
        let node = self.files[self.operations[number].file].node;
        self.nodes[node].device.cancel(number, &mut self.around);
        self.report();
    }

    /// Cancels the outstanding operations of the files that fit, newest first. Returns whether
    /// there was one.
    fn cancel_where(&mut self, fits: impl Fn(usize) -> bool) -> bool {
        let outstanding = |(_, o): &(usize, &Operation)| o.outcome.is_none() && fits(o.file);
        let numbers =
            self.operations.iter().enumerate().filter(outstanding).map(|(number, _)| number);
        let numbers: Vec<usize> = numbers.collect();
        for number in numbers.iter().rev() {
            self.cancel(*number);
        }
        !numbers.is_empty()
    }

    /// Closes a file: cancels its queued requests. The request that the driver holds still
    /// completes at a tick.
    fn close(&mut self, file: usize) -> Reply {
        self.files[file].open = false;
        let operations = &self.operations;
        let of_file = |number: usize| operations[number].file == file;
        let node = self.files[file].node;
        self.nodes[node].device.purge(of_file, &mut self.around);
        self.report();
        Reply::Done
    }

    /// Ends a process: cancels all of its requests, those of closed handles too, and then closes
    /// its handles.
    fn exit(&mut self, process: usize) -> Reply {
        let files: Vec<usize> =
            (0..self.files.len()).filter(|file| self.files[*file].process == process).collect();
        self.cancel_where(|file| files.contains(&file));
        for file in files {
            self.files[file].open = false;
        }
        Reply::Done
    }

    /// Lets time pass, tick by tick.
    fn advance(&mut self, until: u64) {
        let due = |node: &Node| node.next_tick.filter(|tick| *tick <= until);
        while let Some(tick) = self.nodes.iter().filter_map(due).min() {
            self.now = tick;
            for node in self.nodes.iter_mut().filter(|node| node.next_tick == Some(tick)) {
                node.next_tick = Some(tick + node.period);
                node.device.tick(&mut self.around);
            }
            self.report();
        }
        self.now = until;
    }

    fn create(&mut self, device: usize, period: u64) {
        let state = State::Disabled;
        let (period, device_now, next_tick) = (period * MS, Device::default(), None);
        let node = Node { state, period, device: device_now, next_tick };
        self.nodes.push(node);
        self.devices[device] = Some(self.nodes.len() - 1);
        self.change(self.nodes.len() - 1, Change::Enable);
    }

    fn change(&mut self, node: usize, change: Change) -> Reply {
        let to = match (&self.nodes[node].state, change) {
            (State::Started, Change::Suspend) => State::Asleep,
            (State::Started, Change::Stop) => State::Stopped,
            (State::Asleep, Change::Resume)
            | (State::Stopped, Change::Start)
            | (State::Disabled, Change::Enable) => State::Started,
            (State::Started, Change::Disable | Change::Remove) if self.is_open(node) => {
                return Reply::InUse;
            }
            (State::Started, Change::Disable) => State::Disabled,
            (State::Started | State::Disabled, Change::Remove) => State::Removed,
            (State::Started | State::Asleep | State::Stopped, Change::SurpriseRemove) => {
                State::SurpriseRemoved
            }
            _ => return Reply::Refused,
        };
        match to {
            State::Started => self.power_up(node),
            _ => self.power_down(node),
        }
        let goes = matches!(to, State::Disabled | State::Removed | State::SurpriseRemoved);
        let Node { state, device, .. } = &mut self.nodes[node];
        if goes {
            device.purge(|_| true, &mut self.around);
        }
        if matches!(to, State::Disabled | State::Removed) {
            *device = Device::default();
        }
        *state = to;
        self.report();
        Reply::Done
    }

    /// Presents the requests that waited, and starts the timer: the first tick comes one period
    /// from now.
    fn power_up(&mut self, node: usize) {
        let Node { device, next_tick, period, .. } = &mut self.nodes[node];
        device.set_presents(true, &mut self.around);
        *next_tick = Some(self.now + *period);
        self.report();
    }

    /// Waits for the tick that completes the driver's request, and stops the timer.
    fn power_down(&mut self, node: usize) {
        let Node { device, next_tick, .. } = &mut self.nodes[node];
        device.set_presents(false, &mut self.around);
        if let Some(tick) = next_tick.filter(|_| device.holds()) {
            self.advance(tick);
        }
        self.nodes[node].next_tick = None;
    }

    /// Whether a handle to a device is open.
    fn is_open(&self, node: usize) -> bool {
        self.files.iter().any(|file| file.open && file.node == node)
    }

    /// Ends surprise-removed devices whose last handle has closed.
    fn end_removals(&mut self) {
        for number in 0..self.nodes.len() {
            if self.nodes[number].state == State::SurpriseRemoved && !self.is_open(number) {
                self.nodes[number].state = State::Removed;
                self.nodes[number].device = Device::default();
            }
        }
    }
}
