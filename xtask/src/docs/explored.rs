//! The tables of what exploration covers and finds, as its program writes them.

use std::ffi::OsString;

use anyhow::{Result, ensure};
use cargo_kmdf::image::folder;
use cargo_kmdf::print::say;

use crate::{explore, paths};

/// The number of scenarios or mutants to explore at once; each takes memory.
const JOBS: &str = "2";

/// The page of all scenarios.
///
/// # Errors
/// If a schedule fails, or coverage is incomplete.
pub fn schedules() -> Result<Vec<u8>> {
    table("--table", "SCHEDULES.md")
}

/// The page of all mutants.
///
/// # Errors
/// If a mutant is not detected.
pub fn mutants() -> Result<Vec<u8>> {
    table("--mutants", "MUTANTS.md")
}

fn table(option: &str, name: &str) -> Result<Vec<u8>> {
    let made = paths::target().join("docs");
    folder::make_folder(&made)?;
    let file = made.join(name);
    folder::remove_file(&file)?;
    say!("+ cargo xtask explore --jobs {JOBS} {option} {}", file.display())?;
    let arguments = ["--jobs".into(), JOBS.into(), option.into(), OsString::from(&file)];
    let status = explore::status(&arguments)?;
    ensure!(
        status.success(),
        "the exploration failed: it ended with {status}; its output is above"
    );
    folder::read(&file)
}
