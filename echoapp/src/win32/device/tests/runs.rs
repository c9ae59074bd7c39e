//! The app's runs on a named pipe, as on the driver: every read brings one whole write.

use std::thread;
use std::time::{Duration, Instant};

use super::LIMIT;
use super::pipe::{echoing, silent};
use crate::console::memory;
use crate::error::Error;
use crate::platform::Device;
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

#[test]
fn synchronous_run_on_an_echoing_peer_verifies_both_patterns() {
    let stop = Stop::default();
    let (console, printed) = memory::console(&stop);
    assert_eq!(pattern::run(&mut echoing(), &console, &stop), Ok(true));
    let verified = printed.lines().iter().filter(|line| line.contains("Verified")).count();
    assert_eq!(verified, 2, "{:#?}", printed.lines());
}

#[test]
fn asynchronous_run_on_an_echoing_peer_verifies_every_read() {
    let (result, text) = overlapped(&mut echoing(), 300, &Stop::default());
    assert_eq!(result, Ok(true), "{text}");
    assert!(text.contains("Requests completed: 600 (300 read, 300 written)"), "{text}");
    assert!(text.ends_with("Reads verified:     300"), "{text}");
}

#[test]
fn stop_with_a_peer_that_never_answers_cancels_what_is_pending() {
    let (_peer, mut device) = silent();
    let stop = Stop::default();
    let later = stop.clone();
    let stopping = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        later.request();
    });
    let since = Instant::now();
    let (result, text) = overlapped(&mut device, 100, &stop);
    stopping.join().unwrap();
    assert_eq!(result, Ok(false), "{text}");
    assert!(text.contains("Requests cancelled: "), "{text}");
    assert!(!text.contains("Requests cancelled: 0 ") && !text.contains("failed"), "{text}");
    assert!(since.elapsed() < LIMIT, "{:?}", since.elapsed());
}

#[test]
fn peer_that_leaves_during_a_run_ends_it_with_the_reason() {
    let (peer, mut device) = silent();
    let leaving = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        drop(peer);
    });
    let since = Instant::now();
    let (result, text) = overlapped(&mut device, 100, &Stop::default());
    leaving.join().unwrap();
    let reason = result.unwrap_err().to_string();
    assert!(reason.contains("File failed: ") && reason.contains("(error "), "{reason}\n{text}");
    assert!(since.elapsed() < LIMIT, "{:?}", since.elapsed());
}
