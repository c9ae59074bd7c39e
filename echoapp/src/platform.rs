//! The interface between the app and its system: finding devices, and overlapped I/O on one.

use std::fmt;
use std::time::Duration;

use crate::args::Options;
use crate::console::Console;
use crate::error::Error;

/// An echo device that is present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The symbolic link of the device's interface, by which the app opens the device.
    pub path: String,
    /// `AutoSync`, `DriverSync`, or `unknown` if the app cannot find out.
    pub variant: &'static str,
}

/// A system that has echo devices.
pub trait Platform: Sized {
    /// Prepares the system; the hosted one is created here.
    fn start(options: &Options, console: &Console) -> Result<Self, Error>;

    /// The devices present, in the order of their numbers in `--device`.
    fn devices(&self) -> Result<Vec<DeviceInfo>, Error>;

    /// Opens a device for reading and writing.
    fn open(&self, path: &str) -> Result<Box<dyn Device>, Error>;

    /// Ends a hosted system, after all devices were dropped. The error names the rules that the
    /// driver violated.
    fn shut_down(self) -> Result<(), Error>;
}

/// An open device with overlapped I/O: the app issues requests and fetches completions one by one.
///
/// The implementation owns the buffer of an outstanding request and returns the bytes in the
/// completion. Dropping a device cancels all outstanding requests and waits for them before it frees
/// any buffer.
pub trait Device {
    /// Issues a request without waiting for its completion, which has the same `id`. No two
    /// outstanding requests may have the same id. A request that fails at once completes, too.
    fn issue(&mut self, id: u64, request: Request);

    /// The next completion, or `None` if there was none within `timeout`.
    fn next(&mut self, timeout: Duration) -> Result<Option<Completion>, Error>;

    /// Cancels all outstanding requests, each of which still completes.
    ///
    /// # Errors
    /// The system failed to cancel.
    fn cancel_all(&mut self) -> Result<(), Error>;

    /// Cancels the outstanding request with this id, which still completes. Does nothing if the
    /// request has completed.
    ///
    /// # Errors
    /// The system failed to cancel.
    fn cancel(&mut self, id: u64) -> Result<(), Error>;

    /// Closes the handle. Outstanding requests still complete, and [`Self::next`] returns them. Issue
    /// no request afterwards.
    fn close(&mut self);
}

/// A request to a device.
#[derive(Debug)]
pub enum Request {
    /// Read at most this many bytes.
    Read(usize),
    /// Write these bytes.
    Write(Vec<u8>),
    /// Send a control code, without input and with room for 16 bytes of output.
    Control(u32),
}

impl Request {
    /// The kind of the request.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Read(_) => Kind::Read,
            Self::Write(_) => Kind::Write,
            Self::Control(_) => Kind::Control,
        }
    }
}

/// The kind of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Bytes from the device.
    Read,
    /// Bytes to the device.
    Write,
    /// A device control.
    Control,
}

impl Kind {
    /// The kind's name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Control => "device control",
        }
    }
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The request succeeded.
    Succeeded,
    /// The request was cancelled.
    Cancelled,
    /// The request failed.
    Failed(Cause),
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The status, as far as the app tells statuses apart.
    pub status: Status,
    /// The system's reason.
    pub text: String,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T: Into<String>> From<T> for Cause {
    fn from(text: T) -> Self {
        Self { status: Status::Other, text: text.into() }
    }
}

/// The status of a failed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `STATUS_BUFFER_OVERFLOW`, which Win32 calls `ERROR_MORE_DATA`.
    BufferOverflow,
    /// `STATUS_INVALID_DEVICE_REQUEST`, which Win32 calls `ERROR_INVALID_FUNCTION`.
    InvalidDeviceRequest,
    /// Another status.
    Other,
}

/// The completion of a request, with its bytes.
#[derive(Debug)]
pub struct Completion {
    /// The id of the request.
    pub id: u64,
    /// The request's kind.
    pub kind: Kind,
    /// How the request ended.
    pub outcome: Outcome,
    /// The number of bytes transferred.
    pub bytes: usize,
    /// The bytes that were read, or that were to be written.
    pub data: Vec<u8>,
    /// The time from issue to completion.
    pub latency: Duration,
}
