//! The recorded program: takes its steps on a machine, and reports in the words of the recordings.
//!
//! The same program made the recordings of all drivers with the shape of the echo driver. Beside
//! it, the recorder played the `PnP` and the power manager.

mod differences;
mod operations;
mod race;
mod step;

use kmdf_host::trace::{FileIrp, PnpMessage};
use kmdf_host::{DeviceNode, Error, File, GUID, Machine, NodeStatus, Process, win32_error};

pub use self::differences::DIFFERENCES;
use self::operations::{Operations, result, win32};
pub use self::race::Race;
use self::step::{Step, handle};
use super::comparison::Comparison;
use super::line::{Line, What};
use super::recording::Recording;
use super::story::{Happened, Story, without_idle};

/// A control code. The recorded drivers support none.
const CONTROL_CODE: u32 = 0x0022_2000;

/// Where a recording is replayed.
#[derive(Debug, Clone)]
pub struct Setting {
    /// A machine with the driver's package, without a device.
    pub machine: Machine,
    /// The hardware ID of the device.
    pub hardware_id: &'static str,
    /// The interface class of the device.
    pub interface: GUID,
    /// Which calls of the driver the recording shows, by the names of the DDIs.
    pub is_recorded: fn(&str) -> bool,
}

/// Replays a recording and compares it with what happens. If one of `races` is in the recording, an
/// exploration must reach the recorded order. Returns the machine of the replay; `None` after an
/// exploration, which checks its machines by itself.
///
/// # Panics
/// If the recording has an unknown step, or the machine cannot take one.
pub fn compare(
    recording: &Recording,
    races: &[Race],
    setting: impl Fn(Machine) -> Setting,
    comparison: &mut Comparison,
) -> Option<Machine> {
    if let Some(race) = races.iter().find(|race| race.recording == recording.name) {
        match race.search(recording, setting, comparison) {
            Ok(happened) => comparison.compare(recording, &happened),
            Err(problem) => comparison.problem(problem),
        }
        return None;
    }
    let setting = setting(Machine::new());
    comparison.compare(recording, &replay(recording, &setting));
    Some(setting.machine)
}

/// Takes a machine through the steps of a recording. Returns what happened, without the ticks that
/// had nothing to do.
fn replay(recording: &Recording, setting: &Setting) -> Vec<Happened> {
    let mut program = Program::prepared(recording, setting);
    for line in &recording.lines {
        program.follow(line);
    }
    program.happened()
}

struct Program {
    setting: Setting,
    story: Story,
    process: Process,
    device: Option<DeviceNode>,
    /// The path of the device's interface, also after its removal.
    path: String,
    /// The handles; `None` once closed.
    files: Vec<Option<File>>,
    /// The handle that is about to be closed.
    closing: Option<usize>,
    operations: Operations,
}

impl Program {
    /// The program at the beginning of a recording, which shows what is there by then: no driver, a
    /// disabled device or a started one.
    fn prepared(recording: &Recording, setting: &Setting) -> Self {
        let machine = &setting.machine;
        let first = recording.lines.first().map(|line| &line.what);
        let loads = matches!(first, Some(What::Call(ddi, _)) if ddi == "WdfDriverCreate");
        let device = (!loads).then(|| create(setting));
        if let (Some(What::Sent(PnpMessage::AddDevice)), Some(device)) = (first, &device) {
            device.disable().expect("a started device without handles can be disabled");
        }
        let path = machine.interfaces(&setting.interface).into_iter().next().unwrap_or_default();
        Self {
            setting: setting.clone(),
            story: Story::new(machine, setting.is_recorded),
            process: machine.process(),
            device,
            path,
            files: Vec::new(),
            closing: None,
            operations: Operations::default(),
        }
    }

    /// What happened, without the ticks that had nothing to do.
    fn happened(self) -> Vec<Happened> {
        without_idle(self.story.lines(), "EvtTimerFunc", "WdfRequestUnmarkCancelable")
    }

