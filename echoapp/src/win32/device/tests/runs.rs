//! Runs of the app on a named pipe, whose every read returns one whole write, as the driver's do.

use std::time::Duration;

use super::super::Win32Device;
use super::pipe::{echoing, silent};
use crate::console::memory;
use crate::error::Error;
use crate::platform::{Completion, Device, Request};
use crate::progress::Progress;
use crate::stop::Stop;
use crate::{overlap, pattern};

/// The result of an asynchronous run of `count` reads and writes, and what it prints.
fn overlapped(device: &mut dyn Device, count: u64, stop: &Stop) -> (Result<bool, Error>, String) {
    let (console, printed) = memory::console(stop);
    let mut progress = Progress::lines(&console, count);
    let result = overlap::run(device, count, &console, stop, &mut progress);
    (result, printed.lines().join("\n"))
}

/// A device that does something once before its first wait, when all requests are outstanding.
struct BeforeFirstWait<F> {
    device: Win32Device,
    action: Option<F>,
}

impl<F: FnOnce()> Device for BeforeFirstWait<F> {
    fn issue(&mut self, id: u64, request: Request) {
        self.device.issue(id, request);
    }

    fn next(&mut self, timeout: Duration) -> Result<Option<Completion>, Error> {
        if let Some(action) = self.action.take() {
            action();
        }
        self.device.next(timeout)
    }

    fn cancel_all(&mut self) -> Result<(), Error> {
        self.device.cancel_all()
    }

    fn cancel(&mut self, id: u64) -> Result<(), Error> {
        self.device.cancel(id)
    }

    fn close(&mut self) {
        self.device.close();
    }
}

#[test]
fn synchronous_run_on_a_pipe_verifies_both_patterns() {
    let stop = Stop::default();
    let (console, printed) = memory::console(&stop);
    assert_eq!(pattern::run(&mut echoing(), &console, &stop), Ok(true));
    let verified = printed.lines().iter().filter(|line| line.contains("Verified")).count();
    assert_eq!(verified, 2, "{:#?}", printed.lines());
}

#[test]
fn asynchronous_run_on_a_pipe_verifies_every_read() {
    let (result, text) = overlapped(&mut echoing(), 300, &Stop::default());
    assert_eq!(result, Ok(true), "{text}");
    assert!(text.contains("Requests completed: 600 (300 read, 300 written)"), "{text}");
    assert!(text.ends_with("Reads verified:     300"), "{text}");
}

#[test]
fn stop_with_a_silent_peer_cancels_the_pending_requests() {
    let (_peer, device) = silent();
    let stop = Stop::default();
    let mut device = BeforeFirstWait { device, action: Some(|| stop.request()) };
    let (result, text) = overlapped(&mut device, 100, &stop);
    assert_eq!(result, Ok(false), "{text}");
    assert!(text.contains("Requests cancelled: "), "{text}");
    assert!(!text.contains("Requests cancelled: 0 ") && !text.contains("failed"), "{text}");
}

#[test]
fn peer_that_leaves_during_a_run_ends_the_run() {
    let (peer, device) = silent();
    let mut device = BeforeFirstWait { device, action: Some(|| drop(peer)) };
    let (result, text) = overlapped(&mut device, 100, &Stop::default());
    let reason = result.unwrap_err().to_string();
    assert!(reason.contains("File failed: ") && reason.contains("(error "), "{reason}\n{text}");
}
