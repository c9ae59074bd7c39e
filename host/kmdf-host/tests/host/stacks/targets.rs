//! The states of a target.

use super::{filter, filtered, function, send_on, target};
use crate::closure_driver::{Bench, CANCELLED, Options, SUCCESS, is_pending, parallel, status};

const CANCEL: i32 = 1;
const WAIT: i32 = 2;
const LEAVE: i32 = 3;
const STARTED: i32 = 1;
const STOPPED: i32 = 2;
const PURGED: i32 = 6;
const INVALID_STATE: i32 = wdk_sys::STATUS_INVALID_DEVICE_STATE;
const IO_TIMEOUT: i32 = 0xC000_00B5_u32.cast_signed();
const NOT_SENT: i32 = 0xC020_0206_u32.cast_signed();

/// A filter that sends reads on: those of 5 bytes whatever the target's state, and those of 13 bytes
/// with a timeout.
fn bench() -> Bench {
    filtered(function, |adding| {
        let queue = parallel(u32::MAX).read(|_, request| {
            let (_, length) = request.buffer(true, 1).expect("a buffer");
            let options = match length {
                5 => Options::default().ignoring_state(),
                13 => Options::default().timeout_ms(30),
                _ => return send_on(request),
            };
            let sent = request.format_current().on_return(|returned| {
                returned.request.complete_with(returned.status, returned.information);
            });
            assert!(sent.send_with(target(), options));
        });
        filter(adding, queue);
    })
}

#[test]
fn stopped_target_keeps_requests_until_its_start() {
    let bench = bench();
    let file = bench.open();
    bench.run(&file, || {
        assert_eq!(target().state(), STARTED);
        target().stop(LEAVE);
        assert_eq!(target().state(), STOPPED);
    });
    let (waiting, canceled, ignoring) = (file.read(3), file.read(3), file.read(5));
    assert!(is_pending(&waiting));
    assert_eq!(status(&ignoring), SUCCESS);
    assert!(canceled.cancel());
    assert_eq!(status(&canceled), CANCELLED);
    bench.run(&file, || assert_eq!(target().start(), SUCCESS));
    assert_eq!(status(&waiting), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn stop_that_cancels_returns_after_the_completion() {
    let bench = bench();
    let file = bench.open();
    let read = file.read(12);
    bench.run(&file, || target().stop(CANCEL));
    assert_eq!(status(&read), CANCELLED);
    file.close();
    bench.end_clean();
}

#[test]
fn stop_that_waits_ends_with_the_sent_request() {
    let bench = bench();
    let file = bench.open();
    let read = file.read(13);
    bench.run(&file, || target().stop(WAIT));
    assert_eq!(status(&read), IO_TIMEOUT);
    file.close();
    bench.end_clean();
}

#[test]
fn stop_that_leaves_sent_requests_does_not_touch_them() {
    let bench = bench();
    let file = bench.open();
    let read = file.read(12);
    bench.run(&file, || target().stop(LEAVE));
    assert!(is_pending(&read));
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    file.close();
    bench.end_clean();
}

#[test]
fn purged_target_refuses_requests() {
    let bench = bench();
    let file = bench.open();
    let sent = file.read(12);
    bench.run(&file, || {
        target().purge(1);
        assert_eq!(target().state(), PURGED);
    });
    assert_eq!(status(&sent), CANCELLED);
    assert_eq!(status(&file.read(3)), INVALID_STATE);
    bench.run(&file, || assert_eq!(target().start(), SUCCESS));
    assert_eq!(status(&file.read(3)), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn purge_fails_the_requests_that_wait() {
    let bench = bench();
    let file = bench.open();
    bench.run(&file, || target().stop(LEAVE));
    let waiting = file.read(3);
    bench.run(&file, || target().purge(2));
    let expected = [NOT_SENT, wdk_sys::STATUS_INVALID_DEVICE_REQUEST];
    assert!(expected.contains(&status(&waiting)));
    file.close();
    bench.end_clean();
}

#[test]
fn target_stays_started_while_the_device_sleeps() {
    let bench = bench();
    let node = bench.node();
    node.suspend().expect("the device sleeps");
    let file = bench.open();
    bench.run(&file, || assert_eq!(target().state(), STARTED));
    let read = file.read(3);
    assert!(is_pending(&read));
    node.resume().expect("the device wakes");
    assert_eq!(status(&read), SUCCESS);
    file.close();
    bench.end_clean();
}
