//! Ctrl-C, while requests wait for a tick that is a minute away.

use std::process::Stdio;

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
    for device in ["1", "2"] {
        let arguments = ["-Async", "1000", "--period-ms", "60000", "--device", device];
        let finished = interrupted_after(200, is_issue, &arguments);
        assert_eq!(finished.code, Some(1), "{finished:#?}");
        assert_eq!(finished.value("Requests completed:"), "0 (0 read, 0 written)");
        assert_eq!(finished.value("Requests cancelled:"), "200 (100 read, 100 written)");
        assert_eq!(finished.value("Latency:"), "no request completed");
        assert_eq!(finished.complaints, "");
    }
}

#[test]
fn ctrl_c_in_a_synchronous_run_cancels_and_exits_with_one() {
    for device in ["1", "2"] {
        let arguments = ["--period-ms", "60000", "--device", device];
        let finished = interrupted_after(1, is_issue, &arguments);
        assert_eq!(finished.code, Some(1), "{finished:#?}");
        assert_eq!(finished.value("Requests completed:"), "0 (0 read, 0 written)");
        assert_eq!(finished.value("Requests cancelled:"), "1 (0 read, 1 written)");
        assert_eq!(finished.complaints, "");
    }
}
