//! `cargo xtask ci`: runs every check of the project, one step after the other.
//!
//! A step is a row of [`steps`]: a command line, or one of the [`checks`] of the tree.

pub mod checks;
pub mod citations;
pub mod imports;
pub mod layers;
pub mod links;
mod markdown;
pub mod named_paths;
mod prose;
pub mod published;
pub mod steps;
pub mod top_level;
pub mod tree;
pub mod unsafe_code;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use cargo_kmdf::print::say;
use clap::Args;

use crate::paths;
use steps::{STEPS, Step};
use tree::Tree;

/// The arguments of `cargo xtask ci`.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// Run the quick steps only, as before each commit: under two minutes once built
    #[arg(long)]
    fast: bool,
    /// Run these steps only, separated by commas; --list shows their names
    #[arg(long, value_name = "STEPS", value_delimiter = ',', conflicts_with = "fast")]
    only: Vec<String>,
    /// Leave out these steps
    #[arg(long, value_name = "STEPS", value_delimiter = ',')]
    skip: Vec<String>,
    /// List the steps
    #[arg(long)]
    list: bool,
}

/// Runs the steps in their order, and stops at the first that fails.
///
/// # Errors
/// If a step fails or is unknown, or standard output cannot be written.
pub fn run(options: &Options) -> Result<ExitCode> {
    if options.list {
        for step in STEPS {
            say!("{:<14} {:<5} {}", step.name, step.when.word(), step.action)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = chosen(options)?;
    let tree = Tree::read(&paths::root())?;
    let mut times = Vec::new();
    for step in chosen {
        say!("+ {}", step.action)?;
        let start = Instant::now();
        let outcome = step.run(&tree);
        let time = start.elapsed();
        if let Err(error) = outcome {
            bail!(
                "the step {name} failed after {}: {error:#}\nto run it alone: cargo xtask ci --only {name}",
                seconds(time),
                name = step.name,
            );
        }
        say!("  {}: {}", step.name, seconds(time))?;
        times.push((step.name, time));
    }
    conclude(times)?;
    Ok(ExitCode::SUCCESS)
}

fn chosen(options: &Options) -> Result<Vec<&'static Step>> {
    for name in options.only.iter().chain(&options.skip) {
        if !STEPS.iter().any(|step| step.name == name) {
            bail!("there is no step {name}; cargo xtask ci --list shows the names");
        }
    }
    let is_chosen = |step: &&Step| {
        if options.skip.iter().any(|name| name == step.name) {
            return false;
        }
        if options.only.is_empty() {
            step.when.fits(options.fast)
        } else {
            options.only.iter().any(|name| name == step.name)
        }
    };
    Ok(STEPS.iter().filter(is_chosen).collect())
}

/// Prints that all steps passed, and which took longest.
fn conclude(mut times: Vec<(&str, Duration)>) -> Result<()> {
    const SHOWN: usize = 5;
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    times.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    say!("all {} steps passed in {}; the longest:", times.len(), seconds(total))?;
    for (name, time) in times.iter().take(SHOWN) {
        say!("  {name:<14} {:>9}", seconds(*time))?;
    }
    Ok(())
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
