//! Ctrl-C, at a moment when requests wait for a tick that is a minute away.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::running::{Finished, Running, echoapp};

/// Starts the app, lets it issue its requests, presses Ctrl-C and waits for the end.
fn interrupted(arguments: &[&str]) -> Finished {
    let mut running = Running::start(echoapp(arguments).stdout(Stdio::piped()));
    running.expect_line("Opened device successfully");
    thread::sleep(Duration::from_millis(400));
    running.interrupt();
    let pressed = Instant::now();
    let finished = running.finish();
    assert!(pressed.elapsed() < Duration::from_secs(10), "it waited for the tick");
    finished
}

#[test]
fn ctrl_c_in_endless_run_ends_it_with_a_summary_and_zero() {
    let finished = interrupted(&["-Async", "0", "--period-ms", "20", "--device", "2"]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    let verified: u32 = finished.value("Reads verified:").parse().unwrap();
    assert!(verified > 0);
    assert!(finished.value("Requests completed:").contains(&format!("({verified} read, ")));
    assert_ne!(finished.value("Requests cancelled:"), "0 (0 read, 0 written)");
}

#[test]
fn ctrl_c_in_counted_run_cancels_everything_and_exits_with_one() {
    for device in ["1", "2"] {
        let finished = interrupted(&["-Async", "1000", "--period-ms", "60000", "--device", device]);
        assert_eq!(finished.code, Some(1), "{finished:#?}");
        assert_eq!(finished.value("Requests completed:"), "0 (0 read, 0 written)");
        assert_eq!(finished.value("Requests cancelled:"), "200 (100 read, 100 written)");
        assert_eq!(finished.value("Latency:"), "no request completed");
        assert_eq!(finished.complaints, "");
    }
}

#[test]
fn ctrl_c_in_synchronous_run_cancels_its_request_and_exits_with_one() {
    for device in ["1", "2"] {
        let finished = interrupted(&["--period-ms", "60000", "--device", device]);
        assert_eq!(finished.code, Some(1), "{finished:#?}");
        assert_eq!(finished.value("Requests completed:"), "0 (0 read, 0 written)");
        assert_eq!(finished.value("Requests cancelled:"), "1 (0 read, 1 written)");
        assert_eq!(finished.complaints, "");
    }
}
