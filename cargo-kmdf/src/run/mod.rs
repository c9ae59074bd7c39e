//! `cargo kmdf run`: runs a built image in the host, and says whether the driver keeps the rules.

mod image;
mod perform;
pub mod steps;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result};
use kmdf_host::{DeviceNode, DriverPackage, Event, Machine, Violation};
use serde_json::json;

use crate::print::{self, Output};
use perform::Application;
use steps::{GRAMMAR, Line};

/// The arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The image (.sys), for x64
    pub image: PathBuf,
    /// The INF
    pub inf: PathBuf,
    /// Create a device with this hardware ID; may be repeated; by default a device for each model
    /// of the INF
    #[arg(long, value_name = "ID")]
    pub hardware_id: Vec<String>,
    /// Perform the steps in this file once the devices are started
    #[arg(long, value_name = "FILE", long_help = help())]
    pub steps: Option<PathBuf>,
    /// Print every call, callback and event
    #[arg(long)]
    pub trace: bool,
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
    let (package, steps) = match read(options) {
        Ok(read) => read,
        Err(error) => {
            print::error(&error);
            return Ok(ExitCode::from(UNUSABLE));
        }
    };
    let machine = Machine::new();
    if options.trace {
        trace(&machine, output)?;
    }
    machine.set_patience(Some(Duration::from_secs(options.patience)));
    machine.on_crash(|crash| {
        print::error(&anyhow::anyhow!("the driver crashed: {crash}"));
        process::exit(1);
    });
    let performed = perform(&machine, package, &steps, options, output);
    if let Err(error) = &performed {
        print::error(error);
    }
    let violations = machine.shut_down();
    report(&violations, performed.is_ok(), output)
}

/// The help on the file of steps.
fn help() -> String {
    format!(
        "Perform the steps in this file once the devices are started, one a line; a line that \
         begins with # is a comment:\n\n{GRAMMAR}"
    )
}

/// The package and the steps, from the files that the user names.
fn read(options: &Options) -> Result<(DriverPackage, Vec<Line>)> {
    let steps = match &options.steps {
        None => Vec::new(),
        Some(path) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            steps::parse(&text).with_context(|| path.display().to_string())?
        }
    };
    let inf = read_bytes(&options.inf)?;
    let image = image::load(&options.image)?;
    for warning in image.warnings() {
        print::warning(format_args!("{}: {warning}", options.image.display()));
    }
    let package = DriverPackage::from_bytes(&inf, image);
    Ok((package.with_context(|| options.inf.display().to_string())?, steps))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
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

/// Installs, starts, and performs the steps.
fn perform(
    machine: &Machine,
    package: DriverPackage,
    steps: &[Line],
    options: &Options,
    output: Output,
) -> Result<()> {
    machine.install(package)?;
    let ids = if options.hardware_id.is_empty() {
        machine.hardware_ids()?
    } else {
        options.hardware_id.clone()
    };
    let create = |id: &String| -> Result<DeviceNode> {
        let node = machine.create_device(id).with_context(|| format!("the device {id}"))?;
        node.started()?;
        let instance = node.instance_id();
        output.result(
            format_args!("device {id} is started as {instance}"),
            || json!({"reason": "started", "hardware-id": id, "instance": instance}),
        )?;
        Ok(node)
    };
    let devices = ids.iter().map(create).collect::<Result<_>>()?;
    let mut application = Application::new(machine, devices, output);
    steps.iter().try_for_each(|line| application.perform(line))
}

/// Reports the violations and the verdict.
fn report(violations: &[Violation], performed: bool, output: Output) -> Result<ExitCode> {
    for violation in violations {
        output.finding(format_args!("{violation}"), || {
            json!({
                "reason": "violation",
                "rule": format!("{:?}", violation.rule),
                "call": violation.call,
                "callback": violation.driver_function,
                "detail": violation.detail,
                "advice": violation.rule.advice(),
                "time-100ns": violation.time,
            })
        })?;
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
