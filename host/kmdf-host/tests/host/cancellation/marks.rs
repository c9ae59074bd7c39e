//! Marks in every state of a request.

use super::{cancel, reading, start_timer, with_timer};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, SUCCESS, is_pending, keep, kept, manual, note, notes,
    sequential, status,
};

#[test]
fn mark_of_an_owned_request_lets_a_cancel_reach_the_driver() {
    let bench = reading(|request| request.mark(cancel));
    let read = bench.open().read(8);
    assert!(is_pending(&read));
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["cancel"]);
    bench.end_clean();
}

#[test]
fn mark_ex_of_an_owned_request_lets_a_cancel_reach_the_driver() {
    let bench = reading(|request| assert_eq!(request.mark_ex(cancel), SUCCESS));
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["cancel"]);
    bench.end_clean();
}

#[test]
fn mark_after_a_cancel_in_a_callback_cancels_after_the_callback() {
    let bench = reading(|request| {
        request.mark(cancel);
        note("read returns");
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestMarkCancelable", 1, move |_| assert!(application.cancel_all()));
    let read = file.read(8);
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["read returns", "cancel"]);
    let entries: Vec<_> =
        ["EvtIoRead", "EvtRequestCancel"].map(|name| bench.last_entry(name).thread).into();
    assert_eq!(entries[0], entries[1], "both callbacks run on the same thread");
    bench.end_clean();
}

#[test]
fn mark_after_a_cancel_cancels_before_the_next_request() {
    let bench = reading(|request| {
        if note_first() {
            request.mark(cancel);
        } else {
            note("second read");
            request.complete(SUCCESS);
        }
    });
    let file = bench.open();
    let (application, other) = (file.clone(), bench.open());
    bench.before("WdfRequestMarkCancelable", 1, move |_| {
        assert!(application.cancel_all());
        assert!(is_pending(&other.read(8)), "the first read has not returned");
    });
    assert_eq!(status(&file.read(8)), CANCELLED);
    assert_eq!(notes(), ["cancel", "second read"]);
    bench.end_clean();
}

fn note_first() -> bool {
    crate::closure_driver::count("reads") == 1
}

#[test]
fn mark_after_a_cancel_in_an_unserialized_dpc_cancels_inside() {
    let queue = || {
        sequential().read(|_, request| {
            keep("read", request);
            start_timer();
        })
    };
    let bench = with_timer(queue, false, || {
        note("mark");
        kept::<Request>("read").mark(cancel);
        note("marked");
    });
    let read = bench.open().read(8);
    assert!(read.cancel(), "the read is outstanding");
    assert!(is_pending(&read), "the driver owns the read and has not marked it");
    bench.advance_ms(2);
    bench.check();
    assert_eq!(notes(), ["mark", "cancel", "marked"]);
    assert_eq!(status(&read), CANCELLED);
    let entry = bench.last_entry("EvtRequestCancel");
    assert_eq!((entry.irql, entry.thread), (2, bench.last_entry("EvtTimerFunc").thread));
    bench.end_clean();
}

#[test]
fn mark_after_a_cancel_under_the_queue_lock_cancels_later() {
    let queue = || {
        sequential().serialized().read(|_, request| {
            keep("read", request);
            start_timer();
        })
    };
    let bench = with_timer(queue, true, || {
        kept::<Request>("read").mark(cancel);
        note("marked");
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    bench.advance_ms(2);
    bench.check();
    assert_eq!(notes(), ["marked", "cancel"]);
    assert_eq!(bench.last_entry("EvtRequestCancel").irql, 2);
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn mark_ex_after_a_cancel_fails_and_never_calls_the_driver() {
    let bench = reading(|request| {
        assert_eq!(request.mark_ex(cancel), CANCELLED);
        request.complete_with(CANCELLED, 0);
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestMarkCancelableEx", 1, move |_| assert!(application.cancel_all()));
    assert_eq!(status(&file.read(8)), CANCELLED);
    assert_eq!(notes(), [""; 0], "EvtRequestCancel was not called");
    bench.end_clean();
}

#[test]
fn mark_while_the_queue_is_purged_calls_the_driver() {
    let bench = reading(|request| {
        kept::<Queue>("queue").purge(|_| note("purged"));
        request.mark(cancel);
    });
    assert_eq!(status(&bench.open().read(8)), CANCELLED);
    assert_eq!(notes(), ["cancel", "purged"]);
    bench.end_clean();
}

#[test]
fn mark_ex_while_the_queue_is_purged_fails() {
    let bench = reading(|request| {
        kept::<Queue>("queue").purge(|_| note("purged"));
        assert_eq!(request.mark_ex(cancel), CANCELLED);
        request.complete(CANCELLED);
    });
    assert_eq!(status(&bench.open().read(8)), CANCELLED);
    assert_eq!(notes(), ["purged"]);
    bench.end_clean();
}

#[test]
fn mark_after_a_purge_and_a_start_is_an_ordinary_mark() {
    let bench = reading(|request| {
        let queue: Queue = kept("queue");
        queue.purge(|_| note("purged"));
        queue.start();
        assert_eq!(request.mark_ex(cancel), SUCCESS);
    });
    let read = bench.open().read(8);
    assert!(is_pending(&read));
    assert!(read.cancel());
    assert_eq!(notes(), ["cancel", "purged"]);
    bench.end_clean();
}

#[test]
fn a_request_taken_from_a_manual_queue_can_be_marked() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        keep("manual", manual().create(device));
        let queue = sequential().read(|_, request| {
            let manual: Queue = kept("manual");
            assert_eq!(request.forward(manual), SUCCESS);
            let taken = manual.next().expect("a queued read");
            assert_eq!(taken, request);
            assert_eq!(taken.mark_ex(cancel), SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let read = bench.open().read(8);
    assert!(is_pending(&read));
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["cancel"]);
    bench.end_clean();
}

#[test]
fn a_purge_does_not_cancel_an_unmarked_request() {
    let bench = reading(|request| {
        kept::<Queue>("queue").purge(|_| note("purged"));
        assert!(!request.is_canceled(), "nobody cancelled the IRP");
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    assert_eq!(notes(), ["purged"]);
    bench.end_clean();
}
