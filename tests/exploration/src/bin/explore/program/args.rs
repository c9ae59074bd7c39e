//! The command line.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{ArgGroup, Parser, Subcommand};
use echo_support::Variant;
use kmdf_host::explore::{Schedule, Shard, Strategy};

/// Runs the echo driver in one order of events after another, and checks each run.
///
/// Without arguments: all scenarios, both variants, each with the strategy that fits its size.
/// The first scenario that fails ends the run, unless --keep-going is given. Ctrl-C ends the run
/// with the results so far.
///
/// Exit codes: 0 = fully covered, no failure; 1 = a failure or incomplete coverage; 2 = invalid
/// arguments; 130 = interrupted.
#[derive(Debug, Clone, Parser)]
#[command(name = "explore", bin_name = "cargo xtask explore", version)]
#[command(args_conflicts_with_subcommands = true)]
#[command(group = ArgGroup::new("what").args(["strategy", "replay"]))]
pub struct Args {
    /// What to do in place of an exploration.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The only variant to run: auto-sync or driver-sync
    #[arg(long, value_parser = parse_variant)]
    pub variant: Option<Variant>,
    /// The only scenarios to run, separated by commas; --list shows the names
    #[arg(long, value_name = "NAMES", value_parser = parse_scenario, value_delimiter = ',')]
    pub scenario: Vec<&'static echo_exploration::Scenario>,
    /// The strategy.
    #[arg(
        long,
        value_parser = parse_strategy,
        help = "The strategy: exhaustive, preemptions:N, random[:SEED] or pct[:DEPTH[:SEED]]"
    )]
    pub strategy: Option<Strategy>,
    /// With --strategy: at most N schedules per scenario and variant. Without: cover every scenario,
    /// then draw random schedules until N in total
    #[arg(long, value_name = "N", value_parser = parse_budget)]
    pub budget: Option<u64>,
    /// The most seconds for each scenario and variant
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub seconds: Option<u64>,
    /// Run one schedule, as a failure prints it, and print the trace
    #[arg(long, value_name = "SCHEDULE", requires = "scenario", requires = "variant")]
    pub replay: Option<Schedule>,
    /// Draw the schedule that --replay runs, or the first one that fails
    #[arg(long, value_name = "FILE.svg")]
    pub timeline: Option<PathBuf>,
    /// The kernel image to run in place of the driver in this program
    #[arg(long, value_name = "FILE.sys")]
    pub sys: Option<PathBuf>,
    /// The INF to install the driver by, in place of the one in this program; with the same hardware IDs
    #[arg(long, value_name = "FILE.inf")]
    pub inf: Option<PathBuf>,
    /// The number of scenarios to explore at once
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: u8,
    /// The number of threads that explore a scenario together; JOBS times THREADS run at once
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: u16,
    /// The most memory for what the searches remember, all together: a number of MiB, or with a unit
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = parse_memory)]
    pub memory: u64,
    /// Print how far the run is to standard error every second, also if that is no terminal
    #[arg(long)]
    pub progress: bool,
    /// Write the table of results to a file, as Markdown
    #[arg(long, value_name = "FILE.md")]
    pub table: Option<PathBuf>,
    /// Explore one of several parts, which together make the run: a shard, such as 3/16. Every shard takes the
    /// same options; merge puts the results together
    #[arg(
        long,
        value_name = "NUMBER/COUNT",
        conflicts_with_all = ["replay", "timeline", "table", "mutants", "list"]
    )]
    pub shard: Option<Shard>,
    /// The file for the results of the shard; shard-NUMBER-of-COUNT.json unless given
    #[arg(long, value_name = "FILE.json", requires = "shard")]
    pub out: Option<PathBuf>,
    /// Continue with the other scenarios after a failure
    #[arg(long)]
    pub keep_going: bool,
    /// Look for the mistake of each mutant of the driver, and write where each shows, as Markdown
    #[arg(
        long,
        value_name = "FILE.md",
        conflicts_with_all = [
            "variant", "scenario", "strategy", "budget", "seconds", "replay", "timeline", "sys", "inf",
            "table", "keep_going", "list", "memory", "progress", "threads",
        ]
    )]
    pub mutants: Option<PathBuf>,
    /// With --mutants: the only mutant to run
    #[arg(long, value_name = "MUTANT")]
    pub only: Option<String>,
    /// List the scenarios
    #[arg(long)]
    pub list: bool,
}

/// What the program does in place of an exploration.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Put together the results of all shards of a run
    Merge(Merge),
}

