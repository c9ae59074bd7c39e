//! Explores: several scenarios at once, each on a thread of its own, with a machine of its own for
//! each schedule.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use echo_exploration::Scenario;
use echo_exploration::plan::Job;
use echo_support::{Subject, Variant};
use kmdf_host::DriverImage;
use kmdf_host::explore::{Explorer, Report, Stage};

use crate::program::args::Args;

/// What came of a job.
pub struct Done {
    /// What was to be explored.
    pub job: Job,
    /// What came of it.
    pub report: Report,
}

/// The driver: that of an image, or the one that is linked into this program.
pub fn subject(sys: Option<&Path>, variant: Variant) -> Result<Subject, String> {
    let Some(path) = sys else { return Ok(echo_support::this_build!(variant)) };
    // SAFETY: who names an image asks for its code to be run.
    let image = unsafe { DriverImage::from_file(path) };
    let image = image.map_err(|error| format!("--sys {}: {error}", path.display()))?;
    Ok(Subject::of_image(image, variant))
}

/// A scenario with the driver.
pub fn situation(
    scenario: &Scenario,
    sys: Option<&Path>,
    variant: Variant,
) -> Result<impl Fn(&mut Stage) + use<>, String> {
    scenario.situation(&subject(sys, variant)?).map_err(|error| error.to_string())
}

/// What has been explored so far, for whom it concerns: also for Ctrl-C.
pub type Results = Arc<Mutex<Vec<Done>>>;

/// Explores, some jobs at a time, until all are done or, unless `--keep-going` is given, one has
/// failed. `tell` hears of what is done, and now and then of how many schedules have run. Returns
/// how many jobs did not run.
pub fn explore(
    jobs: Vec<Job>,
    args: &Args,
    results: &Results,
    tell: &(dyn Fn(Event<'_>) + Sync),
) -> Result<usize, String> {
    let sys = args.sys.as_deref();
    let waiting = Mutex::new(VecDeque::from(jobs));
    let skipped = AtomicUsize::new(0);
    let all = Mutex::new(Ok(()));
    let count = Arc::new(AtomicU64::new(0));
    let next = || lock(&waiting).pop_front();
    let work = || {
        while let Some(job) = next() {
            match one(&job, sys, &count) {
                Ok(report) => {
                    if report.failure().is_some() && !args.keep_going {
                        let left = std::mem::take(&mut *lock(&waiting));
                        skipped.fetch_add(left.len(), Ordering::Relaxed);
                    }
                    let done = Done { job, report };
                    tell(Event::Done(&done));
                    lock(results).push(done);
                }
                Err(error) => *lock(&all) = Err(error),
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..args.jobs).map(|_| scope.spawn(work)).collect();
        while !workers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            std::thread::sleep(Duration::from_millis(100));
            tell(Event::Progress(count.load(Ordering::Relaxed)));
        }
    });
    let outcome: Result<(), String> = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcome.map(|()| skipped.into_inner())
}

/// What [`explore`] tells.
pub enum Event<'a> {
    /// So many schedules have run, or a few more.
    Progress(u64),
    /// A job is done.
    Done(&'a Done),
}

fn one(job: &Job, sys: Option<&Path>, count: &Arc<AtomicU64>) -> Result<Report, String> {
    let situation = situation(job.scenario, sys, job.variant)?;
    let (counter, told) = (Arc::clone(count), AtomicU64::new(0));
    let mut explorer = Explorer::new(job.strategy.clone()).schedules(job.schedules).on_progress(
        move |schedules| {
            let before = told.swap(schedules, Ordering::Relaxed);
            counter.fetch_add(schedules - before, Ordering::Relaxed);
        },
    );
    if let Some(time) = job.time {
        explorer = explorer.time(time);
    }
    let report = explorer.run(&situation);
    count.fetch_add(report.schedules() % 1024, Ordering::Relaxed);
    Ok(report)
}

/// Locks, also after a panic.
pub fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
