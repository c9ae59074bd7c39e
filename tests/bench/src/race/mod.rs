//! One small problem, for three explorers: requests wait in slots; one thread claims each under a lock and
//! completes the request, and another one cancels each. Whoever comes first must complete the request, and
//! nobody else.
//!
//! For this project's explorer the problem is a driver, with the framework, a device and files around it.
//! For shuttle and loom it is two threads with a mutex and atomic marks, in the words of their libraries.

mod driver;
#[path = "../../../../host/kmdf-host/tests/host/raw_driver/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a driver uses a part of the module")]
mod raw_driver;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cpu_time::ProcessTime;
use kmdf_host::abi::{STATUS_CANCELLED, STATUS_SUCCESS};
use kmdf_host::explore::{Explorer, Report, Stage, Strategy};
use kmdf_host::{DriverImage, DriverPackage};

use self::driver::{RACE, driver_entry};

/// What a search did.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// How many schedules it ran.
    pub schedules: u64,
    /// Whether no schedule is left.
    pub exhausted: bool,
    /// The processor time.
    pub time: Duration,
}

/// Measures a search, which returns the number of schedules and whether no schedule is left.
fn measure(search: impl FnOnce() -> (u64, bool)) -> Found {
    let start = ProcessTime::now();
    let (schedules, exhausted) = search();
    Found { schedules, exhausted, time: start.elapsed() }
}

/// This project's explorer, with `requests` requests.
///
/// # Panics
/// If a schedule fails.
#[must_use]
pub fn kmdf(requests: usize, strategy: Strategy, limit: u64) -> Found {
    // SAFETY: the driver follows only pointers that the framework gave it.
    let image = unsafe { DriverImage::from_entry(driver_entry) };
    let package = DriverPackage::new(include_str!("race.inf"), image).expect("a valid INF");
    let situation = |stage: &mut Stage| {
        let machine = stage.machine();
        machine.install(package.clone()).expect("a package for this computer");
        machine.create_device(r"root\race").expect("a model of the INF");
        let path = machine.interfaces(&RACE).pop().expect("a started device");
        let file = machine.process().open(&path).expect("a device");
        let reads: Vec<_> = (0..requests).map(|_| file.read(1)).collect();
        let cancelled = reads.clone();
        stage.thread("cancel", move |_| cancelled.iter().for_each(|read| _ = read.cancel()));
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            let status = reads.iter().map(|read| read.result().map(|result| result.status));
            let ended = |status| matches!(status, Some(STATUS_SUCCESS | STATUS_CANCELLED));
            status.into_iter().all(ended).then_some(()).ok_or("a read did not complete".into())
        });
    };
    let search = || -> Report { Explorer::new(strategy).schedules(limit).run(&situation) };
    measure(|| {
        let report = search();
        assert!(report.failure().is_none(), "{report}");
        (report.schedules(), report.is_exhausted())
    })
}

/// The problem for a library with the types of `std`: `$mutex`, `$atomic`, and `$spawn`.
macro_rules! race {
    ($library:ident, $requests:expr) => {{
        use $library::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
        use $library::sync::{Arc, Mutex};
        use $library::thread;

        const MARKED: u8 = 0;
        const CLAIMED: u8 = 1;
        const CANCELED: u8 = 2;

        let requests: usize = $requests;
        let slots = Arc::new(Mutex::new(vec![true; requests]));
        let marks: Arc<Vec<AtomicU8>> =
            Arc::new((0..requests).map(|_| AtomicU8::new(MARKED)).collect());
        let completed = Arc::new(AtomicUsize::new(0));

        let (its_slots, its_marks, its_completed) =
            (Arc::clone(&slots), Arc::clone(&marks), Arc::clone(&completed));
        let tick = thread::spawn(move || {
            for request in 0..requests {
                let waits = std::mem::replace(&mut its_slots.lock().unwrap()[request], false);
                if waits && its_marks[request].swap(CLAIMED, Ordering::SeqCst) != CANCELED {
                    its_completed.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        let (its_slots, its_marks, its_completed) =
            (Arc::clone(&slots), Arc::clone(&marks), Arc::clone(&completed));
        let cancel = thread::spawn(move || {
            for request in 0..requests {
                let order = Ordering::SeqCst;
                let mark = &its_marks[request];
                if mark.compare_exchange(MARKED, CANCELED, order, order).is_ok() {
                    its_slots.lock().unwrap()[request] = false;
                    its_completed.fetch_add(1, order);
                }
            }
        });
        tick.join().unwrap();
        cancel.join().unwrap();
        assert_eq!(completed.load(Ordering::SeqCst), requests);
    }};
}

/// shuttle, at random.
///
/// # Panics
/// If a schedule fails.
#[must_use]
pub fn shuttle_at_random(requests: usize, count: usize) -> Found {
    let random = shuttle::scheduler::RandomScheduler::new_from_seed(1, count);
    shuttle_with(requests, random, None)
}

/// shuttle, every schedule up to a limit.
///
/// # Panics
/// If a schedule fails.
#[must_use]
pub fn shuttle_to_the_end(requests: usize, limit: usize) -> Found {
    let every = shuttle::scheduler::DfsScheduler::new(Some(limit), false);
    shuttle_with(requests, every, Some(limit))
}

fn shuttle_with(
    requests: usize,
    scheduler: impl shuttle::scheduler::Scheduler + 'static,
    limit: Option<usize>,
) -> Found {
    let runner = shuttle::Runner::new(scheduler, shuttle::Config::new());
    measure(|| {
        let count = runner.run(move || race!(shuttle, requests));
        (count as u64, limit.is_some_and(|limit| count < limit))
    })
}

/// loom, every schedule: it has no random search.
///
/// # Panics
/// If a schedule fails.
#[must_use]
pub fn loom_to_the_end(requests: usize) -> Found {
    static SCHEDULES: AtomicU64 = AtomicU64::new(0);
    measure(|| {
        SCHEDULES.store(0, Ordering::Relaxed);
        loom::model::Builder::new().check(move || {
            SCHEDULES.fetch_add(1, Ordering::Relaxed);
            race!(loom, requests);
        });
        (SCHEDULES.load(Ordering::Relaxed), true)
    })
}
