//! The program in a build that can host the driver.

mod args;
mod failure;
mod merge;
mod mutants;
mod output;
mod progress;
mod share;
mod shares;
mod table;
mod work;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use echo_exploration::plan::Job;
use echo_exploration::{Scenario, Size, scenarios};
use echo_support::Variant;

use self::args::{Args, Command};
use self::output::say;
use self::progress::Meter;
use self::table::Row;
use self::work::{Done, Event, Results, explore, lock};

/// The exit code of a failure, and of incomplete coverage.
const WRONG: u8 = 1;

/// The exit code of invalid arguments, and of unusable files.
const UNUSABLE: u8 = 2;

/// The exit code after Ctrl-C, as a shell reports a process that SIGINT ended.
const INTERRUPTED: i32 = 130;

/// Runs the program.
pub fn main() -> ExitCode {
    let args = Args::parse();
    // A failure prints the text of its panic, so the hook stays silent.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = if let Err(error) = args.check_outputs() {
        Err(error)
    } else if let Some(Command::Merge(merge)) = &args.command {
        merge::run(merge)
    } else if let Some(table) = &args.mutants {
        mutants::run(&args, table)
    } else if args.list {
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
            output::note(&format!("error: {error}\n"));
            ExitCode::from(UNUSABLE)
        }
    }
}

fn list() {
    for scenario in scenarios() {
        let size = match scenario.size {
            Size::Single | Size::Small => "exhausted".to_string(),
            Size::Large { preemptions } => format!("{preemptions} preemptions"),
        };
        say!("{:<34} {size:<13}  {}", scenario.name, scenario.about);
    }
}

/// The scenarios to run, each as both variants or as one.
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
    let mut jobs: Vec<Job> = chosen(args).map(job).collect();
    if let Some(shard) = args.shard {
        share::divide(&mut jobs, shard);
    }
    jobs
}

/// The jobs that draw `more` schedules in total.
fn drawing(args: &Args, round: u64, more: u64) -> Vec<Job> {
    let worth = |(scenario, _): &(&'static Scenario, Variant)| Job::is_worth_drawing(scenario);
    let chosen: Vec<_> = chosen(args).filter(worth).collect();
    let each = more.div_ceil(chosen.len().max(1) as u64);
    let job = |(scenario, variant)| Job::drawn(scenario, variant, round, each);
    chosen.into_iter().map(job).collect()
}

/// Explores as the arguments say. Returns whether the coverage is complete and no schedule failed.
fn run(args: &Args) -> Result<bool, String> {
    let meter = Meter::start(args.progress);
    let tell = |event: Event<'_>| match event {
        Event::Done(done) => {
            meter.clear();
            say!("{}", Row::of(done).line());
            if let Some(reason) = done.report.pruning_off() {
                say!("  pruning was off: {reason}");
            }
            if let Some(met) = done.report.memory_met() {
                say!("  {met}; add --memory SIZE");
            }
        }
        Event::Progress(so_far) => meter.show(so_far),
    };
    let results = Results::default();
    end_on_ctrl_c(args, &results)?;
    remove_share(args)?;
    say!("{}", table::heading());
    let (others, own) = jobs(args).into_iter().partition::<Vec<_>, _>(|job| job.is_left_out);
    let mut skipped = explore(own, args, &results, &tell)?;
    if let (Some(budget), None) = (args.budget, &args.strategy) {
        for round in 0..2 {
            let left = budget.saturating_sub(schedules(&lock(&results)));
            // The first half is drawn at random, and the rest by PCT.
            let more = if round == 0 { left.div_ceil(2) } else { left };
            let continues = args.keep_going || failures(&lock(&results)) == 0;
            if more > 0 && continues {
                skipped += explore(drawing(args, round, more), args, &results, &tell)?;
            }
        }
    }
    let all = lock(&results);
    write_table(args, &all)?;
    write_share(args, &all, &others)?;
    Ok(conclude(args, &all, skipped, meter.elapsed())? && all_covered(&all))
}

/// Makes Ctrl-C end the run with the results so far.
fn end_on_ctrl_c(args: &Args, results: &Results) -> Result<(), String> {
    let (args, results) = (args.clone(), Results::clone(results));
    let end = move || {
        let all = lock(&results);
        say!("\ninterrupted after {} results", all.len());
        if let Err(error) = write_table(&args, &all) {
            output::note(&format!("error: {error}\n"));
        }
        std::process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(end).map_err(|error| format!("Ctrl-C cannot be handled: {error}"))
}

/// Writes the file of `--table`.
fn write_table(args: &Args, all: &[Done]) -> Result<(), String> {
    let path = args.table.as_deref();
    let rows: Vec<Row> = all.iter().map(Row::of).collect();
    let made = "`cargo xtask docs --only schedules`";
    path.map_or(Ok(()), |path| output::write("--table", path, &table::markdown(&rows, made)))
}

/// Removes the file of an earlier run of the shard: a run that is interrupted leaves none.
fn remove_share(args: &Args) -> Result<(), String> {
    let Some(shard) = args.shard else { return Ok(()) };
    let path = share::file(args, shard);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("--out {}: {error}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Writes what the shard found.
fn write_share(args: &Args, all: &[Done], others: &[Job]) -> Result<(), String> {
    let Some(shard) = args.shard else { return Ok(()) };
    let path = share::file(args, shard);
    output::write("--out", &path, &share::text(args, shard, all, others)?)?;
    say!("shard {shard}: {}", path.display());
    Ok(())
}

fn failures(all: &[Done]) -> usize {
    all.iter().filter(|done| done.report.failure().is_some()).count()
}

fn schedules(all: &[Done]) -> u64 {
    all.iter().map(|done| done.report.schedules()).sum()
}

/// Prints the failures and a summary. Returns whether no schedule failed.
fn conclude(args: &Args, all: &[Done], skipped: usize, elapsed: Duration) -> Result<bool, String> {
    let (schedules, seconds) = (schedules(all), elapsed.as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "the rate is shown without decimals")]
    let rate = schedules as f64 / seconds;
    say!("\n{schedules} schedules in {seconds:.1} s, {rate:.0} a second");
    let mut right = true;
    for Done { job, report } in all {
        let Some(found) = report.failure() else { continue };
        right = false;
        failure::print(job, found, work::Choice::of(args));
        if let Some(path) = &args.timeline {
            failure::draw(path, &found.trace, job.scenario, job.variant)?;
        }
    }
    if right {
        say!("nothing was wrong");
        if args.timeline.is_some() {
            say!(
                "no timeline was drawn: --timeline draws a schedule that fails, or the one of --replay"
            );
        }
    } else {
        let failed = all.iter().filter(|done| done.report.failure().is_some());
        say!("\n{} of {} results are failures:", failures(all), all.len());
        for Done { job, report } in failed {
            let schedule = report.failure().map(|found| found.schedule.to_string());
            let (name, variant) = (job.scenario.name, job.variant.name());
            say!("  {name} as {variant}: {}", schedule.unwrap_or_default());
        }
        if skipped > 0 {
            say!("{skipped} more did not run; add --keep-going to run them");
        }
    }
    Ok(right)
}

/// Prints each job with incomplete coverage. Returns whether there is none.
fn all_covered(all: &[Done]) -> bool {
    let missed = |done: &&Done| done.job.exhausts && !done.report.is_exhausted();
    let missed: Vec<_> = all.iter().filter(missed).collect();
    for Done { job, .. } in &missed {
        let variant = job.variant.name();
        say!("incomplete coverage: {} as {variant}", job.scenario.name);
    }
    missed.is_empty()
}
