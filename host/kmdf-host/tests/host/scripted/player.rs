//! The application of a script: takes the steps on a machine, and reports in the words of the
//! recordings.

use std::collections::BTreeMap;
use std::time::Duration;

use kmdf_host::{DeviceNode, Error, File, Machine, NodeStatus, Operation, Process};
use kmdf_host_recordings::Story;

use super::report::{Report, Words};
use super::script::Step;
use crate::raw_driver::{HARDWARE_ID, INTERFACE};

/// The application, and the person who operates the machine.
pub struct Player<'a> {
    machine: Machine,
    process: Process,
    words: Words,
    device: Option<DeviceNode>,
    files: BTreeMap<&'a str, File>,
    /// The newest operation of each name, and the name of its file.
    operations: BTreeMap<&'a str, (&'a str, Operation)>,
}

impl<'a> Player<'a> {
    /// A player on a machine with the driver installed, and no device yet.
    pub fn new(machine: &Machine, words: Words) -> Self {
        let (machine, process) = (machine.clone(), machine.process());
        let (files, operations) = (BTreeMap::new(), BTreeMap::new());
        Self { machine, process, words, device: None, files, operations }
    }

    pub const fn words(&self) -> Words {
        self.words
    }

    pub const fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Creates the device, which starts.
    pub fn create(&mut self) {
        let device = self.machine.create_device(HARDWARE_ID);
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
            Step::Create => {
                self.create();
                return None;
            }
            Step::Open { file } => {
                let path = self.device().interface(&INTERFACE).unwrap_or_default();
                let opened = self.process.open(&path);
                let status = opened.as_ref().err().copied().unwrap_or_default();
                self.files.extend(opened.ok().map(|opened| (file, opened)));
                Report::Opened { file, status }
            }
            Step::Close { .. } => return None,
            Step::Read { file, operation, length } => {
                let issued = self.files[file].read(length);
                self.issued(step, file, operation, issued)
            }
            Step::Write { file, operation, length } => {
                let issued = self.files[file].write(&vec![1; length]);
                self.issued(step, file, operation, issued)
            }
            Step::Control { file, operation, input, output, .. } => {
                let code = step.control_code()?;
                let issued = self.files[file].device_control(code, &vec![1; input], output);
                self.issued(step, file, operation, issued)
            }
            Step::Flush { file } => {
                let result = self.files[file].flush().wait();
                Report::Flushed { status: result.expect("a flush ends at once").status }
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
                Report::Managed { step, refused: false }
            }
            Step::Enable => self.managed(step, DeviceNode::enable),
            Step::Surprise => self.managed(step, DeviceNode::surprise_remove),
            // The `PnP` manager of the host has sent the REMOVE after the last close.
            Step::Remove => self.managed(step, |_| Ok(())),
            Step::Pass { milliseconds } => {
                let _ = self.machine.wait_any(&[], Duration::from_millis(milliseconds));
                return None;
            }
        })
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
            Err(Error::Refused { .. }) => true,
            Err(error) => panic!("{step:?}: {error}"),
        };
        Report::Managed { step, refused }
    }
}
