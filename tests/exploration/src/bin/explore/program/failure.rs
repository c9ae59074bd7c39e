//! Prints, replays and draws a schedule that fails.

use std::path::Path;

use echo_exploration::plan::{Job, PATIENCE};
use echo_exploration::{Scenario, timeline};
use echo_support::Variant;
use kmdf_host::Event;
use kmdf_host::explore::{Explorer, Failure, Replay, Schedule, Strategy};

use crate::program::args::Args;
use crate::program::output::{say, write};
use crate::program::work::{Choice, situation};

/// Prints a failure: what was wrong, the command that replays the schedule, and the trace.
pub fn print(job: &Job, failure: &Failure, choice: Choice<'_>) {
    let (scenario, variant) = (job.scenario.name, job.variant.name());
    say!("\nWRONG: {scenario} as {variant}, in schedule {}:", failure.after);
    complain(&failure.complaints);
    say!("the shortest schedule found is {}; this command replays it:", failure.schedule);
    say!(
        "  cargo xtask explore --scenario {scenario} --variant {variant}{choice} --replay '{}'",
        failure.schedule
    );
    print_trace(&failure.trace);
}

fn complain(complaints: &[String]) {
    for complaint in complaints {
        say!("  {complaint}");
    }
}

fn print_trace(trace: &[Event]) {
    say!("{}", Event::HEADING);
    for event in trace {
        say!("{event}");
    }
}

/// Runs one schedule and prints its trace; returns whether nothing was wrong.
pub fn replay(args: &Args, schedule: &Schedule) -> Result<bool, String> {
    let ([scenario], Some(variant)) = (&args.scenario[..], args.variant) else {
        return Err("--replay needs --scenario with one name, and --variant".into());
    };
    let situation = situation(scenario, Choice::of(args), variant)?;
    let explorer = Explorer::new(Strategy::exhaustive()).patience(PATIENCE);
    let Replay { complaints, trace, schedule: taken } = explorer.replay(schedule, &situation);
    took(schedule, &taken)?;
    print_trace(&trace);
    if let Some(path) = &args.timeline {
        draw(path, &trace, scenario, variant)?;
    }
    if complaints.is_empty() {
        say!("nothing was wrong");
    } else {
        say!("WRONG:");
        complain(&complaints);
    }
    Ok(complaints.is_empty())
}

/// Checks that a run took each entry of a schedule.
fn took(schedule: &Schedule, taken: &Schedule) -> Result<(), String> {
    let (asked, taken) = (schedule.to_string(), taken.to_string());
    let lost =
        asked.split(',').find(|entry| *entry != "-" && !taken.split(',').any(|t| t == *entry));
    lost.map_or(Ok(()), |entry| {
        Err(format!(
            "--replay {asked}: {entry} changes nothing: the run does not reach this decision, or \
             this thread cannot run there, or runs there anyway; expected a schedule as a failure \
             prints it; the run took {taken}"
        ))
    })
}

/// Draws a schedule.
pub fn draw(
    path: &Path,
    trace: &[Event],
    scenario: &Scenario,
    variant: Variant,
) -> Result<(), String> {
    let title = format!("{} as {}: {}", scenario.name, variant.name(), scenario.about);
    write("--timeline", path, &timeline::svg(trace, &title))?;
    say!("drawn: {}", path.display());
    Ok(())
}
