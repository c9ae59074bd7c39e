//! Patience: a watchdog ends a callback that runs too long in real time.
//!
//! Each OS thread that runs drivers counts the beginnings and ends of their runs. The watchdog
//! looks at the counts from time to time; a run whose count stays the same for longer than its
//! limit is interrupted with a signal.
#![forbid(unsafe_code)]

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use super::faults::OsThread;

/// How often the watchdog looks.
const INTERVAL: Duration = Duration::from_millis(20);

/// The runs of drivers on one OS thread.
#[derive(Debug)]
struct Runs {
    /// Odd while a driver runs.
    count: AtomicU64,
    /// The limit of the current run, in ms.
    limit: AtomicU64,
    /// The count of a run that is over its limit.
    overdue: AtomicU64,
    thread: OsThread,
}

/// The runs of a thread, and what the watchdog last saw of them.
struct Watched {
    runs: Arc<Runs>,
    seen: (u64, Instant),
}

/// The threads that the watchdog looks at.
static WATCHED: Mutex<Vec<Watched>> = Mutex::new(Vec::new());

/// A thread's own entry, which is removed when the thread ends.
struct Entry(Arc<Runs>);

impl Drop for Entry {
    fn drop(&mut self) {
        let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|watched| !Arc::ptr_eq(&watched.runs, &self.0));
    }
}

thread_local! {
    static OWN: RefCell<Option<Entry>> = const { RefCell::new(None) };
    /// Whether the run of this thread's driver is over its limit, as the host saw in a call.
    static IS_OVERDUE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`, which runs a driver, with a limit; a limit of 0 is none.
pub(crate) fn limited<R>(limit: Duration, work: impl FnOnce() -> R) -> R {
    if limit.is_zero() {
        return work();
    }
    let runs = own();
    runs.limit.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Relaxed);
    runs.count.store(runs.count.load(Relaxed) + 1, Relaxed);
    let result = work();
    IS_OVERDUE.set(false);
    runs.count.store(runs.count.load(Relaxed) + 1, Relaxed);
    result
}

/// Starts the time of the current run anew: the thread has slept.
pub(crate) fn has_slept() {
    OWN.with_borrow(|own| {
        if let Some(Entry(runs)) = own {
            runs.count.store(runs.count.load(Relaxed) + 2, Relaxed);
        }
    });
    IS_OVERDUE.set(false);
}

/// Whether the current run was over its limit when the watchdog interrupted the host in it.
pub(crate) fn is_overdue() -> bool {
    IS_OVERDUE.get()
}

/// The limit of the current run.
pub(super) fn limit() -> Duration {
    OWN.with_borrow(|own| {
        own.as_ref().map_or(Duration::ZERO, |own| Duration::from_millis(own.0.limit.load(Relaxed)))
    })
}

/// Whether the interrupted run is over its limit. Called by the handler of the watchdog's signal,
/// in a driver or in the host below one.
#[cfg_attr(
    windows,
    expect(dead_code, reason = "only a handler of signals asks, and Windows has none")
)]
pub(super) fn confirm(in_driver: bool) -> bool {
    // The host may be using its own entry right now.
    let overdue = OWN.try_with(|own| {
        own.try_borrow().ok().is_some_and(|own| {
            own.as_ref().is_some_and(|own| own.0.overdue.load(Relaxed) == own.0.count.load(Relaxed))
        })
    });
    let overdue = overdue.unwrap_or(false);
    if overdue && !in_driver {
        IS_OVERDUE.set(true);
    }
    overdue && in_driver
}

/// This thread's entry; begins to watch the thread.
fn own() -> Arc<Runs> {
    static WATCHDOG: Once = Once::new();
    OWN.with_borrow_mut(|own| {
        let Entry(runs) = own.get_or_insert_with(|| {
            let runs = Arc::new(Runs {
                count: AtomicU64::new(0),
                limit: AtomicU64::new(0),
                overdue: AtomicU64::new(u64::MAX),
                thread: OsThread::current(),
            });
            let watched = Watched { runs: Arc::clone(&runs), seen: (0, Instant::now()) };
            WATCHED.lock().unwrap_or_else(PoisonError::into_inner).push(watched);
            WATCHDOG.call_once(|| {
                // Without this thread there is no limit.
                let _ = std::thread::Builder::new().name("watchdog".into()).spawn(watch);
            });
            Entry(runs)
        });
        Arc::clone(runs)
    })
}

/// The watchdog.
fn watch() {
    loop {
        std::thread::sleep(INTERVAL);
        let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
        for Watched { runs, seen } in watched.iter_mut() {
            let count = runs.count.load(Relaxed);
            if seen.0 != count {
                *seen = (count, Instant::now());
            } else if count % 2 == 1
                && seen.1.elapsed() > Duration::from_millis(runs.limit.load(Relaxed))
            {
                runs.overdue.store(count, Relaxed);
                // The entry is removed before the thread ends, under this lock.
                runs.thread.interrupt();
            }
        }
    }
}
