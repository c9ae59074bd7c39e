//! A process that is killed with requests pending ends, and its peer sees the end.

use std::env;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::pipe::{unopened, wait_for_device};
use super::{LIMIT, MANY};
use crate::platform::{Device, Request};
use crate::win32::device::Win32Device;

/// The environment variable with the device's path for the second process.
const PIPE: &str = "ECHOAPP_TEST_PIPE";
/// The test run by the second process.
const PENDING: &str = "win32::device::tests::killed::requests_pending_until_the_process_is_killed";
/// The line that the second process prints when its requests are pending.
const LINE: &str = "pending";

#[test]
fn process_killed_with_requests_pending_ends() {
    let (mut peer, path) = unopened();
    let program = env::current_exe().expect("the path of this program");
    let mut child = Command::new(program)
        .args([PENDING, "--exact", "--ignored", "--nocapture"])
        .env(PIPE, &path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this program starts again");
    let output = BufReader::new(child.stdout.take().expect("standard output is piped"));
    let (printed, lines) = channel();
    thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|it| printed.send(it)));
    let (left, leaving) = channel();
    thread::spawn(move || {
        wait_for_device(&peer);
        // Nobody writes to the pipe: the read ends when the second process does.
        let _ = left.send(peer.read(&mut [0]).map_err(|error| error.kind()));
    });
    while lines.recv_timeout(LIMIT).expect("the second process issues its requests") != LINE {}
    assert_eq!(leaving.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(child.try_wait().expect("it can be waited for"), None);
    child.kill().expect("it runs");
    let since = Instant::now();
    while child.try_wait().expect("it can be waited for").is_none() {
        assert!(since.elapsed() < LIMIT, "the killed process is still there");
        thread::sleep(Duration::from_millis(5));
    }
    // The second process did not end by itself: it printed nothing more.
    let rest: Vec<_> = lines.iter().collect();
    assert_eq!(rest, [""; 0]);
    let read = leaving.recv_timeout(LIMIT);
    assert!(matches!(read, Ok(Ok(0) | Err(ErrorKind::BrokenPipe))), "{read:?}");
}

#[test]
#[ignore = "waits for another process to kill this one"]
fn requests_pending_until_the_process_is_killed() {
    let own_peer = || {
        let (peer, path) = unopened();
        (Some(peer), path)
    };
    let (_peer, path) = env::var(PIPE).map_or_else(|_| own_peer(), |path| (None, path));
    let mut device = Win32Device::open(&path).expect("it has been made");
    (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
    assert_eq!(device.outstanding.len() as u64, MANY);
    // On a line of its own, after what the harness has printed.
    println!("\n{LINE}");
    thread::sleep(2 * LIMIT);
    panic!("nobody killed this process");
}