/// The arguments of `merge`.
#[derive(Debug, Clone, clap::Args)]
pub struct Merge {
    /// The files that the shards wrote, one for each shard
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write the table of results to a file, as Markdown
    #[arg(long, value_name = "FILE.md")]
    pub table: Option<PathBuf>,
    /// Compare differing orders and results with a table, and fail if any is not the same
    #[arg(long, value_name = "FILE.md")]
    pub against: Option<PathBuf>,
}

impl Args {
    /// Checks that the files can be written, before a run that takes long.
    pub fn check_outputs(&self) -> Result<(), String> {
        if self.only.is_some() && self.mutants.is_none() {
            return Err("found --only without --mutants; add --mutants FILE.md".into());
        }
        if self.shard.is_some() && self.budget.is_some() && self.strategy.is_none() {
            return Err(
                "found --shard and --budget without --strategy: a shard does not know how many \
                        schedules the others ran; add --strategy"
                    .into(),
            );
        }
        let merged = match &self.command {
            Some(Command::Merge(merge)) => &merge.table,
            None => &None,
        };
        let files = [
            ("--table", &self.table),
            ("--table", merged),
            ("--out", &self.out),
            ("--timeline", &self.timeline),
            ("--mutants", &self.mutants),
        ];
        for (option, file) in files {
            let Some(file) = file else { continue };
            let folder = file.parent().filter(|folder| *folder != Path::new(""));
            let folder = folder.unwrap_or(Path::new("."));
            if !folder.is_dir() {
                return Err(format!(
                    "{option} {}: there is no folder {}; make the folder first",
                    file.display(),
                    folder.display()
                ));
            }
            if file.is_dir() {
                return Err(format!(
                    "{option} {}: found a folder, expected the name of a file",
                    file.display()
                ));
            }
        }
        Ok(())
    }
}

fn parse_variant(text: &str) -> Result<Variant, String> {
    Variant::named(text).ok_or_else(|| "expected auto-sync or driver-sync".to_string())
}

fn parse_scenario(text: &str) -> Result<&'static echo_exploration::Scenario, String> {
    echo_exploration::Scenario::named(text)
        .ok_or_else(|| "no scenario has this name; --list shows the names".to_string())
}

/// A number of schedules. Digits may be grouped with `_` or `,`.
fn parse_budget(text: &str) -> Result<u64, String> {
    let number = text.replace(['_', ','], "").parse();
    let number = number.ok().filter(|number| *number > 0);
    number.ok_or_else(|| "expected a number from 1, such as 10_000".to_string())
}

/// A number of bytes, from a number with a unit; a number alone counts MiB.
fn parse_memory(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let shift = match text[digits..].trim_start() {
        "B" => Some(0),
        "KiB" => Some(10),
        "" | "MiB" => Some(20),
        "GiB" => Some(30),
        _ => None,
    };
    let number = text[..digits].parse::<u64>().ok().filter(|number| *number > 0);
    let bytes = number.zip(shift).and_then(|(number, shift)| number.checked_mul(1 << shift));
    bytes.ok_or_else(|| {
        "expected a number from 1 with the unit B, KiB, MiB or GiB, such as 512MiB".to_string()
    })
}

fn parse_strategy(text: &str) -> Result<Strategy, String> {
    let mut parts = text.split(':');
    let name = parts.next().unwrap_or_default();
    let numbers: Vec<&str> = parts.collect();
    let (strategy, most) = match name {
        "exhaustive" => (Strategy::exhaustive(), 0),
        "preemptions" if numbers.is_empty() => {
            return Err("expected a number of preemptions, such as preemptions:2".into());
        }
        "preemptions" => (Strategy::preemptions(number(numbers.first(), 0)?), 1),
        "random" => (Strategy::random(number(numbers.first(), 1)?), 1),
        "pct" => (Strategy::pct(number(numbers.get(1), 1)?, number(numbers.first(), 3)?), 2),
        _ => {
            return Err(
                "expected exhaustive, preemptions:N, random[:SEED] or pct[:DEPTH[:SEED]]".into()
            );
        }
    };
    if numbers.len() > most {
        return Err(format!("unexpected argument {:?}", numbers[most]));
    }
    Ok(strategy)
}

fn number<N: FromStr>(text: Option<&&str>, default: N) -> Result<N, String> {
    let Some(text) = text else { return Ok(default) };
    text.parse().map_err(|_| format!("{text:?} is not a number, or too large"))
}
