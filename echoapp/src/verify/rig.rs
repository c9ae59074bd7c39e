//! The device under test as the checks use it: handles, waits with a limit, and expectations.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::expected::Expected;
use super::system::{Administration, System};
use super::unmet::{Unmet, ensure};
use crate::platform::{Completion, Device, Outcome, Request, Status};
use crate::stop::Stop;

/// The interval at which a wait checks the stop flag.
const GLANCE: Duration = Duration::from_millis(20);
/// How long a request may take beside the ticks that it waits for. A device that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(10);
/// A period below this is too short to tell "at once" from "at a tick".
const TELLING_PERIOD: Duration = Duration::from_millis(40);

/// The device under test, with what is expected of it.
pub struct Rig<'a> {
    /// The machine.
    pub system: &'a dyn System,
    /// The expectations.
    pub expected: &'a Expected,
    /// Ends a check early.
    pub stop: &'a Stop,
    outstanding: Rc<Cell<u32>>,
}

/// An open handle to the device.
pub struct Handle<'a> {
    rig: &'a Rig<'a>,
    device: Box<dyn Device>,
    next_id: u64,
    /// Completions that nobody has asked for.
    completed: Vec<Completion>,
}

/// A request that was issued.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Issued(u64);

impl<'a> Rig<'a> {
    /// The device of a system.
    pub fn new(system: &'a dyn System, expected: &'a Expected, stop: &'a Stop) -> Self {
        Self { system, expected, stop, outstanding: Rc::default() }
    }

    /// Opens the device.
    pub fn open(&'a self) -> Result<Handle<'a>, Unmet> {
        let device = self.system.open()?;
        Ok(Handle { rig: self, device, next_id: 0, completed: Vec::new() })
    }

    /// The access to the device's state; the check is skipped without it.
    pub fn administration(&self) -> Result<&'a dyn Administration, Unmet> {
        self.system.administration().map_err(Unmet::Skipped)
    }

    /// Fails the check if a time is not that of an event that waits for no tick.
    pub fn at_once(&self, what: &str, time: Duration) -> Result<(), Unmet> {
        let period = self.expected.period;
        if period < TELLING_PERIOD || time < period / 2 {
            return Ok(());
        }
        Err(Unmet::Late(format!("{what} took {time:.1?}, and should not wait for a tick")))
    }

    /// Fails the check unless a time is `expected`, within what the system's clock allows.
    pub fn takes(&self, what: &str, time: Duration, expected: Duration) -> Result<(), Unmet> {
        let slack = self.system.slack();
        if time + slack >= expected && time <= expected + slack {
            return Ok(());
        }
        Err(Unmet::Late(format!("{what} took {time:.1?} in place of {expected:.1?}")))
    }

    /// Whether a stop was requested.
    pub fn interrupted(&self) -> Result<(), Unmet> {
        if self.stop.requested() { Err(Unmet::Interrupted) } else { Ok(()) }
    }
}

