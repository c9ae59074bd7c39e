//! Requests on an open device, counted, with waits that a stop interrupts by cancelling them all.

use std::time::Duration;

use crate::error::Error;
use crate::platform::{Completion, Device, Direction, Request};
use crate::stop::Stop;
use crate::summary::Summary;

/// How long a wait lasts before it looks at the stop flag again.
const GLANCE: Duration = Duration::from_millis(20);

/// A run of requests on one device.
pub struct Session<'a> {
    device: &'a mut dyn Device,
    stop: &'a Stop,
    next_id: u64,
    reads: usize,
    writes: usize,
    cancelling: bool,
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
            cancelling: false,
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
    pub fn wait(&mut self) -> Result<Completion, Error> {
        loop {
            if self.stop.requested() {
                self.cancel();
            }
            if let Some(completion) = self.device.next(GLANCE)? {
                *self.outstanding_mut(completion.direction) -= 1;
                self.summary.record(&completion);
                return Ok(completion);
            }
        }
    }

    /// Cancels everything outstanding. From then on nothing more is to be issued.
    pub fn cancel(&mut self) {
        if !self.cancelling {
            self.cancelling = true;
            self.device.cancel_all();
        }
    }

    /// Whether no more is to be issued: the run was cancelled, or is about to be.
    pub fn is_stopping(&self) -> bool {
        self.cancelling || self.stop.requested()
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
