//! Requests that a filter sends on.

use super::{filter, filtered, function, reading, send_on, target};
use crate::closure_driver::{
    Bench, CANCELLED, Options, Request, Rule, SUCCESS, is_pending, keep, kept, note, notes,
    parallel, status,
};

const IO_TIMEOUT: i32 = 0xC000_00B5_u32.cast_signed();
const INVALID_REQUEST: i32 = wdk_sys::STATUS_INVALID_DEVICE_REQUEST;
const NOT_ACCEPTED: i32 = 0xC000_00D0_u32.cast_signed();
const NO_FORMAT: i32 = wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeNoFormat;

#[test]
fn request_sent_on_comes_back_with_status_bytes_and_data() {
    let bench = reading(|request| {
        let sent = request.format_current().on_return(|returned| {
            note(format!("{} {} {}", returned.kind, returned.status, returned.information));
            returned.request.complete_with(returned.status, returned.information);
        });
        assert!(sent.send(target()));
        note("sent");
    });
    let file = bench.open();
    let read = file.read(4).result().expect("a result");
    assert_eq!((read.status, read.information, read.data.to_vec()), (SUCCESS, 4, b"AAAA".to_vec()));
    assert_eq!(notes(), [format!("{NO_FORMAT} 0 4"), "sent".to_string()]);
    file.close();
    bench.end_clean();
}

#[test]
fn completion_routine_runs_inside_the_completion_below() {
    let bench = reading(send_on);
    let file = bench.open();
    let read = file.read(12);
    assert!(is_pending(&read));
    let before = bench.machine.trace().len();
    let held: Request = kept("held");
    bench.run(&file, move || {
        held.unmark();
        held.complete_with(SUCCESS, 12);
    });
    assert_eq!(status(&read), SUCCESS);
    let trace = bench.machine.trace().split_off(before);
    let place = |what: &dyn Fn(&crate::closure_driver::Event) -> bool| trace.iter().position(what);
    let entered = place(&|event| event.kind.enters("EvtRequestCompletionRoutine"));
    let completed = place(&|event| event.kind.calls("WdfRequestCompleteWithInformation"));
    assert!(completed < entered && completed.is_some());
    file.close();
    bench.end_clean();
}

#[test]
fn cancel_by_the_application_reaches_the_driver_below() {
    let bench = reading(send_on);
    let file = bench.open();
    let read = file.read(12);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    file.close();
    bench.end_clean();
}

#[test]
fn forgotten_request_belongs_to_the_driver_below() {
    let bench = reading(|request| assert!(request.send_with(target(), Options::forget())));
    let file = bench.open();
    let read = file.read(3).result().expect("a result");
    assert_eq!((read.status, read.data.to_vec()), (SUCCESS, b"AAA".to_vec()));
    let held = file.read(12);
    let requests = bench.machine.objects().into_iter().filter(|object| object.kind == "WDFREQUEST");
    assert_eq!(requests.count(), 1);
    assert!(held.cancel());
    assert_eq!(status(&held), CANCELLED);
    file.close();
    bench.end_clean();
}

#[test]
fn synchronous_send_returns_after_the_completion() {
    let bench = reading(|request| {
        let options = Options::default().synchronous();
        assert!(request.format_current().send_with(target(), options));
        request.complete_with(request.sent_status(), request.information());
    });
    let file = bench.open();
    let read = file.read(5).result().expect("a result");
    assert_eq!((read.status, read.information), (SUCCESS, 5));
    file.close();
    bench.end_clean();
}

#[test]
fn timeout_of_a_synchronous_send_cancels_below() {
    let bench = reading(|request| {
        let options = Options::default().synchronous().timeout_ms(40);
        assert!(request.format_current().send_with(target(), options));
        request.complete(request.sent_status());
    });
    let file = bench.open();
    let read = file.read(12);
    assert_eq!(read.wait().expect("it ends").status, IO_TIMEOUT);
    file.close();
    bench.end_clean();
}

#[test]
fn timeout_of_a_send_cancels_below_in_a_dpc() {
    let bench = reading(|request| {
        let sent = request.format_current().on_return(|returned| {
            returned.request.complete_with(returned.status, returned.information);
        });
        assert!(sent.send_with(target(), Options::default().timeout_ms(30)));
    });
    let file = bench.open();
    let read = file.read(12);
    bench.advance_ms(29);
    assert!(is_pending(&read));
    bench.advance_ms(2);
    assert_eq!(status(&read), IO_TIMEOUT);
    assert_eq!(bench.last_entry("EvtRequestCompletionRoutine").irql, 2);
    file.close();
    bench.end_clean();
}

