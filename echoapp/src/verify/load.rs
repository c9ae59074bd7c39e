//! The mixed load: reads, writes and cancellations from several threads and processes.

use std::collections::HashSet;
use std::time::Duration;

use echo_interface::MAX_WRITE;

use super::rig::Rig;
use super::unmet::Unmet;
use crate::content::Contents;
use crate::platform::{Completion, Device, Kind, Outcome, Request};
use crate::stop::Stop;

/// The workers of this process, each with a handle and, on Windows, a thread of its own.
pub const WORKERS: u64 = 4;
/// The other processes.
pub const PROCESSES: u64 = 2;
/// The workers of each other process.
pub const WORKERS_OF_PROCESS: u64 = 2;

/// The most outstanding requests of a worker.
const DEPTH: usize = 3;
/// The writes of a worker have numbers from its own number times this.
const NUMBERS: u64 = 1 << 32;

/// A load.
pub struct Load {
    /// The number of the run, which all contents contain.
    pub run: u64,
    /// How long workers issue requests.
    pub time: Duration,
    /// Ends the load earlier.
    pub stop: Stop,
}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reads that returned one whole write.
    pub reads: u64,
    /// Writes that succeeded.
    pub writes: u64,
    /// Requests that were cancelled.
    pub cancelled: u64,
}

impl Tally {
    /// Adds what another worker did.
    pub fn add(&mut self, other: Self) {
        self.reads += other.reads;
        self.writes += other.writes;
        self.cancelled += other.cancelled;
    }
}

/// As another process prints it.
#[cfg(any(test, all(windows, not(hosted))))]
impl Tally {
    /// The line for the process that started this one.
    pub fn line(self) -> String {
        format!("{} {} {}", self.reads, self.writes, self.cancelled)
    }

    /// What a line says; `None` if the line is an error.
    pub fn of_line(line: &str) -> Option<Self> {
        let numbers: Result<Vec<u64>, _> = line.split(' ').map(str::parse).collect();
        match numbers.as_deref() {
            Ok(&[reads, writes, cancelled]) => Some(Self { reads, writes, cancelled }),
            _ => None,
        }
    }
}

/// Stores a write of the run, so that no read is older, and runs the load.
pub fn check(rig: &Rig<'_>) -> Result<(), Unmet> {
    let contents = Contents::new();
    let load = Load { run: contents.run(), time: rig.expected.load, stop: rig.stop.clone() };
    let mut handle = rig.open()?;
    handle.store(&contents.of(0))?;
    let tally = rig.system.run_load(&load)?;
    rig.interrupted()?;
    if tally.reads == 0 {
        let time = load.time;
        return Err(Unmet::Skipped(format!(
            "no read completed within {time:?}: give more --seconds"
        )));
    }
    // The device still works.
    handle.store(b"after the load")?;
    handle.has_stored(b"after the load")
}

/// One handle of a load, with its outstanding requests.
pub struct Worker {
    device: Box<dyn Device>,
    contents: Contents,
    random: u64,
    next_id: u64,
    next_write: u64,
    outstanding: Vec<u64>,
    cancelled: HashSet<u64>,
    tally: Tally,
}

impl Worker {
    /// The worker of this number, from 1, of a run.
    pub fn new(device: Box<dyn Device>, run: u64, number: u64) -> Self {
        Self {
            device,
            contents: Contents::of_run(run),
            random: number,
            next_id: 0,
            next_write: number * NUMBERS,
            outstanding: Vec::new(),
            cancelled: HashSet::new(),
            tally: Tally::default(),
        }
    }

    /// Issues requests, cancels one sometimes, and waits for a completion at most `timeout`.
    ///
    /// # Errors
    /// A request did not end as it must.
    pub fn work(&mut self, timeout: Duration) -> Result<(), Unmet> {
        while self.outstanding.len() < DEPTH {
            let request = match self.draw(3) {
                0 => {
                    self.next_write += 1;
                    Request::Write(self.contents.of(self.next_write - 1))
                }
                _ => Request::Read(MAX_WRITE),
            };
            self.outstanding.push(self.next_id);
            self.device.issue(self.next_id, request);
            self.next_id += 1;
        }
        if self.draw(10) == 0 {
            let index = usize::try_from(self.draw(DEPTH as u64)).unwrap_or_default();
            let id = self.outstanding[index];
            self.cancelled.insert(id);
            self.device.cancel(id)?;
        }
        self.fetch(timeout)?;
        Ok(())
    }

    /// Cancels what is outstanding, waits for it, and returns what the worker did.
    ///
    /// # Errors
    /// A request did not end as it must, or did not end at all within `patience` waits of `timeout`.
    pub fn finish(mut self, timeout: Duration, patience: u32) -> Result<Tally, Unmet> {
        self.cancelled.extend(&self.outstanding);
        self.device.cancel_all()?;
        for _ in 0..patience {
            if self.outstanding.is_empty() {
                return Ok(self.tally);
            }
            self.fetch(timeout)?;
        }
        let left = self.outstanding.len();
        Err(Unmet::Failed(format!("{left} cancelled requests of the load did not end")))
    }

    fn fetch(&mut self, mut timeout: Duration) -> Result<(), Unmet> {
        while let Some(completion) = self.device.next(timeout)? {
            self.outstanding.retain(|id| *id != completion.id);
            self.judge(&completion).map_err(Unmet::Failed)?;
            timeout = Duration::ZERO;
        }
        Ok(())
    }

    fn judge(&mut self, completion: &Completion) -> Result<(), String> {
        let kind = completion.kind.name();
        let cancelled = self.cancelled.remove(&completion.id);
        match (&completion.outcome, completion.kind) {
            (Outcome::Failed(cause), _) => Err(format!("a {kind} of the load failed: {cause}")),
            (Outcome::Cancelled, _) if cancelled => {
                self.tally.cancelled += 1;
                Ok(())
            }
            (Outcome::Cancelled, _) => Err(format!("a {kind} of the load was cancelled by nobody")),
            (Outcome::Succeeded, Kind::Read) => {
                self.tally.reads += 1;
                self.contents.check(&completion.data, u64::MAX).map(|_| ()).map_err(|mismatch| {
                    format!("a read of the load is not one whole write: {mismatch}")
                })
            }
            (Outcome::Succeeded, _) => {
                self.tally.writes += 1;
                let written = completion.data.len();
                if completion.bytes == written {
                    return Ok(());
                }
                let bytes = completion.bytes;
                Err(format!("a write of {written} bytes transferred {bytes}"))
            }
        }
    }

    /// A number below `limit`.
    fn draw(&mut self, limit: u64) -> u64 {
        // A linear congruential generator: Knuth's multiplier, and the high bits.
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.random >> 33) % limit
    }
}
