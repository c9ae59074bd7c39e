//! The application of a script: takes the steps on a machine, and reports in the words of the
//! recordings.

use std::collections::BTreeMap;
use std::time::Duration;

use kmdf_host::{
    DeviceNode, Error, File, Machine, NodeStatus, Opening, Operation, Process, RegistryValue,
    Service,
};
use kmdf_host_recordings::Story;

use super::report::{Report, Words};
use super::script::Step;
use super::stacks::{function, remote};
use crate::raw_driver::{HARDWARE_ID, INTERFACE};

/// The application, and the person who operates the machine.
pub struct Player<'a> {
    machine: Machine,
    process: Process,
    words: Words,
    device: Option<DeviceNode>,
    /// The devices that a script names, and the name of the one in use.
    named: BTreeMap<&'a str, DeviceNode>,
    name: &'a str,
    /// The service of a driver without Plug and Play.
    service: Option<Service>,
    /// The value `Mode` of the next device's hardware key.
    mode: Option<u32>,
    files: BTreeMap<&'a str, File>,
    /// The opens that have begun.
    openings: BTreeMap<&'a str, Opening>,
    /// The newest operation of each name, and the name of its file.
    operations: BTreeMap<&'a str, (&'a str, Operation)>,
}

impl<'a> Player<'a> {
    /// A player on a machine with the driver installed, and no device yet.
    pub fn new(machine: &Machine, words: Words) -> Self {
        let (machine, process) = (machine.clone(), machine.process());
        let (files, openings, operations) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (device, service, named, name, mode) = (None, None, BTreeMap::new(), "s", None);
        Self {
            machine,
            process,
            words,
            device,
            named,
            name,
            service,
            mode,
            files,
            openings,
            operations,
        }
    }

    /// Plays with a driver without Plug and Play.
    pub fn with_service(mut self, service: Option<Service>) -> Self {
        self.service = service;
        self
    }

    pub const fn words(&self) -> Words {
        self.words
    }

    pub const fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Creates the device, which starts.
    pub fn create(&mut self) {
        let mode = self.mode.map(|mode| ("Mode", RegistryValue::Dword(mode)));
        let mode: Vec<_> = mode.into_iter().collect();
        let device = self.machine.create_device_with(HARDWARE_ID, &mode);
        self.device = Some(device.expect("the INF has the model"));
    }

    /// Takes a step, and adds the row about it to the story.
    pub fn take(&mut self, step: Step<'a>, story: &mut Story) {
        if let Step::Close { file } = step {
            // The recorded programs report a close before it happens.
            let pending = self
                .operations
                .values()
                .filter(|(on, operation)| *on == file && operation.result().is_none());
            let report = Report::Closing { file, pending: pending.count() };
            report.row(self.words).into_iter().for_each(|row| story.application(row));
            self.files[file].close();
            return;
        }
        let report = self.carry_out(step);
        let Some(row) = report.and_then(|report| report.row(self.words)) else { return };
        story.application(row);
    }

