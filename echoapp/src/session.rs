//! A run of requests on an open device: counts them, and cancels all when a stop is requested.

use std::time::{Duration, Instant};

use crate::error::Error;
use crate::platform::{Completion, Device, Kind, Request};
use crate::stop::Stop;
use crate::summary::Summary;

/// The interval at which a wait checks the stop flag.
const GLANCE: Duration = Duration::from_millis(20);
/// The time within which a cancelled request must complete. A device that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(10);

/// A run of requests on one device.
pub struct Session<'a> {
    device: &'a mut dyn Device,
    stop: &'a Stop,
    next_id: u64,
    /// The numbers of outstanding requests, by [`Kind`].
    outstanding: [usize; 3],
    /// The time at which all requests were cancelled.
    cancelled: Option<Instant>,
    patience: Duration,
    summary: Summary,
}

impl<'a> Session<'a> {
    /// Starts a run, and the clock of its summary.
    pub fn new(device: &'a mut dyn Device, stop: &'a Stop) -> Self {
        Self {
            device,
            stop,
            next_id: 0,
            outstanding: [0; 3],
            cancelled: None,
            patience: PATIENCE,
            summary: Summary::new(),
        }
    }

    /// Issues a request and returns its id. Ids count from 0.
    pub fn issue(&mut self, request: Request) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.outstanding[request.kind() as usize] += 1;
        self.device.issue(id, request);
        id
    }

    /// Waits for the next completion. Call only while a request is outstanding. If a stop is
    /// requested, cancels all outstanding requests and continues to wait.
    ///
    /// # Errors
    /// The system failed to cancel, or no cancelled request completes within [`PATIENCE`].
    pub fn wait(&mut self) -> Result<Completion, Error> {
        let since = Instant::now();
        loop {
            if self.stop.requested() {
                self.cancel()?;
            }
            if let Some(completion) = self.device.next(GLANCE)? {
                self.outstanding[completion.kind as usize] -= 1;
                self.summary.record(&completion);
                return Ok(completion);
            }
            if self.cancelled.is_some_and(|at| at.max(since).elapsed() > self.patience) {
                return Err(Error::Device(format!(
                    "{} reads and {} writes did not complete within {:?} after their cancellation",
                    self.outstanding(Kind::Read),
                    self.outstanding(Kind::Write),
                    self.patience
                )));
            }
        }
    }

    /// Cancels all outstanding requests. Issue no request afterwards.
    pub fn cancel(&mut self) -> Result<(), Error> {
        if self.cancelled.is_some() {
            return Ok(());
        }
        self.cancelled = Some(Instant::now());
        self.device.cancel_all()
    }

    /// Whether the run was cancelled or is about to be. Issue no request then.
    pub fn is_stopping(&self) -> bool {
        self.cancelled.is_some() || self.stop.requested()
    }

    /// The id of the next request.
    pub fn next_id(&self) -> u64 {
        self.next_id
    }

    /// The number of outstanding requests of one kind.
    pub fn outstanding(&self, kind: Kind) -> usize {
        self.outstanding[kind as usize]
    }

    /// The summary of the run so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::FakeDevice;

    #[test]
    fn wait_for_a_stuck_device_gives_up() {
        let mut device = FakeDevice::that_hangs();
        let stop = device.stop.clone();
        let mut session = Session::new(&mut device, &stop);
        session.patience = Duration::ZERO;
        session.issue(Request::Read(1));
        session.issue(Request::Write(vec![1]));
        session.issue(Request::Write(vec![2]));
        stop.request();
        let error = session.wait().unwrap_err().to_string();
        assert!(error.starts_with("1 reads and 2 writes did not complete within "), "{error}");
    }

    #[test]
    fn wait_that_cannot_cancel_is_an_error() {
        let mut device = FakeDevice::that_refuses_to_cancel();
        let stop = device.stop.clone();
        let mut session = Session::new(&mut device, &stop);
        session.issue(Request::Read(1));
        stop.request();
        assert_eq!(session.wait().unwrap_err(), Error::System("refused".to_owned()));
    }
}