impl Handle<'_> {
    /// Issues a request.
    pub fn issue(&mut self, request: Request) -> Issued {
        let id = self.next_id;
        self.next_id += 1;
        let outstanding = &self.rig.outstanding;
        outstanding.set(outstanding.get() + 1);
        self.device.issue(id, request);
        Issued(id)
    }

    /// Issues a write.
    pub fn write(&mut self, bytes: &[u8]) -> Issued {
        self.issue(Request::Write(bytes.to_vec()))
    }

    /// Issues a read.
    pub fn read(&mut self, length: usize) -> Issued {
        self.issue(Request::Read(length))
    }

    /// Waits for a request.
    ///
    /// # Errors
    /// The request does not complete, or a stop was requested.
    pub fn wait(&mut self, request: Issued) -> Result<Completion, Unmet> {
        let system = self.rig.system;
        let ticks = self.rig.outstanding.get() + 2;
        let limit = PATIENCE + self.rig.expected.period * ticks;
        let since = system.now();
        loop {
            if let Some(completion) = self.taken(request) {
                return Ok(completion);
            }
            self.rig.interrupted()?;
            self.fetch(GLANCE)?;
            let waited = system.now().saturating_sub(since);
            ensure(waited < limit || self.has(request), || {
                format!("a request did not complete within {waited:.0?}")
            })?;
        }
    }

    /// Issues a request and waits for it.
    pub fn transfer(&mut self, request: Request) -> Result<Completion, Unmet> {
        let issued = self.issue(request);
        self.wait(issued)
    }

    /// Whether a request has completed.
    pub fn is_over(&mut self, request: Issued) -> Result<bool, Unmet> {
        while self.fetch(Duration::ZERO)? {}
        Ok(self.has(request))
    }

    /// Cancels one request.
    pub fn cancel(&mut self, request: Issued) -> Result<(), Unmet> {
        Ok(self.device.cancel(request.0)?)
    }

    /// Cancels all requests of this handle.
    pub fn cancel_all(&mut self) -> Result<(), Unmet> {
        Ok(self.device.cancel_all()?)
    }

    /// Closes the handle; its outstanding requests can still be waited for.
    pub fn close(&mut self) {
        self.device.close();
    }

    /// Stores bytes, and returns just after a tick.
    pub fn store(&mut self, bytes: &[u8]) -> Result<(), Unmet> {
        let write = self.transfer(Request::Write(bytes.to_vec()))?;
        succeeded(&write, bytes.len())
    }

    /// Fails the check unless exactly these bytes are stored. Returns just after a tick.
    pub fn has_stored(&mut self, bytes: &[u8]) -> Result<(), Unmet> {
        let read = self.transfer(Request::Read(bytes.len() + 1))?;
        succeeded(&read, bytes.len())?;
        ensure(read.data == bytes, || "a read returns other bytes than were written".to_owned())
    }

    fn has(&self, request: Issued) -> bool {
        self.completed.iter().any(|completion| completion.id == request.0)
    }

    fn taken(&mut self, request: Issued) -> Option<Completion> {
        let index = self.completed.iter().position(|completion| completion.id == request.0)?;
        Some(self.completed.swap_remove(index))
    }

    fn fetch(&mut self, timeout: Duration) -> Result<bool, Unmet> {
        let Some(completion) = self.device.next(timeout)? else { return Ok(false) };
        let outstanding = &self.rig.outstanding;
        outstanding.set(outstanding.get().saturating_sub(1));
        self.completed.push(completion);
        Ok(true)
    }
}

/// A completion in words.
pub fn told(completion: &Completion) -> String {
    let bytes = completion.bytes;
    match &completion.outcome {
        Outcome::Succeeded => format!("success with {bytes} bytes"),
        Outcome::Cancelled => format!("STATUS_CANCELLED with {bytes} bytes"),
        Outcome::Failed(cause) => format!("a failure with {bytes} bytes: {cause}"),
    }
}

/// Fails the check unless a request succeeded with this many bytes.
pub fn succeeded(completion: &Completion, bytes: usize) -> Result<(), Unmet> {
    let holds = completion.outcome == Outcome::Succeeded && completion.bytes == bytes;
    found(holds, completion, &format!("success with {bytes} bytes"))
}

/// Fails the check unless a request was cancelled, with this many bytes.
pub fn cancelled(completion: &Completion, bytes: usize) -> Result<(), Unmet> {
    let holds = completion.outcome == Outcome::Cancelled && completion.bytes == bytes;
    found(holds, completion, &format!("STATUS_CANCELLED with {bytes} bytes"))
}

/// Fails the check unless a request failed with this status and no bytes.
pub fn refused(completion: &Completion, status: Status) -> Result<(), Unmet> {
    let failed = |cause: &crate::platform::Cause| cause.status == status;
    let holds = matches!(&completion.outcome, Outcome::Failed(cause) if failed(cause));
    let name = match status {
        Status::BufferOverflow => "STATUS_BUFFER_OVERFLOW",
        Status::InvalidDeviceRequest => "STATUS_INVALID_DEVICE_REQUEST",
        Status::Other => "another status",
    };
    found(holds && completion.bytes == 0, completion, &format!("{name} with 0 bytes"))
}

fn found(holds: bool, completion: &Completion, expected: &str) -> Result<(), Unmet> {
    let kind = completion.kind.name();
    ensure(holds, || format!("a {kind} ended with {}, not with {expected}", told(completion)))
}

/// Bytes that differ from place to place, and from seed to seed.
pub fn pattern(length: usize, seed: u8) -> Vec<u8> {
    (0..=250).cycle().map(|byte: u8| byte.wrapping_add(seed)).take(length).collect()
}
