//! Reads and writes: lengths, limits, stored bytes, and times of completion.

use kmdf_host::abi::STATUS_BUFFER_OVERFLOW;

use crate::bench::Bench;
use crate::outcome::Outcome;
use echo_support::{LIMIT, pattern};

pub(crate) fn read_before_any_write_succeeds_at_once_with_0_bytes(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    bench.pass_ms(30);
    for length in [1, 512, LIMIT + 1] {
        assert_eq!(file.read(length).succeeded(0, bench.machine.now()), []);
    }
    assert_eq!(bench.story().count("EvtIoRead"), 3);
}

pub(crate) fn write_within_the_limit_completes_at_a_tick_and_reads_back(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    bench.pass_ms(30);
    for length in [1, 2, 255, 512, 30_720, LIMIT - 1, LIMIT] {
        let bytes = pattern(length, length.to_le_bytes()[0]);
        let write = file.write(&bytes);
        write.pends();
        let tick = echo.pass_tick();
        write.succeeded(length, tick);
        bench.pass_ms(99);
        let read = file.read(length);
        read.pends();
        let tick = echo.pass_tick();
        let data = read.succeeded(length, tick);
        assert!(data == bytes, "the bytes read are not the {length} bytes written");
    }
}

pub(crate) fn write_above_the_limit_fails_and_keeps_the_stored_bytes(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let kept = pattern(300, 3);
    echo.store(&kept);
    bench.pass_ms(30);
    for length in [LIMIT + 1, 41_000, 1 << 20] {
        let write = file.write(&pattern(length, 9));
        write.completed(STATUS_BUFFER_OVERFLOW, 0, bench.machine.now());
    }
    echo.has_stored(&kept);
}

pub(crate) fn write_above_the_limit_lets_the_next_request_run(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let bytes = pattern(300, 4);
    let first = file.write(&bytes);
    let oversize = file.write(&pattern(LIMIT + 1, 5));
    let read = file.read(300);
    oversize.pends();
    let tick = echo.pass_tick();
    first.succeeded(300, tick);
    oversize.completed(STATUS_BUFFER_OVERFLOW, 0, tick);
    read.pends();
    let tick = echo.pass_tick();
    assert!(read.succeeded(300, tick) == bytes);
}

pub(crate) fn write_is_stored_in_a_buffer_of_exactly_its_size(bench: &Bench) {
    let echo = bench.device();
    let sizes = || bench.machine.pool().into_iter().map(|(_, size)| size).collect::<Vec<_>>();
    assert_eq!(sizes(), [], "pool before the first write");
    for length in [512, 7, LIMIT, 1] {
        echo.store(&pattern(length, 1));
        assert_eq!(sizes(), [length], "pool after a write");
    }
}

pub(crate) fn shorter_write_replaces_all_of_a_longer_one(bench: &Bench) {
    let echo = bench.device();
    echo.store(&pattern(1_000, 1));
    let shorter = pattern(10, 2);
    echo.store(&shorter);
    echo.has_stored(&shorter);
}

pub(crate) fn read_shorter_than_the_stored_bytes_returns_the_first_ones(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let bytes = pattern(1_000, 6);
    echo.store(&bytes);
    for length in [1, 100, 999] {
        let read = file.read(length);
        read.pends();
        let tick = echo.pass_tick();
        assert_eq!(read.succeeded(length, tick), bytes[..length]);
    }
}

pub(crate) fn read_longer_than_the_stored_bytes_returns_all_of_them(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    for (stored, length) in [(1, 10), (1_000, 1_001), (1_000, 5_000), (LIMIT, 41_000)] {
        let bytes = pattern(stored, 8);
        echo.store(&bytes);
        let read = file.read(length);
        read.pends();
        let tick = echo.pass_tick();
        assert!(read.succeeded(stored, tick) == bytes, "read of {length}, {stored} stored");
    }
}

pub(crate) fn read_consumes_nothing(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let bytes = pattern(1_000, 2);
    echo.store(&bytes);
    for _ in 0..3 {
        let read = file.read(100);
        let tick = echo.pass_tick();
        assert_eq!(read.succeeded(100, tick), bytes[..100]);
    }
    echo.has_stored(&bytes);
}
