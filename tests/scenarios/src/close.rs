//! Closed handles, and the bytes that handles and processes share.

use kmdf_host::abi::STATUS_FILE_CLOSED;

use crate::bench::Bench;
use crate::outcome::Outcome;
use echo_support::pattern;

pub(crate) fn close_cancels_the_queued_requests_but_not_the_pending_one(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let pending = file.write(&pattern(64, 1));
    let queued = file.read(64);
    bench.pass_ms(30);
    file.close();
    queued.cancelled(bench.machine.now());
    pending.pends();
    let tick = echo.pass_tick();
    pending.succeeded(64, tick);
    assert_eq!(bench.story().count("EvtRequestCancel"), 0);
    echo.has_stored(&pattern(64, 1));
}

pub(crate) fn close_leaves_requests_queued_on_other_handles(bench: &Bench) {
    let echo = bench.device();
    let (one, other) = (echo.open(), echo.open());
    let first = one.write(&pattern(64, 1));
    let second = one.read(64);
    let third = other.read(64);
    bench.pass_ms(30);
    one.close();
    second.cancelled(bench.machine.now());
    let tick = echo.pass_tick();
    first.succeeded(64, tick);
    third.pends();
    let tick = echo.pass_tick();
    assert_eq!(third.succeeded(64, tick), pattern(64, 1));
}

pub(crate) fn closed_handle_refuses_requests(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    file.close();
    file.write(&pattern(64, 1)).refused(STATUS_FILE_CLOSED);
    file.read(64).refused(STATUS_FILE_CLOSED);
    assert_eq!(bench.story().presented(), 0);
}

pub(crate) fn stored_bytes_survive_the_close_of_all_handles(bench: &Bench) {
    let echo = bench.device();
    let (one, other) = (echo.open(), echo.open());
    let write = one.write(&pattern(64, 1));
    let tick = echo.pass_tick();
    write.succeeded(64, tick);
    one.close();
    other.close();
    bench.pass_ms(1_000);
    echo.has_stored(&pattern(64, 1));
}

pub(crate) fn stored_bytes_are_shared_by_handles_and_processes(bench: &Bench) {
    let echo = bench.device();
    let process = bench.machine.process();
    let (one, two) = (echo.open_in(&process), echo.open_in(&process));
    let foreign = echo.open();
    let bytes = pattern(64, 1);
    let write = one.write(&bytes);
    let tick = echo.pass_tick();
    write.succeeded(64, tick);
    for reader in [&two, &foreign, &one] {
        let read = reader.read(64);
        let tick = echo.pass_tick();
        assert_eq!(read.succeeded(64, tick), bytes);
    }
}
