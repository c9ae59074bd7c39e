//! The overlapped operations of the recorded program.

use std::time::Duration;

use kmdf_host::abi::{NT_SUCCESS, NTSTATUS, STATUS_NOT_FOUND, STATUS_PENDING};
use kmdf_host::{File, IoResult, Machine, Operation, win32_error};

/// The longest write that the recorded drivers accept.
const LIMIT: usize = 40 * 1024;

/// An overlapped operation.
struct Issued {
    name: String,
    operation: Operation,
    /// For a read, the bytes stored when the driver gets the read.
    expected: Option<Vec<u8>>,
}

/// The operations of a program, and what its reads must find.
#[derive(Default)]
pub(super) struct Operations {
    issued: Vec<Issued>,
    /// The bytes of the last accepted write.
    written: Vec<u8>,
}

impl Operations {
    pub(super) fn read(&mut self, name: &str, length: usize, file: &File) -> String {
        let operation = file.read(length);
        let line = issued(name, "ReadFile", length, operation.issued());
        let expected = Some(self.written.clone());
        self.issued.push(Issued { name: name.into(), operation, expected });
        line
    }

    pub(super) fn write(&mut self, name: &str, length: usize, file: &File) -> String {
        let data = contents(self.issued.len(), length);
        let operation = file.write(&data);
        let line = issued(name, "WriteFile", length, operation.issued());
        if (1..=LIMIT).contains(&length) {
            self.written = data;
        }
        self.issued.push(Issued { name: name.into(), operation, expected: None });
        line
    }

    pub(super) fn finish(&self, name: &str) -> String {
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

    pub(super) fn wait(&self, name: &str) -> String {
        let IoResult { status, information, .. } = result(&self.find(name).operation);
        format!("{name}: wait 0 status {status:08x} bytes {information}")
    }

    /// Waits so many milliseconds. The program looks at its OVERLAPPED, which a call that is refused
    /// leaves as it is.
    pub(super) fn pend(&self, name: &str, time: u64, machine: &Machine) -> String {
        let operation = &self.find(name).operation;
        let wait = Duration::from_millis(time);
        let was_refused = operation.issued() != STATUS_PENDING;
        if was_refused || machine.wait_any(std::slice::from_ref(operation), wait).is_none() {
            return format!("{name}: still pending after {time} ms");
        }
        format!("{name}: done within {time} ms")
    }

    pub(super) fn cancel(&self, name: &str) -> String {
        let found = self.find(name).operation.cancel();
        let error = if found { 0 } else { win32_error(STATUS_NOT_FOUND) };
        format!("CancelIoEx({name}) -> {} err {error}", u8::from(found))
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
}

pub(super) fn result(operation: &Operation) -> IoResult {
    operation.wait().unwrap_or_else(|error| panic!("{error}"))
}

fn issued(name: &str, call: &str, length: usize, status: NTSTATUS) -> String {
    let (returned, error) = win32(status);
    format!("{name}: {call}({length}) issued: ret {returned} err {error}")
}

/// The result of a Win32 call for a status, and the last error after the call.
pub(super) fn win32(status: NTSTATUS) -> (u8, u32) {
    let done = NT_SUCCESS(status) && status != STATUS_PENDING;
    (u8::from(done), if done { 0 } else { win32_error(status) })
}

/// Contents that differ between the writes of a recording.
fn contents(number: usize, length: usize) -> Vec<u8> {
    (0..length).map(|index| (index.wrapping_mul(7) + number * 31 + 1).to_le_bytes()[0]).collect()
}
