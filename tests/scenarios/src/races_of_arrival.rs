//! Races with the arrival and the cancellation of a request: a cancellation, a tick, another
//! request or the end of the process comes just before each call that the driver makes.

use std::time::Duration;

use kmdf_host::abi::{STATUS_CANCELLED, STATUS_SUCCESS};
use kmdf_host::{File, Operation, Process};

use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use crate::sweep::{Late, Race};
use echo_support::{PERIOD, pattern};

/// A device with stored bytes, and files of two processes.
struct Idle {
    echo: Echo,
    process: Process,
    file: File,
    other: File,
    late: Late,
}

const STORED: (usize, u8) = (100, 1);

fn idle(bench: &Bench) -> Idle {
    let echo = bench.device();
    echo.store(&pattern(STORED.0, STORED.1));
    let process = bench.machine.process();
    let (file, other) = (echo.open_in(&process), echo.open());
    bench.pass_ms(30);
    Idle { echo, process, file, other, late: Late::default() }
}

fn write(idle: &Idle) -> Operation {
    idle.file.write(&pattern(50, 2))
}

pub(crate) fn cancel_at_each_call_of_a_write_wins_and_keeps_its_bytes(bench: &Bench) {
    Race::of(idle, write)
        .against(|idle: &Idle| {
            let file = idle.file.clone();
            move |_| _ = file.cancel_all()
        })
        .at_every_call(bench, |bench, idle, write, _| {
            write.cancelled(bench.machine.now());
            idle.echo.has_stored(&pattern(50, 2));
        });
}

pub(crate) fn cancel_at_each_call_of_a_read_cancels_it(bench: &Bench) {
    Race::of(idle, |idle: &Idle| idle.file.read(50))
        .against(|idle: &Idle| {
            let file = idle.file.clone();
            move |_| _ = file.cancel_all()
        })
        .at_every_call(bench, |bench, idle, read, _| {
            read.cancelled(bench.machine.now());
            idle.echo.has_stored(&pattern(STORED.0, STORED.1));
        });
}

pub(crate) fn cancel_and_request_at_each_call_of_an_arrival_lose_nothing(bench: &Bench) {
    // The thread that sends the new request enters the queue's dispatcher, so it may be the thread
    // that calls the cancel callback.
    Race::of(idle, write)
        .against(|idle: &Idle| {
            let (file, other, late) = (idle.file.clone(), idle.other.clone(), idle.late.clone());
            move |_| {
                _ = file.cancel_all();
                late.put(other.read(50));
            }
        })
        .at_every_call(bench, |bench, idle, write, _| {
            write.cancelled(bench.machine.now());
            let read = idle.late.get();
            read.pends();
            let tick = idle.echo.pass_tick();
            assert_eq!(read.succeeded(50, tick), pattern(50, 2));
        });
}

pub(crate) fn tick_at_each_call_of_an_arrival_delays_it_at_most_one_tick(bench: &Bench) {
    Race::of(idle, write)
        .against(|_: &Idle| |machine| machine.advance(Duration::from_millis(100)))
        .at_every_call(bench, |_, idle, write, call| {
            let last = idle.echo.pass_tick();
            let result = write.done();
            assert_eq!((result.status, result.information), (STATUS_SUCCESS, 50), "{call}");
            assert!([last - PERIOD, last].contains(&result.completed_at), "{call}: {result:?}");
            idle.echo.has_stored(&pattern(50, 2));
        });
}

pub(crate) fn request_at_each_call_of_an_arrival_waits_its_turn(bench: &Bench) {
    Race::of(idle, write)
        .against(|idle: &Idle| {
            let (other, late) = (idle.other.clone(), idle.late.clone());
            move |_| late.put(other.read(200))
        })
        .at_every_call(bench, |_, idle, write, _| {
            let read = idle.late.get();
            write.pends();
            let tick = idle.echo.pass_tick();
            write.succeeded(50, tick);
            read.pends();
            let tick = idle.echo.pass_tick();
            assert_eq!(read.succeeded(50, tick), pattern(50, 2));
        });
}

pub(crate) fn process_exit_at_each_call_of_an_arrival_cancels_it(bench: &Bench) {
    Race::of(idle, write)
        .against(|idle: &Idle| {
            let process = idle.process.clone();
            move |_| process.exit()
        })
        .at_every_call(bench, |bench, idle, write, _| {
            write.cancelled(bench.machine.now());
            idle.echo.works();
        });
}

pub(crate) fn tick_at_each_call_of_a_cancellation_completes_nothing_twice(bench: &Bench) {
    Race::of(
        |bench: &Bench| {
            let idle = idle(bench);
            let (write, read) = (write(&idle), idle.other.read(200));
            (idle, write, read)
        },
        |(_, write, _): &(Idle, Operation, Operation)| write.cancel(),
    )
    .against(|_: &_| |machine| machine.advance(Duration::from_millis(100)))
    .at_every_call(bench, |_, (idle, write, read), found, call| {
        assert!(found, "the cancel found nothing, with a tick before {call}");
        let result = write.done();
        assert_eq!((result.status, result.information), (STATUS_CANCELLED, 0), "{call}");
        idle.echo.pass_tick();
        let result = read.done();
        assert_eq!(
            (result.status, result.data.to_vec()),
            (STATUS_SUCCESS, pattern(50, 2)),
            "{call}"
        );
    });
}
