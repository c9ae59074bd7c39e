//! The number, the kind and the order of the requests that a queue delivers.

use kmdf_host::trace::Argument;
use wdk_sys::{STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE, STATUS_NO_MORE_ENTRIES};

use super::{complete, hold, with_side_door};
use crate::closure_driver::{
    Bench, PENDING, Queue, Request, SUCCESS, count, counted, is_pending, keep, kept, manual, note,
    notes, parallel, sequential, status,
};

#[test]
fn a_sequential_queue_delivers_one_request_at_a_time_in_order() {
    let bench = with_side_door(|device| {
        let queue = sequential().read(|_, request| {
            let (_, length) = request.buffer(true, 1).expect("a buffer");
            note(format!("read {length}"));
            keep("read", request);
        });
        queue.for_everything().create(device);
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2), file.read(3)];
    assert!(reads.iter().all(|read| read.issued() == PENDING));
    assert_eq!(notes(), ["read 1"], "the driver owns one request");
    for expected in [&["read 2"][..], &["read 3"], &[]] {
        bench.run(&file, || complete(kept("read")));
        assert_eq!(notes(), expected);
    }
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn reads_and_writes_of_a_sequential_queue_share_one_order() {
    let bench = with_side_door(|device| {
        let queue = sequential().read(hold("request")).write(|_, request| {
            note("write");
            complete(request);
        });
        queue.for_everything().create(device);
    });
    let file = bench.open();
    let (_read, write) = (file.read(1), file.write(b"x"));
    assert!(is_pending(&write));
    bench.run(&file, || complete(kept("request")));
    assert_eq!(status(&write), SUCCESS);
    bench.end_clean();
}

#[test]
fn inline_completion_delivers_the_next_without_recursion() {
    let bench = with_side_door(|device| {
        let queue = sequential().read(|_, request| {
            if count("reads") == 1 {
                keep("read", request);
                return;
            }
            note("enter");
            complete(request);
            note("leave");
        });
        queue.for_everything().create(device);
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2), file.read(3)];
    bench.run(&file, || complete(kept("read")));
    assert_eq!(notes(), ["enter", "leave", "enter", "leave"]);
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn a_parallel_queue_delivers_up_to_its_limit() {
    let bench = with_side_door(|device| {
        let queue = parallel(2).read(|_, request| {
            count("reads");
            keep("read", request);
        });
        queue.for_everything().create(device);
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2), file.read(3)];
    assert_eq!(counted("reads"), 2);
    bench.run(&file, || complete(kept("read")));
    assert_eq!(counted("reads"), 3);
    assert!(is_pending(&reads[0]) && is_pending(&reads[2]));
    assert_eq!(status(&reads[1]), SUCCESS);
}

#[test]
fn a_parallel_queue_of_limit_zero_delivers_nothing() {
    let bench = Bench::with_queue(|| parallel(0).read(|_, request| complete(request)));
    let read = bench.open().read(1);
    assert!(is_pending(&read));
    assert!(read.cancel());
    bench.end_clean();
}

#[test]
fn a_parallel_queue_without_a_limit_delivers_everything() {
    let bench = Bench::with_queue(|| {
        parallel(u32::MAX).read(|_, request| {
            count("reads");
            request.mark(complete);
        })
    });
    let file = bench.open();
    let reads: Vec<_> = (0..50).map(|_| file.read(1)).collect();
    assert_eq!(counted("reads"), 50);
    assert!(file.cancel_all());
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn a_manual_queue_gives_requests_only_when_asked_oldest_first() {
    let bench = with_side_door(|device| {
        keep("manual", manual().for_everything().create(device));
    });
    let file = bench.open();
    let reads = [file.read(1), file.read(2)];
    bench.run(&file, || {
        let queue: Queue = kept("manual");
        let first = queue.next().expect("the first");
        let (_, length) = first.buffer(true, 1).expect("a buffer");
        assert_eq!(length, 1);
        let second = queue.next().expect("the driver may own more than one");
        assert_eq!(queue.next(), Err(STATUS_NO_MORE_ENTRIES));
        complete(second);
        complete(first);
    });
    assert!(reads.iter().all(|read| status(read) == SUCCESS));
    bench.end_clean();
}

#[test]
fn a_sequential_queue_also_gives_requests_when_asked() {
    let bench = Bench::with_queue(|| {
        sequential().read(|queue, request| {
            if let Ok(next) = queue.next() {
                note("took one more");
                complete(next);
            }
            if count("reads") > 1 {
                return complete(request);
            }
            keep("first", request);
            request.mark(complete);
        })
    });
    let file = bench.open();
    let (first, second) = (file.read(1), file.read(2));
    assert!(is_pending(&second));
    assert!(first.cancel());
    assert_eq!(status(&second), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_parallel_queue_gives_nothing_when_asked() {
    let bench = Bench::with_queue(|| {
        parallel(4).read(|queue, request| {
            assert_eq!(queue.next(), Err(STATUS_INVALID_DEVICE_STATE));
            complete(request);
        })
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    bench.end_clean();
}

#[test]
fn evt_io_default_gets_requests_without_a_handler() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| {
            note("read");
            complete(request);
        });
        queue.default(|_, request| {
            note("default");
            complete(request);
        })
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(status(&file.write(b"x")), SUCCESS);
    assert_eq!(status(&file.device_control(0x22_2004, b"in", 4)), SUCCESS);
    assert_eq!(notes(), ["read", "default", "default"]);
    bench.end_clean();
}

#[test]
fn a_request_without_a_handler_fails_when_its_turn_comes() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| request.mark(complete)));
    let file = bench.open();
    let (read, control) = (file.read(1), file.device_control(0x22_2004, b"in", 4));
    assert_eq!(control.issued(), PENDING);
    assert!(is_pending(&control), "the control code waits behind the read");
    assert!(read.cancel());
    assert_eq!(status(&control), STATUS_INVALID_DEVICE_REQUEST);
    bench.end_clean();
}

#[test]
fn a_request_without_a_queue_fails_at_once() {
    let bench = Bench::new(|adding| {
        adding.device();
    });
    let file = bench.open();
    for operation in [file.read(1), file.write(b"x"), file.device_control(0x22_2004, &[], 0)] {
        assert_eq!(operation.issued(), STATUS_INVALID_DEVICE_REQUEST);
        let result = operation.result().expect("completed");
        assert_eq!((result.status, result.information), (STATUS_INVALID_DEVICE_REQUEST, 0));
    }
    bench.end_clean();
}

#[test]
fn device_control_reaches_its_handler_with_input_and_output() {
    let bench = Bench::with_queue(|| {
        sequential().control(|_, request| {
            let (input, length) = request.buffer(false, 1).expect("an input buffer");
            assert_eq!(length, 3);
            // SAFETY: the buffer has this length, and the driver owns the request.
            let bytes = unsafe { std::slice::from_raw_parts_mut(input, length) };
            bytes.reverse();
            let (_, length) = request.buffer(true, 2).expect("an output buffer");
            assert_eq!(length, 2);
            request.complete_with(SUCCESS, 2);
        })
    });
    let control = bench.open().device_control(0x22_2004, b"abc", 2);
    bench.check();
    let result = control.result().expect("completed");
    assert_eq!((result.status, result.information), (SUCCESS, 2));
    assert_eq!(result.data, b"cb", "buffered: input and output are one buffer");
    let entry = bench.last_entry("EvtIoDeviceControl");
    let mut passed = entry.kind.arguments().expect("an entry has arguments").iter();
    assert!(passed.any(|argument| *argument == Argument::ControlCode(0x22_2004)), "{entry}");
    bench.end_clean();
}

#[test]
fn a_zero_length_transfer_succeeds_unseen_when_its_turn_comes() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| request.mark(complete));
        queue.write(|_, request| {
            note("write");
            complete(request);
        })
    });
    let file = bench.open();
    let (read, write) = (file.read(1), file.write(b""));
    assert_eq!(write.issued(), PENDING);
    assert!(is_pending(&write), "the write waits behind the read");
    assert!(read.cancel());
    assert_eq!(status(&write), SUCCESS);
    assert_eq!(notes(), [""; 0]);
    bench.end_clean();
}

