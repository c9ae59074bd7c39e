//! The model of one echo device: what it stores, holds, and has queued. It knows no time.

use std::collections::VecDeque;

use crate::observation::{Calls, Status};

/// The longest write that is accepted, in bytes.
const LIMIT: usize = 40_960;

/// What an application asks for.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    Read(usize),
    Write(Vec<u8>),
    Control,
}

/// A request that has an end, by the number of its operation.
pub(crate) struct Completion {
    pub(crate) operation: usize,
    pub(crate) status: Status,
    pub(crate) information: usize,
    pub(crate) data: Vec<u8>,
}

/// What a device shares with the machine around it.
#[derive(Default)]
pub(crate) struct Surroundings {
    /// The requests that have been completed.
    pub(crate) completions: Vec<Completion>,
    /// What the driver was called for.
    pub(crate) calls: Calls,
    /// Whether the next allocation finds no memory.
    pub(crate) starved: bool,
}

impl Surroundings {
    fn complete(&mut self, operation: usize, status: Status) {
        self.transfer(operation, status, 0, Vec::new());
    }

    fn transfer(&mut self, operation: usize, status: Status, information: usize, data: Vec<u8>) {
        self.completions.push(Completion { operation, status, information, data });
    }
}

/// The request that the driver has: it waits for a tick or its cancellation.
struct Held {
    operation: usize,
    information: usize,
    /// The bytes for a read, as they were when it arrived.
    data: Vec<u8>,
}

/// An echo device.
#[derive(Default)]
pub(crate) struct Device {
    stored: Vec<u8>,
    held: Option<Held>,
    /// First come, first served, from all handles.
    queue: VecDeque<(usize, Request)>,
    /// Whether requests are presented to the driver: not while the device is powered down.
    presents: bool,
}

impl Device {
    /// The size of what it stores.
    pub(crate) fn memory(&self) -> usize {
        self.stored.len()
    }

    /// Whether the driver has a request.
    pub(crate) fn holds(&self) -> bool {
        self.held.is_some()
    }

    /// It powers up, or is about to power down and presents nothing more.
    pub(crate) fn set_presents(&mut self, presents: bool, around: &mut Surroundings) {
        self.presents = presents;
        self.present(around);
    }

    /// A request comes from an application.
    pub(crate) fn arrive(&mut self, operation: usize, request: Request, around: &mut Surroundings) {
        self.queue.push_back((operation, request));
        self.present(around);
    }

    /// The timer ticks: what the driver holds succeeds.
    pub(crate) fn tick(&mut self, around: &mut Surroundings) {
        around.calls.ticks += 1;
        if let Some(Held { operation, information, data }) = self.held.take() {
            around.transfer(operation, Status::Success, information, data);
        }
        self.present(around);
    }

    /// A request that has not completed is cancelled. What a write has stored stays.
    pub(crate) fn cancel(&mut self, operation: usize, around: &mut Surroundings) {
        if self.held.take_if(|held| held.operation == operation).is_some() {
            around.calls.cancels += 1;
        }
        self.queue.retain(|(queued, _)| *queued != operation);
        around.complete(operation, Status::Cancelled);
        self.present(around);
    }

    /// The queued requests that `fits` names are cancelled; the driver goes on with what it has.
    pub(crate) fn purge(&mut self, fits: impl Fn(usize) -> bool, around: &mut Surroundings) {
        self.queue.retain(|(operation, _)| {
            let purged = fits(*operation);
            if purged {
                around.complete(*operation, Status::Cancelled);
            }
            !purged
        });
    }

    /// Presents requests until the driver holds one.
    fn present(&mut self, around: &mut Surroundings) {
        while self.presents && self.held.is_none() {
            let Some((operation, request)) = self.queue.pop_front() else { return };
            let length = match &request {
                Request::Read(length) => *length,
                Request::Write(bytes) => bytes.len(),
                Request::Control => 0,
            };
            around.calls.presented += usize::from(length > 0);
            match request {
                Request::Control => around.complete(operation, Status::InvalidDeviceRequest),
                // The framework completes these two; the driver does not see them.
                Request::Read(0) => around.complete(operation, Status::Success),
                Request::Write(bytes) if bytes.is_empty() => {
                    around.complete(operation, Status::Success);
                }
                Request::Write(bytes) if bytes.len() > LIMIT => {
                    around.complete(operation, Status::BufferOverflow);
                }
                Request::Write(_) if std::mem::take(&mut around.starved) => {
                    around.complete(operation, Status::InsufficientResources);
                }
                Request::Write(bytes) => {
                    let (information, data) = (bytes.len(), Vec::new());
                    self.stored = bytes;
                    self.held = Some(Held { operation, information, data });
                }
                Request::Read(_) if self.stored.is_empty() => {
                    around.complete(operation, Status::Success);
                }
                Request::Read(length) => {
                    let data = self.stored[..length.min(self.stored.len())].to_vec();
                    self.held = Some(Held { operation, information: data.len(), data });
                }
            }
        }
    }
}
