//! Races with a tick: a cancellation, a second tick, another request, a close or the end of the
//! process comes just before each call that the driver makes.

use std::time::Duration;

use kmdf_host::abi::{STATUS_CANCELLED, STATUS_FILE_CLOSED, STATUS_SUCCESS};
use kmdf_host::{File, Machine, Operation, Process};

use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use crate::sweep::{Late, Race};
use echo_support::{PERIOD, pattern};

/// The call by which the driver takes a request back from cancellation.
const UNMARK: &str = "WdfRequestUnmarkCancelable";

/// A device that holds a write. A read of the same process and a read of another process are queued
/// behind the write.
pub(crate) struct Busy {
    pub(crate) echo: Echo,
    pub(crate) process: Process,
    pub(crate) file: File,
    pub(crate) other: File,
    pub(crate) pending: Operation,
    pub(crate) queued: Operation,
    pub(crate) last: Operation,
    pub(crate) late: Late,
}

pub(crate) fn busy(bench: &Bench) -> Busy {
    let echo = bench.device();
    let process = bench.machine.process();
    let (file, other) = (echo.open_in(&process), echo.open());
    let (pending, queued) = (file.write(&pattern(50, 2)), file.read(50));
    let last = other.read(50);
    bench.pass_ms(30);
    Busy { echo, process, file, other, pending, queued, last, late: Late::default() }
}

/// Whether cancellation completed the operation; if not, the driver did.
#[track_caller]
pub(crate) fn was_cancelled(operation: &Operation, context: &str) -> bool {
    let result = operation.done();
    match (result.status, result.information) {
        (STATUS_SUCCESS, 50) => false,
        (STATUS_CANCELLED, 0) => true,
        _ => panic!("{context}: {operation:?}"),
    }
}

fn pass_tick(busy: &Busy) -> u64 {
    busy.echo.pass_tick()
}

fn cancel_pending(busy: &Busy) -> impl FnOnce(&Machine) + Send + use<> {
    let pending = busy.pending.clone();
    move |_| _ = pending.cancel()
}

pub(crate) fn cancel_at_each_call_of_a_tick_leaves_exactly_one_winner(bench: &Bench) {
    let mut verdicts = Vec::new();
    Race::of(busy, pass_tick).against(cancel_pending).at_every_call(
        bench,
        |_, busy, _tick, call| {
            verdicts.push((call.to_string(), was_cancelled(&busy.pending, call)));
            busy.echo.pass_tick();
            assert!(!was_cancelled(&busy.queued, call));
            busy.echo.pass_tick();
            assert!(!was_cancelled(&busy.last, call));
        },
    );
    // The request can be cancelled until the driver has unmarked it, and not afterwards.
    let unmark = verdicts.iter().position(|(call, _)| call == UNMARK);
    for (index, (call, cancelled)) in verdicts.iter().enumerate() {
        let before = unmark.is_some_and(|unmark| index <= unmark);
        assert_eq!(*cancelled, before, "cancelled before {call}: {verdicts:?}");
    }
    assert!(verdicts.iter().any(|(_, cancelled)| !cancelled), "{verdicts:?}");
}

pub(crate) fn cancel_just_before_the_unmark_wins(bench: &Bench) {
    Race::of(busy, pass_tick).against(cancel_pending).at_call(
        bench,
        (UNMARK, 1),
        |_, busy, tick, _| busy.pending.cancelled(tick),
    );
}

pub(crate) fn cancel_between_ticks_wins(bench: &Bench) {
    let busy = busy(bench);
    assert!(busy.pending.cancel());
    busy.pending.cancelled(bench.machine.now());
    let tick = busy.echo.pass_tick();
    busy.queued.succeeded(50, tick);
    let tick = busy.echo.pass_tick();
    busy.last.succeeded(50, tick);
}

pub(crate) fn second_tick_at_each_call_of_a_tick_overlaps_in_driver_sync(bench: &Bench) {
    let mut most = Vec::new();
    Race::of(busy, pass_tick)
        .against(|_: &Busy| |machine| machine.advance(Duration::from_millis(100)))
        .at_every_call(bench, |bench, busy, tick, call| {
            most.push(bench.story().most_at_once("EvtTimerFunc"));
            busy.echo.pass_until(tick + 3 * PERIOD);
            let mut turn = tick;
            let mut latest = tick;
            for operation in [&busy.pending, &busy.queued, &busy.last] {
                let result = operation.done();
                assert_eq!((result.status, result.information), (STATUS_SUCCESS, 50), "{call}");
                // A tick that another tick overtakes finds no request, or a request that arrived
                // later: a request may complete one tick after its turn, or one before.
                let times = latest.max(turn - PERIOD)..=turn + PERIOD;
                assert!(times.contains(&result.completed_at), "{call}: {result:?}");
                latest = result.completed_at;
                turn += PERIOD;
            }
        });
    let overlap = if bench.is_serialized() { 1 } else { 2 };
    assert_eq!(most.iter().max(), Some(&overlap), "simultaneous ticks: {most:?}");
}

pub(crate) fn request_at_each_call_of_a_tick_keeps_the_order(bench: &Bench) {
    Race::of(busy, pass_tick)
        .against(|busy: &Busy| {
            let (other, late) = (busy.other.clone(), busy.late.clone());
            move |_| late.put(other.write(&pattern(70, 9)))
        })
        .at_every_call(bench, |_, busy, tick, _| {
            let late = busy.late.get();
            busy.pending.succeeded(50, tick);
            for operation in [&busy.queued, &busy.last] {
                operation.pends();
                let tick = busy.echo.pass_tick();
                assert_eq!(operation.succeeded(50, tick), pattern(50, 2));
            }
            late.pends();
            let tick = busy.echo.pass_tick();
            late.succeeded(70, tick);
        });
}

pub(crate) fn process_exit_at_each_call_of_a_tick_ends_the_process(bench: &Bench) {
    Race::of(busy, pass_tick)
        .against(|busy: &Busy| {
            let process = busy.process.clone();
            move |_| process.exit()
        })
        .at_every_call(bench, |_, busy, tick, call| {
            was_cancelled(&busy.pending, call);
            busy.queued.cancelled(tick);
            busy.file.read(50).refused(STATUS_FILE_CLOSED);
            busy.echo.pass_tick();
            assert!(!was_cancelled(&busy.last, call));
        });
}

pub(crate) fn close_at_each_call_of_a_tick_closes_the_file(bench: &Bench) {
    Race::of(busy, pass_tick)
        .against(|busy: &Busy| {
            let file = busy.file.clone();
            move |_| file.close()
        })
        .at_every_call(bench, |_, busy, tick, call| {
            busy.pending.succeeded(50, tick);
            busy.file.read(50).refused(STATUS_FILE_CLOSED);
            let tick = busy.echo.pass_tick();
            // The close does not cancel a request that the driver already has.
            let presented = !was_cancelled(&busy.queued, call);
            let tick = if presented { busy.echo.pass_tick() } else { tick };
            busy.last.succeeded(50, tick);
        });
}
