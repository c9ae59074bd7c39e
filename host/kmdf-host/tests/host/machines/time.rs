//! Virtual and real time, and waits for operations.

use std::time::{Duration, Instant};

use kmdf_host::Error;

use crate::closure_driver::{
    Bench, Machine, Operation, SUCCESS, Timer, count, counted, is_pending, keep, kept, parallel,
    sequential, status, timer,
};

/// A driver that completes the read that it holds every `period` ms.
fn periodic(machine: Machine, period: u32) -> Bench {
    let bench = Bench::on(machine, move |adding| {
        let device = adding.device();
        let queue = sequential().serialized().read(|_, request| keep("read", request));
        let queue = queue.for_everything().create(device);
        let tick = |_| {
            count("ticks");
            let read: crate::closure_driver::Request = kept("read");
            if !read.0.is_null() {
                keep("read", crate::closure_driver::Request(std::ptr::null_mut()));
                read.complete_with(SUCCESS, 1);
            }
        };
        keep("read", crate::closure_driver::Request(std::ptr::null_mut()));
        let timer = timer(queue.object()).period(period).create(tick);
        keep("timer", timer);
        timer.start(-10_000 * i64::from(period));
        SUCCESS
    });
    // Claimed before the device exists: in real time the timer fires on the clock's thread.
    bench.claim_other_threads();
    bench.device();
    bench
}

/// When a wait counts as stuck. No result depends on this limit.
const LIMIT: Duration = Duration::from_mins(10);

fn wait_really(what: impl Fn() -> bool) {
    let started = Instant::now();
    while !what() {
        assert!(started.elapsed() < LIMIT, "the condition is still false after {LIMIT:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

// A single test, because the clock's thread has one driver for the whole process.
#[test]
fn a_real_time_machine_ticks_by_itself() {
    let started = Instant::now();
    let bench = periodic(Machine::real_time(), 5);
    wait_really(|| counted("ticks") >= 3);
    assert!(started.elapsed() >= Duration::from_millis(15), "ticks are five milliseconds apart");
    let file = bench.open();
    let read = file.read(1);
    wait_really(|| !is_pending(&read));
    assert_eq!(status(&read), SUCCESS);
    let reads: Vec<Operation> = (0..3).map(|_| file.read(1)).collect();
    assert_eq!(bench.machine.wait_any(&reads, LIMIT), Some(0), "the first read completes first");
    assert!(reads[2].wait().is_ok());
    let before = bench.machine.now();
    assert_eq!(bench.machine.wait_any(&[], Duration::from_millis(3)), None);
    assert!(bench.machine.now() >= before + 30_000, "the timeout has passed");
    bench.machine.advance(Duration::from_millis(2));
    assert!(bench.machine.now() >= before + 50_000);
    bench.end_clean();
}

#[test]
fn virtual_time_stands_still_until_somebody_waits() {
    let bench = periodic_virtual();
    let file = bench.open();
    let read = file.read(1);
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!((bench.machine.now(), is_pending(&read)), (0, true));
    assert_eq!(read.wait().expect("completed").completed_at, 1_000_000);
    bench.end_clean();
}

/// A virtual machine whose timer completes reads every 100 ms.
fn periodic_virtual() -> Bench {
    Bench::new(|adding| {
        let device = adding.device();
        let queue = parallel(8).read(|_, request| {
            keep("read", request);
            let timer = kept::<Timer>("timer");
            timer.start(-1_000_000);
        });
        let queue = queue.for_everything().create(device);
        let tick = |_| kept::<crate::closure_driver::Request>("read").complete(SUCCESS);
        keep("timer", timer(queue.object()).create(tick));
    })
}

#[test]
fn wait_any_moves_the_clock_only_to_the_completion() {
    let bench = periodic_virtual();
    let file = bench.open();
    let held = file.read(1);
    bench.advance_ms(10);
    let served = file.read(1);
    let operations = [held.clone(), served];
    assert_eq!(bench.machine.wait_any(&operations, Duration::from_secs(1)), Some(1));
    assert_eq!(bench.machine.now(), 1_100_000);
    assert_eq!(bench.machine.wait_any(&[held], Duration::from_secs(1)), None);
    assert_eq!(bench.machine.now(), 11_100_000, "the timeout has passed");
}

#[test]
fn wait_that_can_never_end_returns_an_error() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| keep("read", request)));
    let read = bench.open().read(7);
    let error = read.wait().expect_err("nobody completes it");
    assert!(matches!(&error, Error::NeverCompletes { operation } if operation == "ReadFile(7)"));
    assert!(error.to_string().contains("ReadFile(7)"), "{error}");
}

#[test]
fn advance_runs_what_is_due_by_then_and_nothing_later() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let tick = |_| {
            count("ticks");
        };
        timer(device.object()).period(10).create(tick).start(-100_000);
    });
    bench.advance_ms(39);
    assert_eq!((counted("ticks"), bench.machine.now()), (3, 390_000));
    bench.advance_ms(1);
    assert_eq!((counted("ticks"), bench.machine.now()), (4, 400_000));
    bench.end_clean();
}
