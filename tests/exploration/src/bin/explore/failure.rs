//! A schedule in which something is wrong: printed, replayed, drawn.

use std::path::Path;

use echo_exploration::plan::Job;
use echo_exploration::{Scenario, timeline};
use echo_support::Variant;
use kmdf_host::Event;
use kmdf_host::explore::{self, Failure, Replay, Schedule};

use crate::args::Args;
use crate::work::situation;

/// Prints a failure: what was wrong, how to see it again, and what happened.
pub fn print(job: &Job, failure: &Failure, sys: Option<&Path>) {
    let (scenario, variant) = (job.scenario.name, job.variant.name());
    println!("\nWRONG: {scenario} as {variant}, in schedule {}:", failure.after);
    complain(&failure.complaints);
    let sys = sys.map_or_else(String::new, |path| format!(" --sys {}", path.display()));
    println!("the shortest schedule found is {}; to see it again:", failure.schedule);
    println!(
        "  cargo xtask explore --scenario {scenario} --variant {variant}{sys} --replay '{}'",
        failure.schedule
    );
    print_trace(&failure.trace);
}

fn complain(complaints: &[String]) {
    for complaint in complaints {
        println!("  {complaint}");
    }
}

fn print_trace(trace: &[Event]) {
    println!("{}", Event::HEADING);
    for event in trace {
        println!("{event}");
    }
}

/// Runs one schedule and prints its trace; returns whether nothing was wrong.
pub fn replay(args: &Args, schedule: &Schedule) -> Result<bool, String> {
    let ([scenario], Some(variant)) = (&args.scenario[..], args.variant) else {
        return Err("--replay takes --scenario with one name and --variant, too".into());
    };
    let situation = situation(scenario, args.sys.as_deref(), variant)?;
    let Replay { complaints, trace, .. } = explore::replay(schedule, &situation);
    print_trace(&trace);
    if let Some(path) = &args.timeline {
        draw(path, &trace, scenario, variant)?;
    }
    if complaints.is_empty() {
        println!("nothing was wrong");
    } else {
        println!("WRONG:");
        complain(&complaints);
    }
    Ok(complaints.is_empty())
}

/// Draws a schedule.
pub fn draw(
    path: &Path,
    trace: &[Event],
    scenario: &Scenario,
    variant: Variant,
) -> Result<(), String> {
    let title = format!("{} as {}: {}", scenario.name, variant.name(), scenario.about);
    let written = std::fs::write(path, timeline::svg(trace, &title));
    written.map_err(|error| format!("--timeline {}: {error}", path.display()))?;
    println!("drawn: {}", path.display());
    Ok(())
}
