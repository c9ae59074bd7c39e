//! The app's own tests, built for Windows.

use std::path::PathBuf;
use std::time::Duration;

use xtask::app::tests::{INTEGRATION, UNIT};
use xtask::paths;

use crate::wine::{Finished, run};

/// Longer than each program takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(10);

pub fn program(name: &str) -> PathBuf {
    paths::app_tests().join(name)
}

/// The number of tests that passed. Fails if a test failed.
fn passed(finished: &Finished) -> usize {
    assert_eq!(finished.code, Some(0), "{}{}", finished.output, finished.complaints);
    finished.output.lines().filter(|line| line.trim_end().ends_with(" ... ok")).count()
}

/// The unit tests include those of overlapped I/O, on named pipes.
#[test]
fn unit_tests_pass() {
    let finished = run(&program(UNIT), &[], LIMIT);
    let total = passed(&finished);
    assert!(total > 50, "{total} tests");
    let engine = finished.output.matches("test win32::device::").count();
    assert!(engine >= 10, "{engine} tests of overlapped I/O in\n{}", finished.output);
}

/// The app's tests that need no device. The same source also runs on the hosted driver.
#[test]
fn integration_tests_pass() {
    let finished = run(&program(INTEGRATION), &[], LIMIT);
    let total = passed(&finished);
    assert!(total >= 5, "{total} tests in\n{}", finished.output);
}