    /// Takes the step that a line shows, if it shows one.
    fn follow(&mut self, line: &Line) {
        match &line.what {
            What::Call(..) if self.device.is_none() => self.device = Some(create(&self.setting)),
            What::Application(what) => {
                let step = Step::of(what);
                self.take(&step.unwrap_or_else(|| panic!("not a known step: {what}")), what);
            }
            What::Sent(message) => {
                let is_open = self.files.iter().any(Option::is_some);
                let sent = self.device.as_ref().map(|device| send(device, *message, is_open));
                sent.unwrap_or(Ok(())).unwrap_or_else(|error| panic!("{line}: {error}"));
            }
            What::FileIrp(FileIrp::Cleanup) => self.close(),
            _ => {}
        }
    }

    fn take(&mut self, step: &Step, what: &str) {
        let found = match step {
            Step::Open => self.open(),
            Step::Read(name, length) => self.operations.read(name, *length, &self.file(name)),
            Step::Write(name, length) => self.operations.write(name, *length, &self.file(name)),
            Step::Finish(name) => self.operations.finish(name),
            Step::Wait(name) => self.operations.wait(name),
            Step::Pending(name, time) => self.operations.pend(name, *time, &self.setting.machine),
            Step::Cancel(name) => self.operations.cancel(name),
            Step::CancelAll => {
                format!("CancelIoEx(all) -> {}", u8::from(self.file("").cancel_all()))
            }
            Step::DeviceControl => {
                let operation = self.file("").device_control(CONTROL_CODE, &[], 0);
                let (returned, error) = win32(operation.issued());
                let status = result(&operation).status;
                format!("DeviceIoControl -> {returned} err {error} status {status:08x}")
            }
            Step::Flush => {
                let (returned, error) = win32(result(&self.file("").flush()).status);
                format!("FlushFileBuffers -> {returned} err {error}")
            }
            Step::Find => {
                let count = self.setting.machine.interfaces(&self.setting.interface).len();
                format!("interface found again: {count}")
            }
            // A message that failed has ended the replay.
            Step::System(call) => format!("{call} -> 00000000"),
            Step::Close(_) | Step::Closed | Step::Exit => what.to_owned(),
        };
        self.story.application(found);
        match step {
            Step::Close(file) => self.closing = *file,
            Step::Exit => {
                self.process.exit();
                self.files.fill(None);
            }
            _ => {}
        }
    }

    fn open(&mut self) -> String {
        let paths = self.setting.machine.interfaces(&self.setting.interface);
        if let Some(path) = paths.into_iter().next() {
            self.path = path;
        }
        match self.process.open(&self.path) {
            Ok(file) => {
                self.files.push(Some(file));
                "CreateFile -> ok err 0".into()
            }
            Err(status) => format!("CreateFile -> FAIL err {}", win32_error(status)),
        }
    }

    /// The handle that the name of an operation mentions, or the newest one.
    fn file(&self, name: &str) -> File {
        let named = handle(name).and_then(|number| self.files.get(number)?.clone());
        let newest = || self.files.iter().rev().flatten().next().cloned();
        named.or_else(newest).expect("a recording opens the device first")
    }

    /// Closes the handle that the program has named, or the oldest one: the end of the program
    /// closes the handles that are left. The recorder's handle to the recorder is none of them.
    fn close(&mut self) {
        let oldest = self.files.iter().position(Option::is_some);
        let Some(number) = self.closing.take().or(oldest) else { return };
        if let Some(file) = self.files[number].take() {
            file.close();
        }
    }
}

/// Does what begins with a message to the device. `is_open`: a handle is open.
fn send(device: &DeviceNode, message: PnpMessage, is_open: bool) -> Result<(), Error> {
    match (message, device.status()) {
        (PnpMessage::AddDevice, NodeStatus::Disabled) => device.enable(),
        (PnpMessage::Start, NodeStatus::Stopped) => device.start(),
        (PnpMessage::QueryStop, _) => device.stop(),
        (PnpMessage::PowerDown, _) => device.suspend(),
        (PnpMessage::PowerUp, _) => device.resume(),
        // Windows refuses to remove a device in good order while a handle is open; the recorder did
        // not.
        (PnpMessage::QueryRemove, _) if is_open => device.surprise_remove(),
        (PnpMessage::QueryRemove, _) => device.disable(),
        (PnpMessage::SurpriseRemoval, _) => device.surprise_remove(),
        _ => Ok(()),
    }
}

fn create(setting: &Setting) -> DeviceNode {
    let device = setting.machine.create_device(setting.hardware_id);
    device.expect("the package has a model for the hardware ID")
}
