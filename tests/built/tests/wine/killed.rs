//! The overlapped I/O of a process that another process kills.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use cargo_kmdf::process::wait;
use xtask::app::tests::UNIT;

use crate::programs::program;
use crate::wine::{command, run, scratch};

/// When a step of the process counts as stuck. No result depends on this limit.
const LIMIT: Duration = Duration::from_mins(10);

/// The process sends requests to a pipe whose other end never answers, reports that they are
/// pending, and waits. `taskkill /f` calls `TerminateProcess`. (The app's own test checks the other
/// end.)
#[test]
fn process_killed_with_requests_pending_ends_at_once() {
    let killed = scratch("killed.exe");
    fs::copy(program(UNIT), &killed).expect("a copy with a name of its own");
    let name = killed.file_name().and_then(|name| name.to_str()).expect("a name in Unicode");
    let output = scratch("killed.txt");
    let test = "win32::device::tests::killed::requests_pending_until_the_process_is_killed";
    let mut process = command(&killed, &[test, "--exact", "--ignored", "--nocapture"])
        .stdout(File::create(&output).expect("a file for the output"))
        .stderr(Stdio::null())
        .spawn()
        .expect("wine starts");
    let since = Instant::now();
    let output_so_far = || fs::read_to_string(&output).expect("the output");
    while !output_so_far().lines().any(|line| line.trim_end() == "pending") {
        assert!(
            since.elapsed() < LIMIT,
            "no request is pending after {LIMIT:?}: {}",
            output_so_far()
        );
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(process.try_wait().expect("it can be waited for"), None, "{}", output_so_far());
    let kill = run(Path::new("taskkill"), &["/f", "/im", name], LIMIT);
    assert_eq!(kill.code, Some(0), "{kill:#?}");
    let status = wait(&mut process, LIMIT).expect("it can be waited for");
    assert!(status.is_some(), "the process still runs {LIMIT:?} after {kill:#?}");
    // The process did not end by itself.
    assert!(!output_so_far().contains("test result"), "{}", output_so_far());
}
