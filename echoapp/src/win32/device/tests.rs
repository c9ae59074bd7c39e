//! Overlapped requests on a named pipe in message mode, whose other end is a thread.

mod killed;
mod pipe;
mod runs;

use self::pipe::{echoing, silent};
use super::*;

/// The number of requests that a test has outstanding of one kind.
const MANY: u64 = 60;
/// When a wait counts as stuck. No result depends on this limit.
const LIMIT: Duration = Duration::from_mins(10);

/// A message with its own content and length.
fn message(number: u64) -> Vec<u8> {
    let length = 100 + 7 * usize::try_from(number).unwrap();
    (0..=u8::MAX).cycle().skip(31 * length % 256).take(length).collect()
}

/// The next `count` completions.
fn completions(device: &mut Win32Device, count: u64) -> Vec<Completion> {
    let since = Instant::now();
    let mut list = Vec::new();
    while (list.len() as u64) < count {
        assert!(since.elapsed() < LIMIT, "{} of {count} completions came", list.len());
        list.extend(device.next(Duration::from_millis(50)).expect("the port works"));
    }
    list
}

fn none_left(device: &mut Win32Device) {
    assert!(device.outstanding.is_empty());
    let left = device.next(Duration::from_millis(50)).expect("the port works");
    assert!(left.is_none(), "{left:?}");
}

#[test]
fn requests_outstanding_together_return_their_bytes() {
    let mut device = echoing();
    for id in 0..MANY {
        device.issue(id, Request::Read(1_000));
    }
    let early = device.next(Duration::ZERO).unwrap();
    assert!(early.is_none(), "there was nothing to read: {early:?}");
    assert_eq!(device.outstanding.len() as u64, MANY);
    for id in 0..MANY {
        device.issue(MANY + id, Request::Write(message(id)));
    }
    let mut list = completions(&mut device, 2 * MANY);
    list.sort_by_key(|completion| completion.id);
    for (id, completion) in (0..).zip(&list) {
        assert_eq!(completion.id, id);
        assert_eq!(completion.outcome, Outcome::Succeeded, "{id}");
        assert_eq!(completion.data, message(id % MANY), "{id}");
        assert_eq!(completion.bytes, completion.data.len(), "{id}");
        let kind = if id < MANY { Kind::Read } else { Kind::Write };
        assert_eq!(completion.kind, kind);
    }
    none_left(&mut device);
}

