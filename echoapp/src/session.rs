//! Requests on an open device, counted, with waits that a stop interrupts by cancelling them all.

use std::time::{Duration, Instant};

use crate::error::Error;
use crate::platform::{Completion, Device, Direction, Request};
use crate::stop::Stop;
use crate::summary::Summary;

/// How long a wait lasts before it looks at the stop flag again.
const GLANCE: Duration = Duration::from_millis(20);
/// How long a cancelled request may take to complete. A device that takes longer never will.
const PATIENCE: Duration = Duration::from_secs(10);

/// A run of requests on one device.
pub struct Session<'a> {
    device: &'a mut dyn Device,
    stop: &'a Stop,
    next_id: u64,
    reads: usize,
    writes: usize,
    /// When everything was cancelled, if it was.
    cancelled: Option<Instant>,
    patience: Duration,
    summary: Summary,
}

impl<'a> Session<'a> {
    /// Starts a run; the clock of its summary starts too.
    pub fn new(device: &'a mut dyn Device, stop: &'a Stop) -> Self {
        Self {
            device,
            stop,
            next_id: 0,
            reads: 0,
            writes: 0,
            cancelled: None,
            patience: PATIENCE,
            summary: Summary::new(),
        }
    }

    /// Issues a request and returns its id. Ids count up from 0.
    pub fn issue(&mut self, request: Request) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        *self.outstanding_mut(request.direction()) += 1;
        self.device.issue(id, request);
        id
    }

    /// Waits for the next completion. A requested stop cancels everything outstanding, and the wait
    /// goes on for what comes of that. Must be called only while something is outstanding.
    ///
    /// It is an error if the system refuses to cancel, or if nothing comes of it for too long.
    pub fn wait(&mut self) -> Result<Completion, Error> {
        let since = Instant::now();
        loop {
            if self.stop.requested() {
                self.cancel()?;
            }
            if let Some(completion) = self.device.next(GLANCE)? {
                *self.outstanding_mut(completion.direction) -= 1;
                self.summary.record(&completion);
                return Ok(completion);
            }
            if self.cancelled.is_some_and(|at| at.max(since).elapsed() > self.patience) {
                return Err(Error::Device(format!(
                    "{} reads and {} writes did not end within {:?} of their cancellation",
                    self.reads, self.writes, self.patience
                )));
            }
        }
    }

    /// Cancels everything outstanding. From then on nothing more is to be issued.
    pub fn cancel(&mut self) -> Result<(), Error> {
        if self.cancelled.is_some() {
            return Ok(());
        }
        self.cancelled = Some(Instant::now());
        self.device.cancel_all()
    }

    /// Whether no more is to be issued: the run was cancelled, or is about to be.
    pub fn is_stopping(&self) -> bool {
        self.cancelled.is_some() || self.stop.requested()
    }

    /// The id that the next request will have.
    pub fn next_id(&self) -> u64 {
        self.next_id
    }

    /// How many requests of one direction are outstanding.
    pub fn outstanding(&self, direction: Direction) -> usize {
        match direction {
            Direction::Read => self.reads,
            Direction::Write => self.writes,
        }
    }

    /// What became of the requests so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    fn outstanding_mut(&mut self, direction: Direction) -> &mut usize {
        match direction {
            Direction::Read => &mut self.reads,
            Direction::Write => &mut self.writes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::FakeDevice;

    #[test]
    fn wait_for_what_is_cancelled_and_does_not_end_gives_up() {
        let mut device = FakeDevice::that_hangs();
        let stop = device.stop.clone();
        let mut session = Session::new(&mut device, &stop);
        session.patience = Duration::ZERO;
        session.issue(Request::Read(1));
        session.issue(Request::Write(vec![1]));
        session.issue(Request::Write(vec![2]));
        stop.request();
        let error = session.wait().unwrap_err().to_string();
        assert!(error.starts_with("1 reads and 2 writes did not end within "), "{error}");
    }

    #[test]
    fn wait_when_the_system_refuses_to_cancel_is_that_error() {
        let mut device = FakeDevice::that_refuses_to_cancel();
        let stop = device.stop.clone();
        let mut session = Session::new(&mut device, &stop);
        session.issue(Request::Read(1));
        stop.request();
        assert_eq!(session.wait().unwrap_err(), Error::System("refused".to_owned()));
    }
}
