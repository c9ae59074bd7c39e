//! The recorded application: takes its steps on a machine, and reports in the words of the
//! recording.

use kmdf_host::{DriverEntry, File, IoResult, Machine, Operation, win32_error};
use wdk_sys::{NT_SUCCESS, NTSTATUS, STATUS_NOT_FOUND, STATUS_PENDING};

use super::recording::{Line, Step, lines};
use super::story::{Story, agree};
use crate::raw_driver::{INTERFACE, load};

/// A control code. The recorded driver supports none.
const CONTROL_CODE: u32 = 0x0022_2000;
/// The longest write that the recorded driver accepts.
const LIMIT: usize = 40 * 1024;

/// Takes a machine through the steps of a recording, and compares the events line by line.
pub fn replay(name: &str, csv: &str, driver: DriverEntry) {
    let recorded = lines(csv);
    let (machine, _device) = load(driver);
    let mut application = Application::new(&machine);
    for line in &recorded {
        let Line::Application(what) = line else { continue };
        let step = Step::of(what).unwrap_or_else(|| panic!("{name}: not a known step: {line}"));
        application.take(&step);
    }
    agree(name, &recorded, &application.story.end());
    assert_eq!(machine.shut_down(), [], "{name}: violations");
}

/// An overlapped operation of the application's.
struct Issued {
    name: String,
    operation: Operation,
    /// For a read, the bytes stored when the driver gets the read.
    expected: Option<Vec<u8>>,
}

struct Application<'a> {
    machine: &'a Machine,
    story: Story,
    file: Option<File>,
    issued: Vec<Issued>,
    /// The bytes of the last accepted write.
    written: Vec<u8>,
}

impl<'a> Application<'a> {
    fn new(machine: &'a Machine) -> Self {
        let story = Story::as_recorded(machine);
        Self { machine, story, file: None, issued: Vec::new(), written: Vec::new() }
    }

    fn take(&mut self, step: &Step) {
        let found = match step {
            Step::Open => self.open(),
            Step::Read(name, length) => {
                let operation = self.file().read(*length);
                let line = issued(name, "ReadFile", *length, operation.issued());
                let expected = Some(self.written.clone());
                self.issued.push(Issued { name: name.clone(), operation, expected });
                line
            }
            Step::Write(name, length) => {
                let data = contents(self.issued.len(), *length);
                let operation = self.file().write(&data);
                let line = issued(name, "WriteFile", *length, operation.issued());
                if (1..=LIMIT).contains(length) {
                    self.written = data;
                }
                self.issued.push(Issued { name: name.clone(), operation, expected: None });
                line
            }
            Step::Wait(name) => self.wait(name),
            Step::Cancel(name) => {
                let found = self.find(name).operation.cancel();
                let error = if found { 0 } else { win32_error(STATUS_NOT_FOUND) };
                format!("CancelIoEx({name}) -> {} err {error}", u8::from(found))
            }
            Step::CancelAll => format!("CancelIoEx(all) -> {}", u8::from(self.file().cancel_all())),
            Step::DeviceControl => {
                let operation = self.file().device_control(CONTROL_CODE, &[], 0);
                let (returned, error) = win32(operation.issued());
                let status = result(&operation).status;
                format!("DeviceIoControl -> {returned} err {error} status {status:08x}")
            }
            Step::Flush => {
                let (returned, error) = win32(result(&self.file().flush()).status);
                format!("FlushFileBuffers -> {returned} err {error}")
            }
        };
        self.story.application(found);
    }

    fn open(&mut self) -> String {
        let paths = self.machine.interfaces(&INTERFACE);
        let path = paths.first().map_or("", |path| path.as_str());
        match self.machine.process().open(path) {
            Ok(file) => {
                self.file = Some(file);
                "CreateFile -> ok err 0".into()
            }
            Err(status) => format!("CreateFile -> failed err {}", win32_error(status)),
        }
    }

    fn file(&self) -> &File {
        self.file.as_ref().expect("a recording opens the device first")
    }

    /// The operation with this name. The name in a cancel omits the place of the request, or adds
    /// "again".
    fn find(&self, name: &str) -> &Issued {
        let exact = self.issued.iter().find(|issued| issued.name == name);
        let short = name.trim_end_matches(" again");
        let fits = |issued: &&Issued| issued.name.split('(').next() == Some(short);
        let found = exact.or_else(|| self.issued.iter().find(fits));
        found.unwrap_or_else(|| panic!("the recording has no operation {name}"))
    }

    fn wait(&self, name: &str) -> String {
        let Issued { operation, expected, .. } = self.find(name);
        let IoResult { status, information, data, .. } = result(operation);
        let (returned, error) = win32(status);
        let read = expected.as_ref().map_or(String::new(), |expected| {
            let right = data.iter().zip(expected).filter(|(byte, right)| byte == right).count();
            let verdict = if right == information { "match" } else { "MISMATCH" };
            format!(" data {right}/{information} {verdict}")
        });
        format!(
            "{name}: done status {status:08x} bytes {information} \
             (GetOverlappedResult ret {returned} err {error}){read}"
        )
    }
}

fn result(operation: &Operation) -> IoResult {
    operation.wait().unwrap_or_else(|error| panic!("{error}"))
}

fn issued(name: &str, call: &str, length: usize, status: NTSTATUS) -> String {
    let (returned, error) = win32(status);
    format!("{name}: {call}({length}) issued: ret {returned} err {error}")
}

/// The result of a Win32 call for a status, and the last error after the call.
fn win32(status: NTSTATUS) -> (u8, u32) {
    let done = NT_SUCCESS(status) && status != STATUS_PENDING;
    (u8::from(done), if done { 0 } else { win32_error(status) })
}

/// Contents that differ between the writes of a recording.
fn contents(number: usize, length: usize) -> Vec<u8> {
    (0..length).map(|index| (index.wrapping_mul(7) + number * 31 + 1).to_le_bytes()[0]).collect()
}