    fn carry_out(&mut self, step: Step<'a>) -> Option<Report<'a>> {
        Some(match step {
            Step::Mode { value } => {
                self.mode = value;
                return None;
            }
            Step::Create => {
                self.create();
                return None;
            }
            Step::Up { device, model } => {
                let made = self.machine.create_device(&format!("root\\{model}"));
                self.name = device;
                self.named.insert(device, made.expect("the INF has the model"));
                self.device = self.named.get(device).cloned();
                return None;
            }
            Step::At { device } => {
                self.name = device;
                self.device = self.named.get(device).cloned();
                return None;
            }
            Step::Started => {
                let status = match self.device().status() {
                    NodeStatus::Failed { status, .. } => status,
                    _ => 0,
                };
                Report::Started { device: self.name, status }
            }
            Step::Load | Step::Unload => {
                let service = self.service.as_ref().expect("a driver without Plug and Play");
                let load = matches!(step, Step::Load);
                let changed = if load { service.start() } else { service.stop() };
                changed.expect("the service starts and stops");
                return None;
            }
            Step::Open { file, name } => {
                let opened = self.process.open(&self.path(name));
                self.opened(file, opened)
            }
            Step::BeginOpen { file, name } => {
                let opening = self.process.begin_open(&self.path(name));
                let is_pending = opening.is_pending();
                self.openings.insert(file, opening);
                if is_pending { Report::Opening { file } } else { self.end_open(file) }
            }
            Step::CancelOpen { file } => {
                Report::OpenCancelled { file, found: self.openings[file].cancel() }
            }
            Step::EndOpen { file } => self.end_open(file),
            Step::Close { .. } => return None,
            Step::Read { file, operation, length } => {
                let issued = self.files[file].read(length);
                self.issued(step, file, operation, issued)
            }
            Step::Write { file, operation, length } => {
                let issued = self.files[file].write(&self.contents(length));
                self.issued(step, file, operation, issued)
            }
            Step::Control { file, operation, input, output, value, .. } => {
                let code = step.control_code()?;
                let bytes = self.input(value, input);
                let issued = self.files[file].device_control(code, &bytes, output);
                self.issued(step, file, operation, issued)
            }
            Step::Flush { file } => {
                let result = self.files[file].flush().wait();
                Report::Flushed { status: result.expect("a flush ends at once").status }
            }
            Step::Data { operation } => {
                let result = self.operations[operation].1.result();
                let data = result.expect("the operation is over").data.to_vec();
                Report::Data { operation, data }
            }
            Step::Peek { operation } => self.look(operation, false),
            Step::Wait { operation } => self.look(operation, true),
            Step::Cancel { operation } => {
                let found = self.operations[operation].1.cancel();
                Report::Cancelled { operation, found }
            }
            Step::Stop => self.managed(step, DeviceNode::stop),
            Step::Start => self.managed(step, DeviceNode::start),
            Step::Sleep => self.managed(step, DeviceNode::suspend),
            Step::Wake => self.managed(step, DeviceNode::resume),
            Step::Disable => self.managed(step, DeviceNode::disable),
            Step::Enable if self.device().status() == NodeStatus::Removed => {
                self.create();
                Report::Managed { step, refused: false, device: self.name }
            }
            Step::Enable => self.managed(step, DeviceNode::enable),
            Step::Down | Step::Uninstall => self.managed(step, DeviceNode::remove),
            Step::Surprise => self.managed(step, DeviceNode::surprise_remove),
            // The `PnP` manager of the host has sent the REMOVE after the last close.
            Step::Remove => self.managed(step, |_| Ok(())),
            Step::Pass { milliseconds } => {
                let _ = self.machine.wait_any(&[], Duration::from_millis(milliseconds));
                return None;
            }
        })
    }

    /// The path of a file on the device.
    fn path(&self, name: &str) -> String {
        if self.service.is_some() {
            return format!(r"\\.\NONPNP{name}");
        }
        let classes = [INTERFACE, function::CLASS, remote::CLASS];
        let found = classes.iter().find_map(|class| self.device().interface(class));
        found.map_or(String::new(), |path| path + name)
    }

    /// The end of an open, which may be reported twice.
    fn end_open(&mut self, file: &'a str) -> Report<'a> {
        match self.openings.remove(file) {
            Some(opening) => self.opened(file, opening.wait()),
            None => Report::Opened { file, status: 0 },
        }
    }

    fn opened(&mut self, file: &'a str, opened: Result<File, i32>) -> Report<'a> {
        let status = opened.as_ref().err().copied().unwrap_or_default();
        self.files.extend(opened.ok().map(|opened| (file, opened)));
        Report::Opened { file, status }
    }

    /// What the application sends.
    fn contents(&self, length: usize) -> Vec<u8> {
        let step = if self.words == Words::Buffers { 3 } else { 0 };
        (0..length).map(|index| u8::try_from(1 + step * index).unwrap_or(0)).collect()
    }

    /// The input of a control code, with the value that the script tells in its first bytes.
    fn input(&self, value: Option<u32>, length: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = (1..=u8::MAX).step_by(3).cycle().take(length).collect();
        let value = value.or((self.words == Words::Buffers).then_some(0x0101_0101));
        let told = value.map(u32::to_le_bytes).into_iter().flatten();
        bytes.iter_mut().zip(told).for_each(|(byte, of)| *byte = of);
        bytes
    }

    fn device(&self) -> &DeviceNode {
        self.device.as_ref().expect("the script has created the device")
    }

    fn issued(
        &mut self,
        step: Step<'a>,
        file: &'a str,
        operation: &'a str,
        issued: Operation,
    ) -> Report<'a> {
        let status = issued.issued();
        self.operations.insert(operation, (file, issued));
        Report::Issued { step, operation, status }
    }

    /// The result of an operation, which `wait` waits for.
    fn look(&self, operation: &'a str, wait: bool) -> Report<'a> {
        let issued = &self.operations[operation].1;
        if wait && let Err(error) = issued.wait() {
            panic!("{operation}: {error}");
        }
        match issued.result() {
            Some(result) => Report::Done { operation, issued: issued.issued(), result },
            None => Report::Pending { operation },
        }
    }

    fn managed(
        &self,
        step: Step<'a>,
        work: impl Fn(&DeviceNode) -> Result<(), Error>,
    ) -> Report<'a> {
        let refused = match work(self.device()) {
            Ok(()) => false,
            Err(Error::Refused { .. } | Error::OutstandingOpen { .. }) => true,
            Err(error) => panic!("{step:?}: {error}"),
        };
        Report::Managed { step, refused, device: self.name }
    }
}
