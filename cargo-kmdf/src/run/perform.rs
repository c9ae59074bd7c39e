//! Performs the steps of a run on a machine.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kmdf_host::{DeviceNode, File, IoResult, Machine, Operation, Process, describe};
use serde_json::json;

use super::steps::{Change, Line, Request, Step};
use crate::print::Output;

/// The application that performs the steps.
pub struct Application {
    machine: Machine,
    process: Process,
    devices: Vec<DeviceNode>,
    files: BTreeMap<String, File>,
    outstanding: Vec<Outstanding>,
    output: Output,
}

/// An operation whose result was not reported.
struct Outstanding {
    file: String,
    line: usize,
    text: String,
    operation: Operation,
}

impl Application {
    /// A process on a machine with these devices.
    pub fn new(machine: &Machine, devices: Vec<DeviceNode>, output: Output) -> Self {
        Self {
            machine: machine.clone(),
            process: machine.process(),
            devices,
            files: BTreeMap::new(),
            outstanding: Vec::new(),
            output,
        }
    }

    /// Performs a step, and reports the operations that have completed.
    ///
    /// # Errors
    /// If the step cannot be done: a file that cannot be opened or is not open, a device that is not
    /// there or refuses, an operation that nothing completes.
    pub fn perform(&mut self, line: &Line) -> Result<()> {
        self.step(line).with_context(|| format!("line {}, `{}`", line.number, line.text))?;
        self.report()
    }

    fn step(&mut self, line: &Line) -> Result<()> {
        match &line.step {
            Step::Open(file, class, device) => {
                ensure!(
                    !self.files.contains_key(file),
                    "{file} is open; close it, or use another name"
                );
                let path = self.device(*device)?.interface(class).context(
                    "the device has no enabled interface of this class; name a class that the \
                     driver registers, once the device is started",
                )?;
                let opened = self.process.open(&path);
                let opened = opened
                    .map_err(|status| anyhow::anyhow!("cannot open: {}", describe(status)))?;
                self.files.insert(file.clone(), opened);
            }
            Step::Issue(file, request) => {
                let open = self.file(file)?;
                let operation = match request {
                    Request::Read(length) => open.read(*length),
                    Request::Write(data) => open.write(data),
                    Request::Control(code, input, output) => {
                        open.device_control(*code, input, *output)
                    }
                    Request::Flush => open.flush(),
                };
                let (file, text) = (file.clone(), line.text.clone());
                self.outstanding.push(Outstanding { file, line: line.number, text, operation });
            }
            Step::Wait(file) => {
                let is_meant =
                    |known: &&Outstanding| file.as_ref().is_none_or(|file| known.file == *file);
                for known in self.outstanding.iter().filter(is_meant) {
                    known.operation.wait().with_context(|| format!("`{}`", known.text))?;
                }
            }
            Step::Cancel(file) => _ = self.file(file)?.cancel_all(),
            Step::Close(file) => {
                self.file(file)?.close();
                self.files.remove(file);
            }
            Step::Advance(ms) => self.machine.advance(Duration::from_millis(*ms)),
            Step::Change(device, change) => {
                let device = self.device(*device)?;
                match change {
                    Change::Sleep => device.suspend(),
                    Change::Wake => device.resume(),
                    Change::Stop => device.stop(),
                    Change::Start => device.start(),
                    Change::Disable => device.disable(),
                    Change::Enable => device.enable(),
                    Change::Remove => device.remove(),
                    Change::SurpriseRemove => device.surprise_remove(),
                }?;
            }
        }
        Ok(())
    }

    /// Reports what has completed since the last report.
    fn report(&mut self) -> Result<()> {
        let mut left = Vec::new();
        for known in self.outstanding.drain(..) {
            let Some(result) = known.operation.result() else {
                left.push(known);
                continue;
            };
            let IoResult { status, information, data, completed_at, .. } = &result;
            let status = describe(*status);
            let shown = if data.is_empty() { String::new() } else { format!(", {}", text(data)) };
            self.output.result(
                format_args!("{}: {status}, {information} bytes{shown}", known.text),
                || {
                    json!({
                        "reason": "completed",
                        "line": known.line,
                        "status": status,
                        "information": information,
                        "data": digits(data),
                        "time-100ns": completed_at,
                    })
                },
            )?;
        }
        self.outstanding = left;
        Ok(())
    }

    fn file(&self, name: &str) -> Result<&File> {
        let file = self.files.get(name);
        file.with_context(|| format!("no file {name} is open; open it first: open {name} {{GUID}}"))
    }

    fn device(&self, index: usize) -> Result<&DeviceNode> {
        let there = self.devices.len();
        let device = self.devices.get(index);
        device.with_context(|| format!("there is no device {}; there are {there}", index + 1))
    }
}

/// Bytes as text if they are printable, else as digits; the first of many.
fn text(bytes: &[u8]) -> String {
    const SHOWN: usize = 32;
    let shown = &bytes[..bytes.len().min(SHOWN)];
    let more = if bytes.len() > SHOWN { "…" } else { "" };
    if shown.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        return format!("\"{}{more}\"", String::from_utf8_lossy(shown));
    }
    format!("hex:{}{more}", digits(shown))
}

/// Bytes as hexadecimal digits.
fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}
