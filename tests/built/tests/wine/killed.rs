//! The overlapped I/O of a process that another ends.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use xtask::app::tests::UNIT;
use xtask::wine::wait;

use crate::programs::program;
use crate::wine::{command, run, scratch};

/// What the process may take for anything, on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// The process has its requests on a pipe whose other end never answers, says when they are pending, and
/// then waits. `taskkill /f` calls `TerminateProcess`. (What the other end sees is in the app's own test.)
#[test]
fn process_ended_with_requests_pending_is_gone_at_once() {
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
    let said = || fs::read_to_string(&output).expect("the output");
    while !said().lines().any(|line| line.trim_end() == "pending") {
        assert!(since.elapsed() < LIMIT, "no request is pending after {LIMIT:?}: {}", said());
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(process.try_wait().expect("it can be waited for"), None, "{}", said());
    let kill = run(Path::new("taskkill"), &["/f", "/im", name], LIMIT);
    assert_eq!(kill.code, Some(0), "{kill:#?}");
    let status = wait(&mut process, LIMIT).expect("it can be waited for");
    assert!(status.is_some(), "it is still there {LIMIT:?} after {kill:#?}");
    // Nor has it ended by itself meanwhile.
    assert!(!said().contains("test result"), "{}", said());
}
