//! Unmarks, and marks in states that forbid them.

use wdk_sys::STATUS_INVALID_DEVICE_REQUEST;

use super::{cancel, reading, start_timer, with_timer};
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, Rule, SUCCESS, attributes, count, ddi, is_pending, keep,
    kept, note, notes, sequential, status,
};

/// Checks that exactly one violation was reported, of this rule and in this call.
fn expect_one(bench: &Bench, rule: Rule, call: &str) {
    bench.check();
    let violations = bench.machine.violations();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!((violations[0].rule, violations[0].call.as_str()), (rule, call));
}

#[test]
fn unmark_of_a_cancelled_but_never_marked_request_is_misuse() {
    let bench = reading(|request| {
        request.set_information(0);
        assert_eq!(request.unmark(), STATUS_INVALID_DEVICE_REQUEST);
        request.complete(CANCELLED);
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestSetInformation", 1, move |_| assert!(application.cancel_all()));
    assert_eq!(status(&file.read(8)), CANCELLED);
    expect_one(&bench, Rule::CancelMarkMisused, "WdfRequestUnmarkCancelable");
}

#[test]
fn unmark_after_a_purge_under_the_queue_lock_returns_cancelled() {
    let read = |_, request: Request| {
        request.mark(cancel);
        kept::<Queue>("queue").purge(|_| note("purged"));
        assert_eq!(request.unmark(), CANCELLED);
        note("read returns");
    };
    let bench = Bench::with_queue(move || sequential().serialized().read(read));
    assert_eq!(status(&bench.open().read(8)), CANCELLED);
    assert_eq!(notes(), ["read returns", "cancel", "purged"]);
    bench.end_clean();
}

#[test]
fn purge_in_a_callback_of_scope_none_cancels_before_it_returns() {
    let bench = reading(|request| {
        request.mark(cancel);
        kept::<Queue>("queue").purge(|_| note("purged"));
        note("read returns");
    });
    assert_eq!(status(&bench.open().read(8)), CANCELLED);
    assert_eq!(notes(), ["cancel", "read returns", "purged"]);
    bench.end_clean();
}

#[test]
fn mark_ex_of_a_marked_request_is_misuse() {
    let bench = reading(|request| {
        assert_eq!(request.mark_ex(cancel), SUCCESS);
        assert_eq!(request.mark_ex(cancel), STATUS_INVALID_DEVICE_REQUEST);
    });
    let read = bench.open().read(8);
    expect_one(&bench, Rule::CancelMarkMisused, "WdfRequestMarkCancelableEx");
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED, "the read is still marked");
}

#[test]
fn unmark_of_a_marked_request_gives_it_back_to_the_driver() {
    let bench = reading(|request| {
        request.mark(cancel);
        assert_eq!(request.unmark(), SUCCESS);
    });
    let read = bench.open().read(8);
    assert!(read.cancel(), "the read is outstanding");
    assert!(is_pending(&read), "only the driver can complete the read");
    assert_eq!(notes(), [""; 0]);
}

#[test]
fn unmark_while_the_cancel_callback_is_queued_returns_cancelled() {
    let bench = reading(|request| {
        request.mark(cancel);
        assert_eq!(request.unmark(), CANCELLED);
        note("read returns");
    });
    let file = bench.open();
    let application = file.clone();
    bench.before("WdfRequestUnmarkCancelable", 1, move |_| assert!(application.cancel_all()));
    assert_eq!(status(&file.read(8)), CANCELLED);
    assert_eq!(notes(), ["read returns", "cancel"]);
    bench.end_clean();
}

#[test]
fn unmark_while_the_cancel_callback_runs_returns_cancelled() {
    let bench = reading(|request| {
        request.mark(|request| {
            assert_eq!(request.unmark(), CANCELLED);
            request.complete(CANCELLED);
        });
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn unmark_after_the_cancel_callback_returns_cancelled() {
    let queue = || {
        sequential().read(|_, request| {
            keep("read", request);
            start_timer();
            request.mark(|_| note("cancel"));
        })
    };
    let bench = with_timer(queue, false, || {
        let request: Request = kept("read");
        assert_eq!(request.unmark(), CANCELLED);
        request.complete(CANCELLED);
    });
    let read = bench.open().read(8);
    assert!(read.cancel());
    assert!(is_pending(&read), "the callback completed nothing");
    bench.advance_ms(1);
    bench.check();
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["cancel"]);
    bench.end_clean();
}

#[test]
fn every_call_on_a_completed_request_reports_a_stale_handle() {
    let bench = reading(|request| {
        request.complete(SUCCESS);
        request.mark(cancel);
        assert!(request.mark_ex(cancel) < 0);
        assert!(request.unmark() < 0);
        assert!(!request.is_canceled());
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.check();
    let violations = bench.machine.violations();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    let calls = [
        "WdfRequestMarkCancelable",
        "WdfRequestMarkCancelableEx",
        "WdfRequestUnmarkCancelable",
        "WdfRequestIsCanceled",
    ];
    assert_eq!(found, calls.map(|call| (Rule::StaleHandle, call)));
    assert_eq!(notes(), [""; 0]);
}

#[test]
fn marks_of_a_request_that_no_queue_delivered_are_refused() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|_, request| {
            request.mark(cancel);
            assert_eq!(request.mark_ex(cancel), STATUS_INVALID_DEVICE_REQUEST);
            assert_eq!(request.unmark(), STATUS_INVALID_DEVICE_REQUEST);
            request.complete(SUCCESS);
        });
        adding.device();
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    let violations = bench.machine.violations();
    assert_eq!(violations.len(), 3, "{violations:#?}");
    assert!(violations.iter().all(|v| v.rule == Rule::CancelMarkMisused));
}

#[test]
fn create_that_the_driver_keeps_is_cancelled_by_its_mark() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        adding.device();
    });
    bench.on_create(|request, _| {
        let marked = request.mark_ex(|request| request.complete(CANCELLED));
        assert_eq!(marked, SUCCESS);
    });
    let path = bench.machine.interfaces(&crate::closure_driver::INTERFACE).remove(0);
    let opening = bench.machine.process().begin_open(&path);
    assert!(opening.is_pending());
    assert_eq!(bench.callbacks_of(|| assert!(opening.cancel())), ["EvtRequestCancel"]);
    assert!(!opening.is_pending() && !opening.cancel());
    assert_eq!(opening.wait().err(), Some(CANCELLED));
    bench.end_clean();
}

#[test]
fn create_that_the_driver_keeps_may_be_completed_later() {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        adding.all_pnp_callbacks();
        adding.device();
    });
    bench.on_create(|request, _| {
        assert_eq!(request.mark_ex(cancel), SUCCESS);
        keep("create", request);
    });
    let path = bench.machine.interfaces(&crate::closure_driver::INTERFACE).remove(0);
    let opening = bench.machine.process().begin_open(&path);
    bench.on_pnp("D0Exit", |_| {
        if count("exit") == 1 {
            let create: Request = kept("create");
            assert_eq!(create.unmark(), SUCCESS);
            create.complete(SUCCESS);
        }
        SUCCESS
    });
    bench.node().suspend().expect("the create holds nothing up");
    let file = opening.wait().expect("the driver lets the file open");
    bench.node().resume().expect("the device wakes");
    file.close();
    bench.end_clean();
}

#[test]
fn mark_without_a_callback_reports_a_missing_parameter() {
    let bench = reading(|request| {
        ddi!(WdfRequestMarkCancelable, request.0, None);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_one(&bench, Rule::RequiredParameterIsNull, "WdfRequestMarkCancelable");
}