#[test]
fn cancellation_ends_requests_and_keeps_the_device_usable() {
    let mut device = echoing();
    (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
    device.cancel_all().expect("reads are pending");
    for completion in completions(&mut device, MANY) {
        assert_eq!(completion.outcome, Outcome::Cancelled, "{}", completion.id);
        assert_eq!((completion.bytes, completion.data.len()), (0, 0));
    }
    none_left(&mut device);
    device.issue(MANY, Request::Write(message(1)));
    device.issue(MANY + 1, Request::Read(1_000));
    let list = completions(&mut device, 2);
    assert!(list.iter().all(|completion| completion.data == message(1)), "{list:?}");
}

#[test]
fn cancellation_of_one_request_leaves_the_others() {
    let (_peer, mut device) = silent();
    (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
    device.cancel(3).expect("the read is pending");
    let cancelled = completions(&mut device, 1);
    assert_eq!((cancelled[0].id, &cancelled[0].outcome), (3, &Outcome::Cancelled));
    assert_eq!(device.outstanding.len() as u64, MANY - 1);
    assert_eq!(device.cancel(3), Ok(()), "the read has completed");
}

#[test]
fn closed_device_returns_its_outstanding_requests() {
    let (_peer, mut device) = silent();
    (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
    device.close();
    assert_eq!(completions(&mut device, MANY).len() as u64, MANY);
    none_left(&mut device);
}

#[test]
fn cancellation_of_nothing_is_no_error() {
    let (_peer, mut device) = silent();
    assert_eq!(device.cancel_all(), Ok(()));
}

#[test]
fn drop_with_a_silent_peer_cancels_and_returns() {
    let (_peer, mut device) = silent();
    (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
    // More than the pipe holds, so that writes are pending, too.
    (MANY..2 * MANY).for_each(|id| device.issue(id, Request::Write(vec![1; 40_960])));
    assert!(device.outstanding.len() as u64 > MANY);
    device.patience = LIMIT;
    let since = Instant::now();
    drop(device);
    assert!(since.elapsed() < LIMIT, "{:?}", since.elapsed());
}

#[test]
fn drop_with_a_stuck_request_leaks_it_after_its_patience() {
    let (_peer, mut device) = silent();
    device.patience = Duration::from_millis(300);
    let never_issued = Box::into_raw(Box::new(Operation {
        overlapped: OVERLAPPED::default(),
        buffer: vec![7; 10],
        id: 1,
        kind: Kind::Read,
        issued: Instant::now(),
    }));
    device.outstanding.insert(never_issued, 0);
    let since = Instant::now();
    drop(device);
    assert!(since.elapsed() >= Duration::from_millis(300), "{:?}", since.elapsed());
    // SAFETY: the pointer came from a box, and the drop must not have freed it.
    let kept = unsafe { Box::from_raw(never_issued) };
    assert_eq!(kept.buffer, [7; 10]);
}

#[test]
fn peer_that_leaves_fails_pending_and_later_requests() {
    let (peer, mut device) = silent();
    (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
    assert!(device.next(Duration::ZERO).unwrap().is_none());
    drop(peer);
    let failed = |completion: Completion, call: &str| match completion.outcome {
        Outcome::Failed(reason) => {
            assert!(reason.text.starts_with(&format!("{call} failed: ")), "{reason}");
            assert!(reason.text.contains("(error "), "{reason}");
        }
        other => panic!("{call} {} {other:?}", completion.id),
    };
    let list = completions(&mut device, MANY);
    for completion in list {
        failed(completion, "ReadFile");
    }
    device.issue(MANY, Request::Read(10));
    failed(completions(&mut device, 1).remove(0), "ReadFile");
    device.issue(MANY, Request::Write(vec![1]));
    failed(completions(&mut device, 1).remove(0), "WriteFile");
    none_left(&mut device);
    assert_eq!(device.refused.len(), 2, "a packet of them might have followed");
}

#[test]
fn drop_while_the_peer_leaves_returns() {
    for _ in 0..20 {
        let (peer, mut device) = silent();
        (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
        device.patience = LIMIT;
        let since = Instant::now();
        let leaving = std::thread::spawn(move || drop(peer));
        drop(device);
        leaving.join().unwrap();
        assert!(since.elapsed() < LIMIT, "{:?}", since.elapsed());
    }
}

#[test]
fn message_longer_than_its_read_fails_the_read_once() {
    let mut device = echoing();
    device.issue(0, Request::Write(message(0)));
    assert_eq!(completions(&mut device, 1)[0].outcome, Outcome::Succeeded);
    // The first read fails at once or later; the second read gets the rest of the message.
    device.issue(1, Request::Read(30));
    let short = completions(&mut device, 1).remove(0);
    assert!(
        matches!(&short.outcome, Outcome::Failed(reason) if reason.text.contains("(error 234)")),
        "{short:?}"
    );
    device.issue(2, Request::Read(30));
    let second = completions(&mut device, 1).remove(0);
    assert_eq!(second.id, 2);
    assert!(
        matches!(&second.outcome, Outcome::Failed(reason) if reason.text.contains("(error 234)")),
        "{second:?}"
    );
    none_left(&mut device);
}

#[test]
fn device_without_a_handle_fails_requests() {
    let (_peer, mut device) = silent();
    device.device = None;
    device.issue(0, Request::Read(10));
    device.issue(1, Request::Write(vec![1]));
    let list = completions(&mut device, 2);
    assert!(
        list.iter().all(|completion| matches!(&completion.outcome, Outcome::Failed(_))),
        "{list:?}"
    );
}

#[test]
fn drop_of_a_closed_device_fetches_pending_requests() {
    let (_peer, mut device) = silent();
    (0..MANY).for_each(|id| device.issue(id, Request::Read(1_000)));
    device.device = None;
    device.patience = LIMIT;
    let since = Instant::now();
    drop(device);
    assert!(since.elapsed() < LIMIT, "{:?}", since.elapsed());
}

#[test]
fn open_of_a_missing_pipe_names_the_call_and_the_code() {
    let failure = Win32Device::open(r"\\.\pipe\echoapp-no-such-pipe").err().unwrap().to_string();
    assert!(failure.starts_with("CreateFileW failed: "), "{failure}");
    assert!(failure.ends_with("(error 2)"), "{failure}");
    let failure = Win32Device::open("a\0b").err().unwrap().to_string();
    assert!(failure.starts_with("CreateFileW failed: "), "{failure}");
}

#[test]
fn open_of_a_file_works_like_a_device() {
    let path = std::env::temp_dir().join(format!("echoapp-{}", std::process::id()));
    std::fs::write(&path, [5; 100]).unwrap();
    let mut device = Win32Device::open(path.to_str().unwrap()).expect("opens");
    device.issue(0, Request::Read(1_000));
    assert_eq!(completions(&mut device, 1)[0].data, [5; 100]);
    drop(device);
    std::fs::remove_file(path).expect("nothing holds it open");
}