#[test]
fn a_zero_length_transfer_is_delivered_if_the_queue_allows_it() {
    let bench = Bench::with_queue(|| {
        sequential().zero_length().write(|_, request| {
            note("write");
            complete(request);
        })
    });
    assert_eq!(status(&bench.open().write(b"")), SUCCESS);
    assert_eq!(notes(), ["write"]);
    bench.end_clean();
}

#[test]
fn a_zero_length_read_without_a_handler_fails() {
    let bench = Bench::with_queue(|| sequential().write(|_, request| complete(request)));
    assert_eq!(status(&bench.open().read(0)), STATUS_INVALID_DEVICE_REQUEST);
    bench.end_clean();
}

#[test]
fn a_zero_length_device_control_is_always_delivered() {
    let bench = Bench::with_queue(|| {
        sequential().control(|_, request| {
            note("control");
            complete(request);
        })
    });
    assert_eq!(status(&bench.open().device_control(0x22_2004, &[], 0)), SUCCESS);
    assert_eq!(notes(), ["control"]);
    bench.end_clean();
}

#[test]
fn a_request_completed_inline_was_still_issued_as_pending() {
    let bench = Bench::with_queue(|| sequential().read(|_, request: Request| complete(request)));
    let read = bench.open().read(1);
    assert_eq!((read.issued(), status(&read)), (PENDING, SUCCESS));
    bench.end_clean();
}