#[test]
fn status_of_a_late_success_stays_after_a_timeout() {
    let bench = reading(|request| {
        let sent = request.format_current().on_return(|returned| {
            returned.request.complete_with(returned.status, returned.information);
        });
        assert!(sent.send_with(target(), Options::default().timeout_ms(30)));
    });
    let file = bench.open();
    let read = file.read(25);
    bench.advance_ms(31);
    assert!(is_pending(&read));
    let held: Request = kept("held");
    bench.run(&file, move || held.complete_with(SUCCESS, 25));
    assert_eq!(status(&read), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn cancel_of_a_sent_request_says_whether_a_routine_ran() {
    let bench = filtered(function, |adding| {
        let queue = parallel(u32::MAX)
            .read(|_, request| {
                keep("sent", request);
                send_on(request);
            })
            .write(|_, request| {
                let canceled = kept::<Request>("sent").cancel_sent();
                request.complete_with(SUCCESS, u64::from(canceled));
            });
        filter(adding, queue);
    });
    let file = bench.open();
    let cancelable = file.read(12);
    assert_eq!(file.write(&[1]).result().map(|result| result.information), Some(1));
    assert_eq!(status(&cancelable), CANCELLED);
    let stubborn = file.read(25);
    assert_eq!(file.write(&[1]).result().map(|result| result.information), Some(0));
    assert!(is_pending(&stubborn));
    let held: Request = kept("held");
    bench.run(&file, move || held.complete_with(SUCCESS, 25));
    assert_eq!(status(&stubborn), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn send_without_a_routine_is_refused_and_reported() {
    let bench = reading(|request| {
        assert!(!request.format_current().send(target()));
        request.complete(request.sent_status());
    });
    let file = bench.open();
    assert_eq!(status(&file.read(3)), INVALID_REQUEST);
    file.close();
    rules(&bench, &[Rule::ObjectMisused]);
}

#[test]
fn completion_of_a_sent_request_is_reported() {
    let bench = reading(|request| {
        send_on(request);
        request.complete(SUCCESS);
    });
    let file = bench.open();
    let read = file.read(12);
    assert!(is_pending(&read));
    assert!(read.cancel());
    file.close();
    rules(&bench, &[Rule::RequestNotOwned]);
}

#[test]
fn sending_a_sent_request_is_reported() {
    let bench = reading(|request| {
        send_on(request);
        assert!(!request.send(target()));
    });
    let file = bench.open();
    let read = file.read(12);
    assert!(read.cancel());
    file.close();
    rules(&bench, &[Rule::RequestNotOwned, Rule::ObjectMisused]);
}

#[test]
fn send_without_a_format_is_refused_and_reported() {
    let bench = reading(|request| {
        let options = Options::default().synchronous();
        assert!(!request.send_with(target(), options));
        request.complete(request.sent_status());
    });
    let file = bench.open();
    assert_eq!(status(&file.read(3)), NOT_ACCEPTED);
    file.close();
    rules(&bench, &[Rule::ObjectMisused]);
}

#[test]
fn send_of_a_marked_request_is_reported() {
    let bench = reading(|request| {
        request.mark(|request| request.complete(CANCELLED));
        send_on(request);
    });
    let file = bench.open();
    let _ = file.read(3);
    file.close();
    let found: Vec<Rule> = bench.shut_down().into_iter().map(|violation| violation.rule).collect();
    assert!(found.contains(&Rule::ObjectMisused), "{found:?}");
}

#[test]
fn forgetting_a_request_with_buffers_is_reported() {
    let bench = reading(|request| {
        assert_eq!(request.format_read(target(), request.output_memory(), None), SUCCESS);
        assert!(!request.send_with(target(), Options::forget()));
        request.complete(request.sent_status());
    });
    let file = bench.open();
    assert_eq!(status(&file.read(3)), INVALID_REQUEST);
    file.close();
    rules(&bench, &[Rule::ObjectMisused]);
}

#[test]
fn synchronous_send_at_dispatch_is_reported() {
    let bench = filtered(function, |adding| {
        let queue = parallel(u32::MAX).serialized().read(|_, request| {
            let options = Options::default().synchronous();
            assert!(request.format_current().send_with(target(), options));
            request.complete(request.sent_status());
        });
        filter(adding, queue);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(3)), SUCCESS);
    file.close();
    rules(&bench, &[Rule::WrongIrql]);
}

fn rules(bench: &Bench, expected: &[Rule]) {
    let found: Vec<Rule> = bench.shut_down().into_iter().map(|violation| violation.rule).collect();
    assert_eq!(found, expected);
}
