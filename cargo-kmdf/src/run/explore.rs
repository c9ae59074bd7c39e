//! `cargo kmdf explore`: runs a built image in the host, with threads of an application in every order.

use std::cell::Cell;
use std::panic;
use std::path::PathBuf;
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kmdf_host::explore::{Explorer, Progress, Report, Stage, Strategy};
use serde_json::json;

use super::drivers::{Subject, read, start};
use super::perform::Application;
use super::steps::{GRAMMAR, Line, Step};
use super::{UNUSABLE, lenient, picture, title};
use crate::print::{self, Output};

/// The arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The drivers.
    #[command(flatten)]
    pub subject: Subject,
    /// Run the threads in this file in every order
    #[arg(long, value_name = "FILE", long_help = help())]
    pub steps: PathBuf,
    /// Try only orders with up to this number of preemptions
    #[arg(long, value_name = "NUMBER")]
    pub preemptions: Option<u32>,
    /// Let timers expire up to this number of times while threads could run
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub ticks: u32,
    /// Let up to this number of the driver's calls fail
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub failures: u32,
    /// Stop after this number of seconds
    #[arg(long, value_name = "SECONDS")]
    pub time: Option<u64>,
    /// Draw the schedule that fails as a picture: a lane for each thread, a row for each request
    #[arg(long, value_name = "FILE.svg")]
    pub timeline: Option<PathBuf>,
    /// How long a schedule may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub patience: u64,
}

/// The exit code after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// The parts of a file of steps.
struct Script {
    before: Vec<Line>,
    threads: Vec<(String, Vec<Line>)>,
    after: Vec<Line>,
}

/// Explores, and reports the verdict. Exit code: 0 = no order failed and all were tried, 1 = an order
/// failed or not all were tried, 2 = a file that cannot be used, 130 = interrupted before an order failed.
///
/// # Errors
/// If standard output cannot be written, or Ctrl-C cannot be handled.
pub fn run(options: &Options, output: Output) -> Result<ExitCode> {
    let timeline = options.timeline.as_deref();
    let files =
        picture::check(timeline).and_then(|()| read(&options.subject, Some(&options.steps)));
    let (drivers, script) = match files.and_then(|(drivers, lines)| Ok((drivers, split(lines)?))) {
        Ok(read) => read,
        Err(error) => {
            print::error(&error);
            return Ok(ExitCode::from(UNUSABLE));
        }
    };
    let interrupted = on_ctrl_c()?;
    output.progress(format_args!("running {} threads in every order …", script.threads.len()));
    let explorer = explorer(options, output).interrupted_by(Arc::clone(&interrupted));
    let report = explorer.run(&|stage: &mut Stage| {
        let machine = stage.machine();
        machine.set_rules(lenient(&machine));
        let devices = start(&machine, drivers.clone(), &options.subject.hardware_id, Output::Quiet);
        let devices = devices.unwrap_or_else(|error| fail(format!("{error:#}")));
        let mut application = Application::new(&machine, devices, Output::Quiet);
        perform(&mut application, &script.before).unwrap_or_else(fail);
        for (name, lines) in &script.threads {
            let (mut thread, lines) = (application.thread(), lines.clone());
            stage.thread(name, move |_| {
                perform(&mut thread, &lines).unwrap_or_else(fail);
            });
        }
        let after = script.after.clone();
        stage.at_end(move |_| perform(&mut application, &after));
        stage.allow_ticks(options.ticks);
        stage.allow_failures(options.failures);
    });
    let code = verdict(&report, interrupted.load(Ordering::Relaxed), output)?;
    if let (Some(path), Some(failure)) = (timeline, report.failure()) {
        let title = format!("{}, schedule {}", title(&options.subject.image), failure.schedule);
        picture::draw(path, &failure.trace, &title, output)?;
    } else if timeline.is_some() {
        output.progress(format_args!("no timeline was drawn: no schedule fails"));
    }
    Ok(code)
}

/// Makes the first Ctrl-C set a flag, with which the search ends and reports, and the second one end the
/// program.
fn on_ctrl_c() -> Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let interrupted = Arc::clone(&flag);
    let handler = move || {
        if interrupted.swap(true, Ordering::Relaxed) {
            process::exit(INTERRUPTED.into());
        }
    };
    ctrlc::set_handler(handler).context("cannot handle Ctrl-C")?;
    Ok(flag)
}

fn help() -> String {
    format!(
        "Run the threads in this file in every order. The steps before the first thread come first, \
         in one order; the steps after `end` come last. A line that begins with # is a comment:\n\n\
         {GRAMMAR}"
    )
}

/// The explorer that the options ask for. Its progress is shown once a second.
fn explorer(options: &Options, output: Output) -> Explorer {
    let strategy = options.preemptions.map_or(Strategy::exhaustive(), Strategy::preemptions);
    let shown = Cell::new(Instant::now());
    let explorer = Explorer::new(strategy)
        .patience(Duration::from_secs(options.patience))
        .on_progress(move |progress: &Progress| {
            if shown.get().elapsed() >= Duration::from_secs(1) {
                shown.set(Instant::now());
                output.progress(format_args!("{} schedules …", progress.schedules()));
            }
        });
    match options.time {
        Some(seconds) => explorer.time(Duration::from_secs(seconds)),
        None => explorer,
    }
}

/// Splits the steps at `thread` and `end`.
fn split(lines: Vec<Line>) -> Result<Script> {
    let mut script = Script { before: Vec::new(), threads: Vec::new(), after: Vec::new() };
    let mut is_ended = false;
    for line in lines {
        match &line.step {
            Step::Thread(name) => {
                ensure!(!is_ended, "line {}: a thread after `end`; put it before", line.number);
                script.threads.push((name.clone(), Vec::new()));
            }
            Step::End => is_ended = true,
            _ if is_ended => script.after.push(line),
            _ => match script.threads.last_mut() {
                Some((_, steps)) => steps.push(line),
                None => script.before.push(line),
            },
        }
    }
    let threads = script.threads.len();
    ensure!(threads > 0, "found no thread in the steps; begin each with a line: thread NAME");
    Ok(script)
}

/// Performs steps; the error is a text.
fn perform(application: &mut Application, lines: &[Line]) -> Result<(), String> {
    let performed = lines.iter().try_for_each(|line| application.perform(line));
    performed.map_err(|error| format!("{error:#}"))
}

/// Ends a thread with a panic that the report shows, and nothing else.
fn fail<T>(error: String) -> T {
    panic::resume_unwind(Box::new(error))
}

fn verdict(report: &Report, interrupted: bool, output: Output) -> Result<ExitCode> {
    let good = report.is_exhausted() && report.failure().is_none();
    let failure = report.failure();
    let json = || {
        json!({
            "reason": "explored",
            "schedules": report.schedules(),
            "exhausted": report.is_exhausted(),
            "interrupted": interrupted,
            "good": good,
            "complaints": failure.map(|failure| &failure.complaints),
            "schedule": failure.map(|failure| failure.schedule.to_string()),
        })
    };
    let written = if good {
        output.result(format_args!("{report}"), json)
    } else {
        output.finding(format_args!("{report}"), json)
    };
    written?;
    if failure.is_some() || good {
        return Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if output != Output::Json {
        let why = if interrupted {
            "interrupted: not all orders were tried"
        } else {
            "not all orders were tried: allow more --time, or limit the search with --preemptions"
        };
        print::line(format_args!("{why}"))?;
    }
    Ok(if interrupted { ExitCode::from(INTERRUPTED) } else { ExitCode::FAILURE })
}
