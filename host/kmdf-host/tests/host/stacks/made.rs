//! Requests that a filter makes.

use super::{filter, filtered, function, reading, target};
use crate::closure_driver::{
    CANCELLED, Memory, Options, Request, Rule, SUCCESS, attributes, is_pending, keep, kept, note,
    notes, parallel, status,
};

/// Makes a read of the driver's own into the application's memory.
fn read_by_own_request(request: Request) {
    let made = Request::make(attributes(), target()).expect("WdfRequestCreate succeeds");
    assert_eq!(made.format_read(target(), request.output_memory(), None), SUCCESS);
    keep("made", made);
    keep("original", request);
    let made = made.on_return(|returned| {
        let original: Request = kept("original");
        note(format!("{} {}", returned.kind, returned.information));
        returned.request.object().delete();
        original.complete_with(returned.status, returned.information);
    });
    assert!(made.send(target()));
}

#[test]
fn made_read_fills_the_memory_of_the_original() {
    let bench = reading(read_by_own_request);
    let file = bench.open();
    let read = file.read(6).result().expect("a result");
    assert_eq!((read.information, read.data.to_vec()), (6, b"AAAAAA".to_vec()));
    assert_eq!(notes(), ["3 6"]);
    file.close();
    bench.end_clean();
}

#[test]
fn cancel_of_the_original_does_not_reach_the_made_request() {
    let bench = reading(read_by_own_request);
    let file = bench.open();
    let read = file.read(12);
    assert!(read.cancel());
    assert!(is_pending(&read));
    bench.run(&file, || assert!(kept::<Request>("made").cancel_sent()));
    assert_eq!(status(&read), CANCELLED);
    file.close();
    bench.end_clean();
}

#[test]
fn completing_the_original_before_the_made_request_ends_is_reported() {
    let bench = reading(|request| {
        let made = Request::make(attributes(), target()).expect("WdfRequestCreate succeeds");
        assert_eq!(made.format_read(target(), request.output_memory(), None), SUCCESS);
        request.complete(SUCCESS);
        made.object().delete();
    });
    let file = bench.open();
    assert_eq!(status(&file.read(4)), SUCCESS);
    file.close();
    let found: Vec<Rule> = bench.shut_down().into_iter().map(|violation| violation.rule).collect();
    assert_eq!(found, [Rule::MemoryReferencedAtCompletion]);
}

#[test]
fn part_of_a_memory_object_gets_the_data() {
    let bench = reading(|request| {
        assert_eq!(request.format_read(target(), request.output_memory(), Some((2, 3))), SUCCESS);
        let options = Options::default().synchronous();
        assert!(request.send_with(target(), options));
        note(format!("{}", request.information()));
        request.complete_with(SUCCESS, 8);
    });
    let file = bench.open();
    let read = file.read(8).result().expect("a result");
    assert_eq!(read.data, b"\0\0AAA\0\0\0".to_vec());
    assert_eq!(notes(), ["3"]);
    file.close();
    bench.end_clean();
}

#[test]
fn memory_written_after_the_format_call_is_not_sent() {
    let bench = reading(|request| {
        let made = Request::make(attributes(), target()).expect("WdfRequestCreate succeeds");
        let memory = Memory::create(attributes().parent(made.object()), &[1, 2, 3]);
        assert_eq!(made.format_write(target(), memory), SUCCESS);
        assert!(made.send_with(target(), Options::default().synchronous()));
        note(format!("{} {} {:?}", made.sent_status(), made.information(), memory.bytes()));
        assert_eq!(made.reuse(wdk_sys::STATUS_NOT_SUPPORTED), SUCCESS);
        note(format!("{:x} {}", made.sent_status(), made.information()));
        made.object().delete();
        request.complete(SUCCESS);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(notes(), ["0 3 [1, 2, 3]", "c00000bb 0"]);
    file.close();
    bench.end_clean();
}

#[test]
fn request_cancelled_before_its_send_is_refused_until_reuse() {
    let bench = reading(|request| {
        let made = Request::make(attributes(), target()).expect("WdfRequestCreate succeeds");
        let memory = Memory::create(attributes().parent(made.object()), &[0; 4]);
        assert!(!made.cancel_sent());
        assert_eq!(made.format_read(target(), memory, None), SUCCESS);
        let options = Options::default().synchronous();
        assert!(!made.send_with(target(), options));
        assert_eq!(made.sent_status(), CANCELLED);
        assert_eq!(made.reuse(SUCCESS), SUCCESS);
        assert_eq!(made.format_read(target(), memory, None), SUCCESS);
        assert!(made.send_with(target(), options));
        assert_eq!(memory.bytes(), b"AAAA");
        made.object().delete();
        request.complete(SUCCESS);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn control_code_sent_synchronously_returns_its_output() {
    let bench = filtered(function, |adding| {
        let queue = parallel(u32::MAX).read(|_, request| {
            let (mut input, mut output) = ([21], [0]);
            let sent = target().control(0x22_2000, &mut input, &mut output);
            assert_eq!((sent, output), ((SUCCESS, 1), [42]));
            request.complete(SUCCESS);
        });
        filter(adding, queue);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn made_request_is_cancelled_when_its_device_goes() {
    let bench = reading(|request| {
        let made = Request::make(attributes(), target()).expect("WdfRequestCreate succeeds");
        let memory = Memory::create(attributes().parent(made.object()), &[0; 12]);
        assert_eq!(made.format_read(target(), memory, None), SUCCESS);
        let made = made.on_return(|returned| {
            note(format!("{:x}", returned.status));
            returned.request.object().delete();
        });
        assert!(made.send(target()));
        request.complete(SUCCESS);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    // The function driver's queue would hold the removal if the target's end did not cancel.
    bench.node().remove().expect("the device is removed");
    assert_eq!(notes(), ["c0000120"]);
    bench.end_clean();
}

#[test]
fn completion_of_a_made_request_is_reported() {
    let bench = reading(|request| {
        let made = Request::make(attributes(), target()).expect("WdfRequestCreate succeeds");
        made.complete(SUCCESS);
        made.object().delete();
        request.complete(SUCCESS);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    let found: Vec<Rule> = bench.shut_down().into_iter().map(|violation| violation.rule).collect();
    assert_eq!(found, [Rule::ObjectMisused]);
}

#[test]
fn formatting_a_made_request_by_its_type_is_reported() {
    let bench = reading(|request| {
        let made = Request::make(attributes(), target()).expect("WdfRequestCreate succeeds");
        made.format_current().object().delete();
        request.complete(SUCCESS);
    });
    let file = bench.open();
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    let found: Vec<Rule> = bench.shut_down().into_iter().map(|violation| violation.rule).collect();
    assert_eq!(found, [Rule::ObjectMisused]);
}
