//! Performs the steps of a run on a machine.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use kmdf_host::{DeviceNode, File, IoResult, Machine, Operation, Process, describe};
use serde_json::json;

use super::steps::{Change, Line, Place, Request, Step};
use crate::print::Output;

/// The application that performs the steps.
pub struct Application {
    machine: Machine,
    process: Process,
    devices: Vec<DeviceNode>,
    files: BTreeMap<String, File>,
    /// Where the next read or write of a file begins, unless at 0.
    offsets: BTreeMap<String, u32>,
    issued: Vec<Issued>,
    output: Output,
}

/// An operation whose result no step expected.
struct Issued {
    file: String,
    line: usize,
    text: String,
    operation: Operation,
    is_reported: bool,
}

impl Application {
    /// A process on a machine with these devices.
    pub fn new(machine: &Machine, devices: Vec<DeviceNode>, output: Output) -> Self {
        Self {
            machine: machine.clone(),
            process: machine.process(),
            devices,
            files: BTreeMap::new(),
            offsets: BTreeMap::new(),
            issued: Vec::new(),
            output,
        }
    }

    /// A thread of the application: it has the files that are open, and says nothing.
    pub fn thread(&self) -> Self {
        Self {
            machine: self.machine.clone(),
            process: self.process.clone(),
            devices: self.devices.clone(),
            files: self.files.clone(),
            offsets: self.offsets.clone(),
            issued: Vec::new(),
            output: Output::Quiet,
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
            Step::Open(file, place, device) => {
                ensure!(
                    !self.files.contains_key(file),
                    "{file} is open; close it, or use another name"
                );
                let opened = match place {
                    Place::Link(path) => self.process.open(path),
                    Place::Device => self.process.open_device(self.device(*device)?),
                    Place::Class(class) => {
                        let path = self.device(*device)?.interface(class).context(
                            "the device has no enabled interface of this class; name a class that \
                             the driver registers, once the device is started",
                        )?;
                        self.process.open(&path)
                    }
                };
                let opened = opened
                    .map_err(|status| anyhow::anyhow!("cannot open: {}", describe(status)))?;
                self.files.insert(file.clone(), opened);
            }
            Step::Issue(file, request) => {
                let open = self.file(file)?;
                let offset = self.offsets.get(file).copied().unwrap_or(0).into();
                let operation = match request {
                    Request::Read(length) => open.read_at(offset, *length),
                    Request::Write(data) => open.write_at(offset, data),
                    Request::Control(code, input, output) => {
                        open.device_control(*code, input, *output)
                    }
                    Request::Internal(code, input, output) => {
                        open.internal_control(*code, input, *output)
                    }
                    Request::Hid(code, id, report) => open.hid_control(*code, *id, report),
                    Request::Flush => open.flush(),
                };
                let (file, text) = (file.clone(), line.text.clone());
                let (line, is_reported) = (line.number, false);
                self.issued.push(Issued { file, line, text, operation, is_reported });
            }
            Step::Seek(file, offset) => {
                self.file(file)?;
                self.offsets.insert(file.clone(), *offset);
            }
            Step::Wait(file) => {
                let is_meant =
                    |known: &&Issued| file.as_ref().is_none_or(|file| known.file == *file);
                for known in self.issued.iter().filter(is_meant) {
                    known.operation.wait().with_context(|| format!("`{}`", known.text))?;
                }
            }
            Step::Expect(file, statuses, data) => self.expect(file, statuses, data.as_deref())?,
            Step::Thread(_) | Step::End => {
                bail!("threads run in every order: use cargo kmdf explore for this file")
            }
            Step::Cancel(file) => _ = self.file(file)?.cancel_all(),
            Step::Close(file) => {
                self.file(file)?.close();
                self.files.remove(file);
                self.offsets.remove(file);
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

    /// Compares the result of the oldest operation of a file.
    fn expect(&mut self, file: &str, statuses: &[String], data: Option<&[u8]>) -> Result<()> {
        let oldest = self.issued.iter().position(|known| known.file == file);
        let oldest = oldest.with_context(|| {
            format!("no operation of {file} is left to expect; issue one first: read {file} 16")
        })?;
        let known = &self.issued[oldest];
        let result = known.operation.wait().with_context(|| format!("`{}`", known.text))?;
        self.report()?;
        let known = self.issued.remove(oldest);
        let found = describe(result.status);
        let name = found.split_whitespace().next().unwrap_or_default();
        ensure!(
            statuses.iter().any(|status| status == name),
            "`{}` ended with {found}; expected {}",
            known.text,
            statuses.join(" or ")
        );
        if let Some(data) = data.filter(|data| result.status >= 0 && result.data != *data) {
            bail!("`{}` returned {}; expected {}", known.text, text(&result.data), text(data));
        }
        Ok(())
    }

    /// Reports what completed with the machine's shutdown, and what never did.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn finish(&mut self) -> Result<()> {
        self.report()?;
        for known in self.issued.iter().filter(|known| !known.is_reported) {
            self.output.finding(
                format_args!("{}: never completed", known.text),
                || json!({"reason": "never-completed", "line": known.line}),
            )?;
        }
        Ok(())
    }

    /// Reports what has completed since the last report.
    fn report(&mut self) -> Result<()> {
        for known in self.issued.iter_mut().filter(|known| !known.is_reported) {
            let Some(result) = known.operation.result() else { continue };
            known.is_reported = true;
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
