//! The app's own tests, built for Windows.

use std::path::PathBuf;
use std::time::Duration;

use xtask::app::tests::{INTEGRATION, UNIT};
use xtask::paths;

use crate::wine::{Finished, run};

/// Longer than either program takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(3);

pub fn program(name: &str) -> PathBuf {
    paths::app_tests().join(name)
}

/// How many tests passed; none may have failed.
fn passed(finished: &Finished) -> usize {
    assert_eq!(finished.code, Some(0), "{}{}", finished.output, finished.complaints);
    finished.output.lines().filter(|line| line.trim_end().ends_with(" ... ok")).count()
}

/// Among them those of the overlapped I/O, on named pipes.
#[test]
fn unit_tests_pass() {
    let finished = run(&program(UNIT), &[], LIMIT);
    let total = passed(&finished);
    assert!(total > 50, "{total} tests");
    let engine = finished.output.matches("test win32::device::").count();
    assert!(engine >= 10, "{engine} tests of overlapped I/O in\n{}", finished.output);
}

/// Those that need no device, from the same source as on the driver that the app hosts.
#[test]
fn tests_of_the_built_app_pass() {
    let finished = run(&program(INTEGRATION), &[], LIMIT);
    let total = passed(&finished);
    assert!(total >= 5, "{total} tests in\n{}", finished.output);
}
