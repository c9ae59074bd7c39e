//! `cargo xtask docs`: makes the pages, blocks and pictures that nobody writes by hand.
//!
//! The command makes whole pages in `docs/results/`, blocks inside other pages between the markers
//! of [`block`], and pictures in `docs/img/`. Each is a row of [`table::MADE`].

mod architecture;
pub mod block;
mod counts;
mod ddi;
mod differences;
mod example;
mod explored;
mod hosting;
pub mod inventory;
mod layers;
pub mod made;
mod measured;
mod pictures;
pub mod place;
mod quote;
mod sizes;
mod status;
mod status_rows;
pub mod table;
mod traced;

pub(crate) use self::sizes::grouped;
use std::process::ExitCode;

use anyhow::{Result, bail};
use cargo_kmdf::print::say;
use clap::Args;

use crate::ci::checks::Problem;
use crate::ci::tree::Tree;
use crate::paths;
use made::{Cost, Made};
use table::MADE;

/// The arguments of `cargo xtask docs`.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    /// Compare with the files in the tree, and fail if any is stale
    #[arg(long)]
    check: bool,
    /// Leave out everything that needs a built image or takes minutes
    #[arg(long, conflicts_with = "only")]
    fast: bool,
    /// Make only these, separated by commas; --list shows the names
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// List everything that the command makes
    #[arg(long, conflicts_with_all = ["check", "fast", "only"])]
    list: bool,
}

impl Options {
    /// Only what one name stands for.
    #[must_use]
    pub fn only(name: &str, check: bool) -> Self {
        Self { check, only: vec![name.to_owned()], ..Self::default() }
    }
}

/// Makes the chosen rows, and writes them or compares them with the files in the tree.
///
/// # Errors
/// If a row cannot be made, written or compared, or is stale.
pub fn run(options: &Options) -> Result<ExitCode> {
    if options.list {
        for made in MADE {
            say!("{:<12} {:<8} {}", made.name, made.cost.word(), made.place)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let tree = Tree::read(&paths::root())?;
    let mut problems = place::unknown(&tree, MADE)?;
    for made in chosen(options)? {
        let content = (made.make)()?;
        if options.check {
            problems.extend(place::stale(&tree, made, &content)?);
        } else {
            for path in place::write(&tree, made, &content)? {
                say!("{path}: {} written", made.name)?;
            }
        }
    }
    report(&problems)?;
    if options.fast {
        let left = MADE.iter().filter(|made| made.cost != Cost::Quick).map(|made| made.name);
        say!("left out by --fast: {}", left.collect::<Vec<_>>().join(", "))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn chosen(options: &Options) -> Result<Vec<&'static Made>> {
    for name in &options.only {
        if !MADE.iter().any(|made| made.name == name) {
            bail!("cargo xtask docs makes nothing named {name}; --list shows the names");
        }
    }
    let is_chosen = |made: &&Made| {
        let named = options.only.is_empty() || options.only.iter().any(|name| name == made.name);
        named && (!options.fast || made.cost == Cost::Quick)
    };
    Ok(MADE.iter().filter(is_chosen).collect())
}

fn report(problems: &[Problem]) -> Result<()> {
    for problem in problems {
        say!("{problem}")?;
    }
    match problems.len() {
        0 => Ok(()),
        1 => bail!("found 1 problem of generated pages, blocks or pictures"),
        number => bail!("found {number} problems of generated pages, blocks or pictures"),
    }
}
