//! Explores several scenarios at once, each on threads of its own, and each schedule on its own machine.

use std::collections::VecDeque;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use echo_exploration::Scenario;
use echo_exploration::plan::{Job, PATIENCE};
use echo_support::{Subject, Variant};
use kmdf_host::DriverImage;
use kmdf_host::explore::{Explorer, Progress, Report, Stage};

use crate::program::args::Args;
use crate::program::progress::SoFar;

/// A job with its result.
pub struct Done {
    /// The exploration.
    pub job: Job,
    /// The result.
    pub report: Report,
}

/// The driver package under test, as the command line names it.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    /// The image in place of the driver in this program.
    pub sys: Option<&'a Path>,
    /// The INF in place of the one in this program.
    pub inf: Option<&'a Path>,
}

impl<'a> Choice<'a> {
    /// The choice of the command line.
    pub fn of(args: &'a Args) -> Self {
        Self { sys: args.sys.as_deref(), inf: args.inf.as_deref() }
    }
}

/// The options that make the same choice again, each after a space.
impl fmt::Display for Choice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = [("--sys", self.sys), ("--inf", self.inf)];
        let mut given = options.into_iter().filter_map(|(option, path)| Some((option, path?)));
        given.try_for_each(|(option, path)| write!(f, " {option} {}", path.display()))
    }
}

/// The driver package.
pub fn subject(choice: Choice<'_>, variant: Variant) -> Result<Subject, String> {
    let mut subject = driver(choice.sys, variant)?;
    if let Some(path) = choice.inf {
        let failed = |error: String| format!("--inf {}: {error}", path.display());
        let bytes =
            std::fs::read(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
        let text = kmdf_host::inf::decode(&bytes).map_err(|error| failed(error.to_string()))?;
        // Once for each scenario of this program's run.
        subject.inf = String::leak(text);
    }
    Ok(subject)
}

/// The driver of an image, or the driver in this program.
fn driver(sys: Option<&Path>, variant: Variant) -> Result<Subject, String> {
    let Some(path) = sys else { return Ok(echo_support::this_build!(variant)) };
    // SAFETY: the user names the image, and so vouches for its code.
    let image = unsafe { DriverImage::from_file(path) };
    let image = image.map_err(|error| format!("--sys {}: {error}", path.display()))?;
    Ok(Subject::of_image(image, variant))
}

/// A scenario with the driver.
pub fn situation(
    scenario: &Scenario,
    choice: Choice<'_>,
    variant: Variant,
) -> Result<impl Fn(&mut Stage) + use<>, String> {
    scenario.situation(&subject(choice, variant)?).map_err(|error| error.to_string())
}

/// The results so far, shared with the handler of Ctrl-C.
pub type Results = Arc<Mutex<Vec<Done>>>;

/// Runs the jobs, `--jobs` at a time, until all are done or, without `--keep-going`, one has failed.
/// Calls `tell` after each job, and every 100 ms with how far the run is. Returns the number of jobs
/// that did not run.
pub fn explore(
    jobs: Vec<Job>,
    args: &Args,
    results: &Results,
    tell: &(dyn Fn(Event<'_>) + Sync),
) -> Result<usize, String> {
    let waiting = Mutex::new(VecDeque::from(jobs));
    let skipped = AtomicUsize::new(0);
    let all = Mutex::new(Ok(()));
    let so_far = Arc::new(SoFar::default());
    let next = || lock(&waiting).pop_front();
    let work = || {
        while let Some(job) = next() {
            match one(&job, args, &so_far) {
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
        loop {
            tell(Event::Progress(&so_far));
            if workers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let outcome: Result<(), String> = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcome.map(|()| skipped.into_inner())
}

/// What [`explore`] reports.
pub enum Event<'a> {
    /// How far the run is.
    Progress(&'a SoFar),
    /// A job is done.
    Done(&'a Done),
}

fn one(job: &Job, args: &Args, so_far: &Arc<SoFar>) -> Result<Report, String> {
    let situation = situation(job.scenario, Choice::of(args), job.variant)?;
    let (all, told) = (Arc::clone(so_far), Arc::new(Mutex::new(Progress::default())));
    let last = Arc::clone(&told);
    let explorer = Explorer::new(job.strategy.clone()).patience(PATIENCE).memory(memory(args));
    let mut explorer = explorer.schedules(job.schedules).on_progress(move |progress| {
        all.replace(&mut lock(&last), *progress);
    });
    if let Some(time) = job.time {
        explorer = explorer.time(time);
    }
    if let Some(shard) = job.shard {
        explorer = explorer.shard(shard);
    }
    let report = explorer.run_on(usize::from(args.threads), &situation);
    so_far.end(&lock(&told));
    Ok(report)
}

/// The bytes of memory for each of the searches that run at once.
fn memory(args: &Args) -> usize {
    usize::try_from(args.memory / u64::from(args.jobs)).unwrap_or(usize::MAX)
}

/// Locks a mutex, even after a panic of its holder.
pub fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
