//! The model of one echo device: its stored bytes, the held request and the queue, without time.

use std::collections::VecDeque;

use crate::observation::{Calls, Status};

/// The longest write that is accepted, in bytes.
const LIMIT: usize = 40_960;

/// The kind of a request.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    Read(usize),
    Write(Vec<u8>),
    Control,
}

/// A completed request, by the number of its operation.
pub(crate) struct Completion {
    pub(crate) operation: usize,
    pub(crate) status: Status,
    pub(crate) information: usize,
    pub(crate) data: Vec<u8>,
}

/// The state that a device shares with its machine.
#[derive(Default)]
pub(crate) struct Surroundings {
    /// The completed requests.
    pub(crate) completions: Vec<Completion>,
    /// The driver's callbacks.
    pub(crate) calls: Calls,
    /// Whether the next allocation fails.
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

/// The request that the driver holds until a tick or a cancellation.
struct Held {
    operation: usize,
    information: usize,
    /// The bytes for a read, copied when the read arrived.
    data: Vec<u8>,
}

/// An echo device.
#[derive(Default)]
pub(crate) struct Device {
    stored: Vec<u8>,
    held: Option<Held>,
    /// The queued requests of all handles, oldest first.
    queue: VecDeque<(usize, Request)>,
    /// Whether the queue presents requests: not while the device is powered down.
    presents: bool,
}

impl Device {
    /// The number of stored bytes.
    pub(crate) fn memory(&self) -> usize {
        self.stored.len()
    }

    /// Whether the driver holds a request.
    pub(crate) fn holds(&self) -> bool {
        self.held.is_some()
    }

    /// Starts or stops presenting requests: at power-up, or before a power-down.
    pub(crate) fn set_presents(&mut self, presents: bool, around: &mut Surroundings) {
        self.presents = presents;
        self.present(around);
    }

    /// Takes a request of an application.
    pub(crate) fn arrive(&mut self, operation: usize, request: Request, around: &mut Surroundings) {
        self.queue.push_back((operation, request));
        self.present(around);
    }

    /// Ticks: the request that the driver holds succeeds.
    pub(crate) fn tick(&mut self, around: &mut Surroundings) {
        around.calls.ticks += 1;
        if let Some(Held { operation, information, data }) = self.held.take() {
            around.transfer(operation, Status::Success, information, data);
        }
        self.present(around);
    }

    /// Cancels a request that has not completed. The bytes of a write stay stored.
    pub(crate) fn cancel(&mut self, operation: usize, around: &mut Surroundings) {
        if self.held.take_if(|held| held.operation == operation).is_some() {
            around.calls.cancels += 1;
        }
        self.queue.retain(|(queued, _)| *queued != operation);
        around.complete(operation, Status::Cancelled);
        self.present(around);
    }

    /// Cancels the queued requests that fit. The driver keeps the request that it holds.
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
                // The framework completes these two kinds; the driver does not see them.
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
