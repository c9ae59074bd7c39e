//! Requests that the framework completes without the driver, when their turn in the queue comes.

use kmdf_host::abi::STATUS_INVALID_DEVICE_REQUEST;

use crate::bench::Bench;
use crate::outcome::Outcome;
use echo_support::{CONTROL_CODE, pattern};

pub(crate) fn zero_length_requests_succeed_without_reaching_the_driver(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    bench.pass_ms(30);
    file.read(0).succeeded(0, bench.machine.now());
    file.write(&[]).succeeded(0, bench.machine.now());
    assert_eq!(bench.story().presented(), 0);
}

pub(crate) fn zero_length_write_keeps_the_stored_bytes(bench: &Bench) {
    let echo = bench.device();
    let bytes = pattern(20, 1);
    echo.store(&bytes);
    echo.open().write(&[]).succeeded(0, bench.machine.now());
    echo.has_stored(&bytes);
}

pub(crate) fn zero_length_request_behind_a_pending_one_waits_its_turn(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let write = file.write(&pattern(20, 1));
    let empty = [file.read(0), file.write(&[])];
    let behind = file.read(20);
    bench.pass_ms(99);
    empty.iter().for_each(Outcome::pends);
    let tick = echo.pass_tick();
    write.succeeded(20, tick);
    for operation in empty {
        operation.succeeded(0, tick);
    }
    behind.pends();
    let tick = echo.pass_tick();
    behind.succeeded(20, tick);
    assert_eq!(bench.story().presented(), 2);
}

pub(crate) fn device_control_fails_without_reaching_the_driver(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    bench.pass_ms(30);
    let before = bench.story();
    for (input, output) in [(&b""[..], 0), (b"abc", 0), (b"", 8), (b"abc", 8)] {
        let control = file.device_control(CONTROL_CODE, input, output);
        control.completed(STATUS_INVALID_DEVICE_REQUEST, 0, bench.machine.now());
    }
    assert_eq!(bench.story().since(&before).calls(), Vec::<&str>::new());
}

pub(crate) fn device_control_behind_a_pending_request_waits_its_turn(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let write = file.write(&pattern(20, 1));
    let control = file.device_control(CONTROL_CODE, b"abc", 8);
    let behind = file.read(20);
    bench.pass_ms(99);
    control.pends();
    let tick = echo.pass_tick();
    write.succeeded(20, tick);
    control.completed(STATUS_INVALID_DEVICE_REQUEST, 0, tick);
    behind.pends();
    let tick = echo.pass_tick();
    behind.succeeded(20, tick);
}

pub(crate) fn flush_fails_at_once_even_behind_a_pending_request(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    file.flush().refused(STATUS_INVALID_DEVICE_REQUEST);
    let write = file.write(&pattern(20, 1));
    file.flush().refused(STATUS_INVALID_DEVICE_REQUEST);
    write.pends();
    let tick = echo.pass_tick();
    write.succeeded(20, tick);
}

pub(crate) fn create_succeeds_while_a_request_is_pending(bench: &Bench) {
    let echo = bench.device();
    let write = echo.open().write(&pattern(20, 1));
    let before = bench.story();
    let other = echo.open();
    assert_eq!(bench.story().since(&before).calls(), Vec::<&str>::new());
    write.pends();
    let read = other.read(20);
    let tick = echo.pass_tick();
    write.succeeded(20, tick);
    let tick = echo.pass_tick();
    read.succeeded(20, tick);
}
