//! Exploration of schedules: its findings, their completeness, and their replay.

mod coverage;
mod deadlocks;
mod enqueued;
mod failures;
mod files;
mod handed_on;
mod idle;
mod limits;
mod memory;
mod places;
mod private;
mod races;
mod schedules;
mod system_threads;
mod unlocks;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crate::closure_driver::{
    Bench, CANCELLED, Request, SUCCESS, SpinLock, attributes, keep, kept, sequential, timer,
};
use kmdf_host::explore::{Explorer, Report, Stage, Strategy};

/// How the timer callback of a driver treats the result of the unmark. The driver holds a read
/// until the timer ticks or the read is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tick {
    /// Completes the request only if the unmark succeeded.
    Asks,
    /// Completes the request without regard to the unmark.
    Ignores,
}

/// A machine whose driver already holds a read, and the file of the read.
fn holding(stage: &Stage, tick: Tick) -> (Bench, kmdf_host::File, kmdf_host::Operation) {
    let bench = Bench::on(stage.machine(), move |adding| {
        let device = adding.device();
        let lock = SpinLock::create(attributes().parent(device.object())).expect("a lock");
        // Whether the driver still holds the request; the lock guards this flag.
        let held = Arc::new(AtomicBool::new(true));
        let in_cancel = Arc::clone(&held);
        let queue = sequential().read(move |_, request| {
            let held = Arc::clone(&in_cancel);
            request.mark_ex(move |request| {
                lock.acquire();
                held.store(false, Relaxed);
                lock.release();
                request.complete(CANCELLED);
            });
            keep("request", request);
        });
        let queue = queue.for_everything().create(device);
        let ticks = timer(queue.object()).unserialized().create(move |_| {
            let request: Request = kept("request");
            lock.acquire();
            let unmarked = held.load(Relaxed).then(|| request.unmark());
            let taken = match tick {
                Tick::Asks => unmarked == Some(SUCCESS),
                Tick::Ignores => unmarked.is_some(),
            };
            held.fetch_and(!taken, Relaxed);
            lock.release();
            if taken {
                request.complete(SUCCESS);
            }
        });
        ticks.start(-10_000);
        SUCCESS
    });
    bench.device();
    let file = bench.open();
    let read = file.read(8);
    (bench, file, read)
}

/// A tick against a cancellation.
fn tick_and_cancel(tick: Tick) -> impl Fn(&mut Stage) {
    move |stage| {
        let (bench, _, read) = holding(stage, tick);
        let cancelled = read.clone();
        stage.thread("cancel", move |_| _ = cancelled.cancel());
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            let result = read.wait().map_err(|error| error.to_string())?;
            bench.check();
            match result.status {
                SUCCESS | CANCELLED => Ok(()),
                other => Err(format!("completed with {other:08x}")),
            }
        });
    }
}

fn explore(strategy: Strategy, situation: &dyn Fn(&mut Stage)) -> Report {
    Explorer::new(strategy).schedules(20_000).run(situation)
}

/// Explores every schedule of a situation without a failure.
#[track_caller]
fn exhaust(situation: &dyn Fn(&mut Stage)) -> Report {
    let report = explore(Strategy::exhaustive(), situation);
    assert!(report.is_exhausted(), "{report}");
    report
}

/// The complaints about the failing schedule.
#[track_caller]
fn complaints(report: &Report) -> String {
    report.failure().unwrap_or_else(|| panic!("no schedule failed: {report}")).complaints.join("\n")
}
