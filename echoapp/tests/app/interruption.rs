//! Ctrl-C, while requests wait for a tick that is a minute away.

use std::process::Stdio;
use std::time::Instant;

use crate::running::{Finished, Running, echoapp};

/// Whether a line of the trace shows a read or a write that the app has issued.
fn is_issue(line: &str) -> bool {
    line.contains("  application  ")
        && (line.contains("  ReadFile(") || line.contains("  WriteFile("))
}

/// Runs the app, sends Ctrl-C after `count` lines of this kind, and waits for the end.
fn interrupted_after(count: usize, is_kind: impl Fn(&str) -> bool, arguments: &[&str]) -> Finished {
    let mut command = echoapp(arguments);
    let mut running = Running::start(command.arg("--trace").stdout(Stdio::piped()));
    running.expect_lines(count, is_kind);
    running.interrupt();
    running.finish()
}

/// The numbers of reads and writes in a line such as `3 (2 read, 1 written)`, together.
fn total(finished: &Finished, label: &str) -> u64 {
    let (total, _) = finished.value(label).split_once(' ').expect("a total and its parts");
    total.parse().expect("a number")
}

/// Runs with the longest period, sends Ctrl-C when `outstanding` requests are, and checks the end.
/// At most one request completes in a minute, however slow the machine is.
fn check_cancelled(arguments: &[&str], outstanding: u64, cancelled: &str) {
    for device in ["1", "2"] {
        let arguments = [arguments, &["--period-ms", "60000", "--device", device]].concat();
        let started = Instant::now();
        let count = usize::try_from(outstanding).expect("a small number");
        let finished = interrupted_after(count, is_issue, &arguments);
        let ticks = started.elapsed().as_secs() / 60;
        assert_eq!(finished.code, Some(1), "{finished:#?}");
        let completed = total(&finished, "Requests completed:");
        assert!(completed <= ticks, "{ticks} ticks: {finished:#?}");
        if completed == 0 {
            assert_eq!(finished.value("Requests completed:"), "0 (0 read, 0 written)");
            assert_eq!(finished.value("Requests cancelled:"), cancelled);
            assert_eq!(finished.value("Latency:"), "no request completed");
        }
        // Each completed request makes room for another one.
        let ended = completed + total(&finished, "Requests cancelled:");
        assert!((outstanding..=outstanding + ticks).contains(&ended), "{finished:#?}");
        assert_eq!(finished.complaints, "");
    }
}

#[test]
fn ctrl_c_in_an_endless_run_prints_the_summary_and_exits_with_zero() {
    let is_read = |line: &str| line.contains("  callback leave  EvtIoRead");
    // A read is presented after a tick has completed the request before.
    let arguments = ["-Async", "0", "--period-ms", "20", "--device", "2"];
    let finished = interrupted_after(2, is_read, &arguments);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    let verified: u32 = finished.value("Reads verified:").parse().unwrap();
    assert!(verified > 0);
    assert!(finished.value("Requests completed:").contains(&format!("({verified} read, ")));
    assert_ne!(finished.value("Requests cancelled:"), "0 (0 read, 0 written)");
}

#[test]
fn ctrl_c_in_a_counted_run_cancels_all_and_exits_with_one() {
    check_cancelled(&["-Async", "1000"], 200, "200 (100 read, 100 written)");
}

#[test]
fn ctrl_c_in_a_synchronous_run_cancels_and_exits_with_one() {
    check_cancelled(&[], 1, "1 (0 read, 1 written)");
}
