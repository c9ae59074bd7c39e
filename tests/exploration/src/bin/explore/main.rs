//! `cargo xtask explore`: explores the echo driver's schedules.

mod args;
mod failure;
mod table;
mod work;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Parser;
use echo_exploration::plan::Job;
use echo_exploration::{Scenario, Size, scenarios};
use echo_support::Variant;

use self::args::Args;
use self::work::{Done, Event, explore};

/// Something was wrong, or was not covered.
const WRONG: u8 = 1;

/// The arguments are wrong, or something they name cannot be used.
const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let args = Args::parse();
    // What a schedule panics with is told with that schedule.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = if args.list {
        list();
        Ok(true)
    } else if let Some(schedule) = &args.replay {
        failure::replay(&args, schedule)
    } else {
        run(&args)
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(WRONG),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(UNUSABLE)
        }
    }
}

fn list() {
    for scenario in scenarios() {
        let size = match scenario.size {
            Size::Small => "exhausted".to_string(),
            Size::Large { preemptions } => format!("{preemptions} preemptions"),
        };
        println!("{:<34} {size:<13}  {}", scenario.name, scenario.about);
    }
}

/// The scenarios that are asked for, as both variants or one.
fn chosen(args: &Args) -> impl Iterator<Item = (&'static Scenario, Variant)> {
    let variant = args.variant;
    let fits = |one: &&Scenario| {
        args.scenario.is_empty() || args.scenario.iter().any(|only| only.name == one.name)
    };
    scenarios().iter().filter(fits).flat_map(move |scenario| {
        let variants = Variant::ALL.into_iter();
        variants.filter(move |v| variant.is_none_or(|only| only == *v)).map(move |v| (scenario, v))
    })
}

fn jobs(args: &Args) -> Vec<Job> {
    let job = |(scenario, variant)| {
        let mut job = Job::of(scenario, variant);
        if let Some(strategy) = &args.strategy {
            job.strategy = strategy.clone();
            job.exhausts = false;
            job.schedules = args.budget.unwrap_or(match args.seconds {
                Some(_) => u64::MAX,
                None => job.schedules,
            });
        }
        job.time = args.seconds.map(Duration::from_secs);
        job
    };
    chosen(args).map(job).collect()
}

/// The jobs that draw schedules until there are so many more.
fn drawing(args: &Args, round: u64, more: u64) -> Vec<Job> {
    let worth = |(scenario, _): &(&'static Scenario, Variant)| Job::is_worth_drawing(scenario);
    let chosen: Vec<_> = chosen(args).filter(worth).collect();
    let each = more.div_ceil(chosen.len().max(1) as u64);
    let job = |(scenario, variant)| Job::drawn(scenario, variant, round, each);
    chosen.into_iter().map(job).collect()
}

/// Explores what is asked for; says whether nothing was wrong and all was covered that was to be.
fn run(args: &Args) -> Result<bool, String> {
    let start = Instant::now();
    let told = Mutex::new(0);
    let is_terminal = std::io::stderr().is_terminal();
    let tell = |event: Event<'_>| {
        let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let clear = if is_terminal { "\r\x1b[K" } else { "" };
        match event {
            Event::Done(done) => {
                eprint!("{clear}");
                println!("{}", table::row(done));
                *told += done.report.schedules();
            }
            Event::Progress(schedules) if is_terminal => {
                let seconds = start.elapsed().as_secs_f64();
                #[expect(clippy::cast_precision_loss, reason = "it is shown with few digits")]
                let rate = schedules as f64 / seconds;
                eprint!("{clear}{schedules} schedules, {rate:.0} a second, {seconds:.0} s ");
                let _ = std::io::stderr().flush();
            }
            Event::Progress(_) => {}
        }
    };
    println!("{}", table::heading());
    let sys = args.sys.as_deref();
    let mut all = explore(jobs(args), sys, args.jobs, &tell)?;
    if let (Some(budget), None) = (args.budget, &args.strategy) {
        for round in 0..2 {
            let left = budget.saturating_sub(schedules(&all));
            // Half of them at random, and the rest by PCT.
            let more = if round == 0 { left.div_ceil(2) } else { left };
            if more > 0 && all.iter().all(|done| done.report.failure().is_none()) {
                all.extend(explore(drawing(args, round, more), sys, args.jobs, &tell)?);
            }
        }
    }
    if let Some(path) = &args.table {
        let written = std::fs::write(path, table::markdown(&all));
        written.map_err(|error| format!("--table {}: {error}", path.display()))?;
    }
    Ok(conclude(args, &all, start.elapsed())? && all_covered(&all))
}

fn schedules(all: &[Done]) -> u64 {
    all.iter().map(|done| done.report.schedules()).sum()
}

/// Tells what came of all of it; says whether nothing was wrong.
fn conclude(args: &Args, all: &[Done], elapsed: Duration) -> Result<bool, String> {
    let (schedules, seconds) = (schedules(all), elapsed.as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "it is shown with few digits")]
    let rate = schedules as f64 / seconds;
    println!("\n{schedules} schedules in {seconds:.1} s, {rate:.0} a second");
    let mut right = true;
    for Done { job, report } in all {
        let Some(found) = report.failure() else { continue };
        right = false;
        failure::print(job, found, args.sys.as_deref());
        if let Some(path) = &args.timeline {
            failure::draw(path, &found.trace, job.scenario, job.variant)?;
        }
    }
    if right {
        println!("nothing was wrong");
        if args.timeline.is_some() {
            println!("no timeline was drawn: that is of a schedule that fails, or of --replay");
        }
    }
    Ok(right)
}

/// Whether all was covered that was to be.
fn all_covered(all: &[Done]) -> bool {
    let missed = |done: &&Done| done.job.exhausts && !done.report.is_exhausted();
    let missed: Vec<_> = all.iter().filter(missed).collect();
    for Done { job, .. } in &missed {
        let variant = job.variant.name();
        println!("not all schedules were covered of {} as {variant}", job.scenario.name);
    }
    missed.is_empty()
}
