//! Takes a build of the driver through steps, and compares it with the model or the other variant.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::bench::Bench;
use crate::model::Model;
use crate::observation::Observation;
use crate::step::Step;
use crate::{Subject, Variant};

/// The steps that end a sequence: every process exits.
const END: [Step; 2] = [Step::Exit { process: 0 }, Step::Exit { process: 1 }];

/// The number of newest events that a failure shows.
const SHOWN: usize = 30;

/// A deviation of a build of the driver.
#[derive(Debug)]
pub struct Failure {
    /// The steps up to the deviation.
    steps: Vec<Step>,
    /// The deviation.
    what: String,
    /// The newest events of the machine.
    events: Vec<String>,
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "after these steps:")?;
        for (number, step) in self.steps.iter().enumerate() {
            writeln!(f, "  {number:3} {step:?}")?;
        }
        writeln!(f, "{}", self.what)?;
        writeln!(f, "the newest events:")?;
        self.events.iter().try_for_each(|event| writeln!(f, "  {event}"))
    }
}

/// A build of the driver on its way through the steps.
struct Run {
    bench: Bench,
    steps: Vec<Step>,
}

impl Run {
    fn new(subject: &Subject) -> Result<Self, Failure> {
        let bench = guarded(|| Bench::new(subject).map_err(|error| error.to_string()));
        match bench.and_then(|bench| bench) {
            Ok(bench) => Ok(Self { bench, steps: Vec::new() }),
            Err(what) => Err(Failure { steps: Vec::new(), what, events: Vec::new() }),
        }
    }

    fn step(&mut self, step: Step) -> Result<Observation, Failure> {
        self.steps.push(step);
        guarded(|| self.bench.step(step)).map_err(|what| self.failure(what))
    }

    /// Shuts the machine down and checks that nothing is left.
    fn end(&self) -> Result<(), Failure> {
        let machine = &self.bench.machine;
        let _ = guarded(|| machine.shut_down()).map_err(|what| self.failure(what))?;
        let violations = self.bench.violations();
        if !violations.is_empty() {
            return Err(self.failure(format!("broken: {violations:#?}")));
        }
        let left = (machine.devices(), machine.objects(), machine.pool());
        if left.0.is_empty() && left.1.is_empty() && left.2.is_empty() {
            return Ok(());
        }
        Err(self.failure(format!("left after the shutdown (devices, objects, pool): {left:?}")))
    }

    fn failure(&self, what: String) -> Failure {
        let trace = self.bench.machine.trace();
        let newest = &trace[trace.len().saturating_sub(SHOWN)..];
        let events = newest.iter().map(ToString::to_string).collect();
        Failure { steps: self.steps.clone(), what, events }
    }
}

/// Runs an action, and turns a panic of the driver into an error.
fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| kmdf_host::describe_panic(&*panic))
}

/// Takes a build of the driver and the model through the steps, ends the processes and shuts the
/// machine down. Returns the number of completed operations.
///
/// # Errors
/// If the build deviates from the model, breaks a rule, or leaves something behind.
pub fn check(subject: &Subject, steps: &[Step]) -> Result<usize, Failure> {
    let (mut model, mut run) = (Model::new(), Run::new(subject)?);
    let mut completed = 0;
    for step in steps.iter().chain(&END) {
        let (expected, found) = (model.step(*step), run.step(*step)?);
        compare(&run, ("the model says", &expected), ("the driver did", &found))?;
        completed += found.completed.len();
    }
    run.end()?;
    Ok(completed)
}

/// Takes both variants of a build of the driver through the steps. Returns the number of completed
/// operations.
///
/// # Errors
/// If the variants differ, break a rule, or leave something behind.
pub fn check_agreement(subject: &Subject, steps: &[Step]) -> Result<usize, Failure> {
    let of = |variant| Run::new(&Subject { variant, ..subject.clone() });
    let (mut auto, mut driver) = (of(Variant::AutoSync)?, of(Variant::DriverSync)?);
    let mut completed = 0;
    for step in steps.iter().chain(&END) {
        let (one, other) = (auto.step(*step)?, driver.step(*step)?);
        compare(&driver, ("AutoSync did", &one), ("DriverSync did", &other))?;
        completed += one.completed.len();
    }
    auto.end()?;
    driver.end()?;
    Ok(completed)
}

fn compare(
    run: &Run,
    (one, by_one): (&str, &Observation),
    (other, by_other): (&str, &Observation),
) -> Result<(), Failure> {
    if by_one == by_other {
        return Ok(());
    }
    Err(run.failure(format!("{one}: {by_one:#?}\n{other}: {by_other:#?}")))
}
