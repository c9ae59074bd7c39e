//! The seam between the app and the system it runs on: a way to find devices, and overlapped I/O on one.

use std::time::Duration;

use crate::args::Options;
use crate::console::Console;
use crate::error::Error;

/// An echo device that is present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The symbolic link of the device's interface, with which it is opened.
    pub path: String,
    /// `AutoSync` or `DriverSync`, or `unknown` where the system does not let one look.
    pub variant: &'static str,
}

/// A system that has echo devices.
pub trait Platform: Sized {
    /// Makes the system ready, which for one of the app's own means making it.
    fn start(options: &Options, console: &Console) -> Result<Self, Error>;

    /// The devices present, in the order in which `--device` numbers them.
    fn devices(&self) -> Result<Vec<DeviceInfo>, Error>;

    /// Opens a device for reading and writing.
    fn open(&self, path: &str) -> Result<Box<dyn Device>, Error>;

    /// Ends the system, if it is the app's own. All devices must have been dropped. An error says
    /// what the driver did wrong.
    fn shut_down(self) -> Result<(), Error>;
}

/// An open device with overlapped I/O: requests are issued, and their completions fetched one by one.
///
/// While a request is outstanding, its buffer belongs to the implementation, which gives it back in
/// the completion. Dropping a device cancels what is outstanding and waits for it before any buffer
/// is freed.
pub trait Device {
    /// Starts a request without waiting for it. `id` names it in its completion and must not be the
    /// id of another outstanding request. A request that fails at once completes like any other.
    fn issue(&mut self, id: u64, request: Request);

    /// The next completion, or `None` if there was none within `timeout`.
    fn next(&mut self, timeout: Duration) -> Result<Option<Completion>, Error>;

    /// Asks for the cancellation of everything outstanding. Each request still completes. An error
    /// says that the system refuses to cancel.
    fn cancel_all(&mut self) -> Result<(), Error>;
}

/// What a device is asked to do.
#[derive(Debug)]
pub enum Request {
    /// Read at most this many bytes.
    Read(usize),
    /// Write these bytes.
    Write(Vec<u8>),
}

impl Request {
    /// Which way the bytes go.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Read(_) => Direction::Read,
            Self::Write(_) => Direction::Write,
        }
    }
}

/// Which way the bytes of a request go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the device.
    Read,
    /// To the device.
    Write,
}

impl Direction {
    /// The direction's name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With success.
    Succeeded,
    /// It was cancelled.
    Cancelled,
    /// With an error, in the system's words.
    Failed(String),
}

/// A request that has ended, with its buffer.
#[derive(Debug)]
pub struct Completion {
    /// The id that the request was issued with.
    pub id: u64,
    /// Which way the bytes went.
    pub direction: Direction,
    /// How it ended.
    pub outcome: Outcome,
    /// How many bytes were transferred.
    pub bytes: usize,
    /// Of a read the bytes that it brought, of a write the bytes that were handed over with it.
    pub data: Vec<u8>,
    /// The time from issue to completion.
    pub latency: Duration,
}
