//! Reads and writes, with each of the driver's calls failing in turn.

use kmdf_host::abi::{NTSTATUS, STATUS_INSUFFICIENT_RESOURCES};
use kmdf_host::{Event, EventKind, Fault, FaultTarget};

use crate::bench::Bench;
use crate::outcome::Outcome;
use echo_support::{LIMIT, pattern};

/// The status with which the calls fail.
pub(crate) const STATUS: NTSTATUS = STATUS_INSUFFICIENT_RESOURCES;

/// Repeats `attempt`, with the first of the driver's fallible calls failing, then the second, and
/// so on until an attempt meets no failure. `attempt` gets a function that stops the injection and
/// returns the call that failed, if one did. Returns all calls that failed.
#[track_caller]
pub(crate) fn each_fallible_call(
    bench: &Bench,
    mut attempt: impl FnMut(&dyn Fn() -> Option<&'static str>),
) -> Vec<&'static str> {
    let mut failed = Vec::new();
    for nth in 1.. {
        let before = bench.story();
        let struck = bench.machine.clear_faults();
        bench.machine.inject(Fault { call: FaultTarget::AnyFallible, nth, status: STATUS });
        let which = || {
            let strikes = bench.machine.clear_faults() - struck;
            (strikes > 0).then(|| failed_call(bench, &before))
        };
        attempt(&which);
        let Some(call) = which() else { break };
        failed.push(call);
    }
    failed
}

/// The call that returned the injected status; an allocation returns null instead.
fn failed_call(bench: &Bench, before: &crate::story::Story) -> &'static str {
    let story = bench.story().since(before);
    let failed = |event: &Event| match event.kind {
        EventKind::CallReturned { ddi, result } if result.status() == Some(STATUS) => Some(ddi),
        _ => None,
    };
    story.events().iter().find_map(failed).unwrap_or("ExAllocatePool2")
}

pub(crate) fn each_failed_call_of_a_write_fails_it_and_keeps_the_bytes(bench: &Bench) {
    let echo = bench.device();
    let kept = pattern(300, 3);
    echo.store(&kept);
    let file = echo.open();
    let failed = each_fallible_call(bench, |failed| {
        let before = bench.machine.pool();
        bench.pass_ms(10);
        let write = file.write(&pattern(500, 4));
        let Some(call) = failed() else {
            let tick = echo.pass_tick();
            write.succeeded(500, tick);
            return;
        };
        write.completed(STATUS, 0, bench.machine.now());
        assert_eq!(bench.machine.pool(), before, "{call} failed");
        echo.has_stored(&kept);
    });
    assert_eq!(failed.first(), Some(&"ExAllocatePool2"), "{failed:?}");
    assert!(failed.len() > 1, "only these calls failed: {failed:?}");
    echo.has_stored(&pattern(500, 4));
}

pub(crate) fn each_failed_call_of_a_read_fails_it_and_keeps_the_bytes(bench: &Bench) {
    let echo = bench.device();
    let kept = pattern(300, 3);
    echo.store(&kept);
    let file = echo.open();
    let failed = each_fallible_call(bench, |failed| {
        let before = bench.machine.pool();
        bench.pass_ms(10);
        let read = file.read(200);
        let Some(call) = failed() else {
            let tick = echo.pass_tick();
            assert_eq!(read.succeeded(200, tick), kept[..200]);
            return;
        };
        read.completed(STATUS, 0, bench.machine.now());
        assert_eq!(bench.machine.pool(), before, "{call} failed");
        echo.has_stored(&kept);
    });
    assert!(!failed.is_empty(), "a read makes no fallible call");
}

pub(crate) fn write_without_memory_fails_and_keeps_the_stored_bytes(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    no_memory(bench);
    let write = file.write(&pattern(1, 1));
    write.completed(STATUS_INSUFFICIENT_RESOURCES, 0, bench.machine.now());
    file.read(1).succeeded(0, bench.machine.now());
    let kept = pattern(300, 3);
    echo.store(&kept);
    bench.pass_ms(30);
    no_memory(bench);
    let write = file.write(&pattern(LIMIT, 4));
    write.completed(STATUS_INSUFFICIENT_RESOURCES, 0, bench.machine.now());
    echo.has_stored(&kept);
}

pub(crate) fn write_without_memory_lets_the_next_request_run(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let first = file.write(&pattern(10, 1));
    let second = file.write(&pattern(20, 2));
    let third = file.read(20);
    no_memory(bench);
    let tick = echo.pass_tick();
    first.succeeded(10, tick);
    second.completed(STATUS_INSUFFICIENT_RESOURCES, 0, tick);
    third.pends();
    let tick = echo.pass_tick();
    assert_eq!(third.succeeded(10, tick), pattern(10, 1));
}

/// Makes the next allocation fail.
fn no_memory(bench: &Bench) {
    // An allocation has no status; it returns null.
    let status = STATUS_INSUFFICIENT_RESOURCES;
    bench.machine.inject(Fault { call: FaultTarget::Allocation, nth: 1, status });
}
