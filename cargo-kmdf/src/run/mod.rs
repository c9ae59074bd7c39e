//! `cargo kmdf run`: runs a built image in the host, and says whether the driver keeps the rules.

mod drivers;
pub mod explore;
mod image;
mod perform;
mod picture;
pub mod steps;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::time::Duration;

use anyhow::Result;
use kmdf_host::{Event, Machine, Rule, Rules, Violation};
use serde_json::{Value, json};

use crate::print::{self, Output};
pub use drivers::Subject;
use drivers::{read, start};
use perform::Application;
use steps::GRAMMAR;

/// The arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The drivers.
    #[command(flatten)]
    pub subject: Subject,
    /// Perform the steps in this file once the devices are started
    #[arg(long, value_name = "FILE", long_help = help())]
    pub steps: Option<PathBuf>,
    /// Print every call, callback and event
    #[arg(long)]
    pub trace: bool,
    /// Draw the run as a picture: a lane for each thread, a row for each request
    #[arg(long, value_name = "FILE.svg")]
    pub timeline: Option<PathBuf>,
    /// How long a callback of the driver may run, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub patience: u64,
}

/// The exit code for files that cannot be used.
const UNUSABLE: u8 = 2;

/// Installs the driver, starts its devices, performs the steps, shuts the machine down, and reports
/// the verdict. Exit code: 0 = the driver kept the rules, 1 = a violation, a crash, or a step that
/// could not be done, 2 = a file that cannot be used.
///
/// # Errors
/// If standard output cannot be written.
pub fn run(options: &Options, output: Output) -> Result<ExitCode> {
    let timeline = options.timeline.as_deref();
    let read =
        picture::check(timeline).and_then(|()| read(&options.subject, options.steps.as_deref()));
    let (drivers, steps) = match read {
        Ok(read) => read,
        Err(error) => {
            print::error(&error);
            return Ok(ExitCode::from(UNUSABLE));
        }
    };
    let machine = Machine::new();
    machine.set_rules(lenient(&machine));
    if options.trace {
        trace(&machine, output)?;
    }
    machine.set_patience(Some(Duration::from_secs(options.patience)));
    let (crashed, drawn, title) =
        (machine.clone(), options.timeline.clone(), title(&options.subject.image));
    let picture = title.clone();
    machine.on_crash(move |crash| {
        print::error(&anyhow::anyhow!("the driver crashed: {crash}"));
        if let Some(path) = &drawn
            && let Err(error) = picture::draw(path, &crashed.trace(), &picture, output)
        {
            print::error(&error);
        }
        process::exit(1);
    });
    let started = start(&machine, drivers, &options.subject.hardware_id, output);
    let mut application = started.map(|devices| Application::new(&machine, devices, output));
    let performed = match &mut application {
        Ok(application) => steps.iter().try_for_each(|line| application.perform(line)),
        Err(error) => Err(anyhow::anyhow!("{error:#}")),
    };
    if let Err(error) = &performed {
        print::error(error);
    }
    let violations = machine.shut_down();
    report_warnings(&machine.warnings(), output)?;
    if let Ok(application) = &mut application {
        application.finish()?;
    }
    let code = report(&violations, performed.is_ok(), output)?;
    if let Some(path) = timeline {
        picture::draw(path, &machine.trace(), &title, output)?;
    }
    Ok(code)
}

/// The rules for an image of any age: what Windows does as the driver asks is a warning, where only newer
/// advice is against it and a sample of Microsoft's does it: `storage/ramdisk` the first two, and
/// `thermal/simsensor` the third.
fn lenient(machine: &Machine) -> Rules {
    let lenient = [Rule::UnsafePoolAllocation, Rule::ExecutablePool, Rule::ObjectOutlivesDevice];
    lenient.into_iter().fold(machine.rules(), Rules::warn)
}

/// Reports the breaches of rules that are warnings, each kind once.
fn report_warnings(warnings: &[Violation], output: Output) -> Result<()> {
    let mut known = BTreeSet::new();
    for warning in warnings.iter().filter(|warning| known.insert(warning.rule)) {
        output.finding(format_args!("warning: {warning}"), || breach("warning", warning))?;
    }
    Ok(())
}

/// The help on the file of steps.
fn help() -> String {
    format!(
        "Perform the steps in this file once the devices are started, one a line; a line that \
         begins with # is a comment:\n\n{GRAMMAR}"
    )
}

/// The title of a picture: the name of the image.
fn title(image: &Path) -> String {
    image.file_name().unwrap_or(image.as_os_str()).to_string_lossy().into_owned()
}

/// Prints each event; a closed pipe ends the program.
fn trace(machine: &Machine, output: Output) -> Result<()> {
    if output != Output::Json {
        print::line(format_args!("{}", Event::HEADING))?;
    }
    machine.on_event(move |event| {
        let json = || json!({"reason": "event", "text": event.to_string()});
        if let Err(error) = output.finding(format_args!("{event}"), json) {
            print::error(&error);
            process::exit(1);
        }
    });
    Ok(())
}

/// A breach of a rule for programs.
fn breach(reason: &str, violation: &Violation) -> Value {
    json!({
        "reason": reason,
        "rule": format!("{:?}", violation.rule),
        "call": violation.call,
        "callback": violation.driver_function,
        "detail": violation.detail,
        "advice": violation.rule.advice(),
        "time-100ns": violation.time,
    })
}

/// Reports the violations and the verdict.
fn report(violations: &[Violation], performed: bool, output: Output) -> Result<ExitCode> {
    for violation in violations {
        output.finding(format_args!("{violation}"), || breach("violation", violation))?;
    }
    let good = violations.is_empty() && performed;
    let verdict = match (violations.len(), performed) {
        (0, true) => "the driver kept the rules and left nothing behind".to_owned(),
        (0, false) => "not all steps could be done".to_owned(),
        (1, _) => "the driver broke a rule".to_owned(),
        (number, _) => format!("the driver broke rules {number} times"),
    };
    output.result(
        format_args!("{verdict}"),
        || json!({"reason": "verdict", "good": good, "violations": violations.len()}),
    )?;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
