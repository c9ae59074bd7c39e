//! Cancellation of one operation, of a handle, of a process: none of them waits for a tick.

use crate::bench::Bench;
use crate::outcome::Outcome;
use echo_support::pattern;

pub(crate) fn cancel_of_the_pending_request_completes_it_at_once(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    echo.store(&pattern(100, 1));
    bench.pass_ms(30);
    for operation in [file.write(&pattern(50, 2)), file.read(50)] {
        operation.pends();
        assert!(operation.cancel());
        operation.cancelled(bench.machine.now());
    }
    assert_eq!(bench.story().count("EvtRequestCancel"), 2);
}

pub(crate) fn cancel_of_a_queued_request_completes_it_without_the_driver(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let pending = file.write(&pattern(100, 1));
    let queued = file.write(&pattern(50, 2));
    let behind = file.read(100);
    bench.pass_ms(30);
    assert!(queued.cancel());
    queued.cancelled(bench.machine.now());
    pending.pends();
    let tick = echo.pass_tick();
    pending.succeeded(100, tick);
    let tick = echo.pass_tick();
    assert_eq!(behind.succeeded(100, tick), pattern(100, 1));
    let story = bench.story();
    assert_eq!((story.presented(), story.count("EvtRequestCancel")), (2, 0));
}

pub(crate) fn cancel_of_a_completed_request_finds_nothing(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let write = file.write(&pattern(100, 1));
    let tick = echo.pass_tick();
    assert!(!write.cancel());
    assert!(!file.cancel_all());
    write.succeeded(100, tick);
    let write = file.write(&pattern(100, 1));
    assert!(write.cancel());
    assert!(!write.cancel());
    write.cancelled(bench.machine.now());
    assert_eq!(bench.story().count("EvtRequestCancel"), 1);
}

pub(crate) fn cancel_of_the_pending_request_makes_room_for_the_next(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let first = file.write(&pattern(100, 1));
    let second = file.write(&pattern(50, 2));
    bench.pass_ms(30);
    assert_eq!(bench.story().presented(), 1);
    assert!(first.cancel());
    first.cancelled(bench.machine.now());
    assert_eq!(bench.story().presented(), 2);
    second.pends();
    let tick = echo.pass_tick();
    second.succeeded(50, tick);
}

pub(crate) fn cancel_of_all_calls_the_driver_for_the_pending_request_only(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    echo.store(&pattern(10, 1));
    let operations = [file.read(10), file.read(10), file.read(10)];
    bench.pass_ms(30);
    let before = bench.story();
    assert!(file.cancel_all());
    for operation in &operations {
        operation.cancelled(bench.machine.now());
    }
    let story = bench.story().since(&before);
    assert_eq!((story.count("EvtRequestCancel"), story.presented()), (1, 0));
    echo.works();
}

pub(crate) fn cancel_of_all_on_one_handle_leaves_the_other_alone(bench: &Bench) {
    let echo = bench.device();
    let (mine, other) = (echo.open(), echo.open());
    let first = mine.write(&pattern(10, 1));
    let second = other.write(&pattern(20, 2));
    let third = mine.write(&pattern(30, 3));
    bench.pass_ms(30);
    assert!(mine.cancel_all());
    first.cancelled(bench.machine.now());
    third.cancelled(bench.machine.now());
    second.pends();
    let tick = echo.pass_tick();
    second.succeeded(20, tick);
    echo.has_stored(&pattern(20, 2));
}

pub(crate) fn cancelled_write_keeps_its_bytes_stored(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    echo.store(&pattern(100, 1));
    let bytes = pattern(16, 2);
    let write = file.write(&bytes);
    assert!(write.cancel());
    write.cancelled(bench.machine.now());
    echo.has_stored(&bytes);
}

pub(crate) fn request_after_a_cancelled_one_completes_at_its_own_tick(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    for round in 0..3 {
        let cancelled = file.write(&pattern(40, round));
        assert!(cancelled.cancel());
        echo.pass_tick();
        let write = file.write(&pattern(50, round));
        write.pends();
        let tick = echo.pass_tick();
        write.succeeded(50, tick);
    }
}

pub(crate) fn process_exit_cancels_its_requests_at_once(bench: &Bench) {
    let echo = bench.device();
    let process = bench.machine.process();
    let (one, two) = (echo.open_in(&process), echo.open_in(&process));
    let operations = [one.write(&pattern(10, 1)), two.read(10), one.read(10)];
    bench.pass_ms(30);
    let before = bench.story();
    process.exit();
    for operation in &operations {
        operation.cancelled(bench.machine.now());
    }
    let story = bench.story().since(&before);
    assert_eq!((story.count("EvtRequestCancel"), story.presented()), (1, 0));
    echo.works();
}

pub(crate) fn process_exit_leaves_other_processes_alone(bench: &Bench) {
    let echo = bench.device();
    let process = bench.machine.process();
    let (mine, other) = (echo.open_in(&process), echo.open());
    let pending = other.write(&pattern(10, 1));
    let queued = mine.read(10);
    let behind = other.read(10);
    bench.pass_ms(30);
    process.exit();
    queued.cancelled(bench.machine.now());
    let tick = echo.pass_tick();
    pending.succeeded(10, tick);
    let tick = echo.pass_tick();
    assert_eq!(behind.succeeded(10, tick), pattern(10, 1));
}
