//! `cargo xtask fuzz`: runs the fuzz targets of `tests/fuzz/` for a while each.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::print::say;
use crate::{paths, process, tools};

/// The targets.
const TARGETS: [&str; 4] = ["image", "inf", "operations", "settings"];

/// What the command is told.
#[derive(Args)]
pub struct Options {
    /// The target; one after the other if none is named
    #[arg(value_parser = TARGETS)]
    target: Option<String>,
    /// How long each runs
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    seconds: u32,
    /// What its random choices come from, for the same ones again; the time if it is not named
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u32>,
}

/// Builds the targets with the address sanitizer and runs them. What they find to be interesting is
/// kept in `tests/fuzz/corpus`, what makes one fail in `tests/fuzz/artifacts`.
///
/// # Errors
/// If a tool is missing, or a target fails.
pub fn run(options: &Options) -> Result<()> {
    tools::CXX.path()?;
    let cargo_fuzz = tools::CARGO_FUZZ.path()?;
    let chosen = |target: &&&str| options.target.as_ref().is_none_or(|chosen| chosen == **target);
    for target in TARGETS.iter().filter(chosen) {
        let corpus = paths::root().join("tests/fuzz/corpus").join(target);
        seed(target, &corpus).with_context(|| corpus.display().to_string())?;
        say!("fuzzing {target} for {} seconds", options.seconds)?;
        let mut fuzz = Command::new(&cargo_fuzz);
        fuzz.args(["run", target, "--fuzz-dir"]).arg(paths::root().join("tests/fuzz"));
        fuzz.arg("--target-dir").arg(paths::target().join("fuzz"));
        fuzz.arg("--").args(arguments(target, options.seconds));
        fuzz.args(options.seed.map(|seed| format!("-seed={seed}")));
        // The options with which the compiler finds its way to new code are unstable ones.
        fuzz.env("RUSTC_BOOTSTRAP", "1").current_dir(paths::root());
        process::run(&mut fuzz, &format!("the fuzz target {target}"))?;
    }
    Ok(())
}

/// libFuzzer's.
fn arguments(target: &str, seconds: u32) -> Vec<String> {
    // Bytes: an INF of some length, a hundred steps, two values.
    let longest = match target {
        "inf" => 16_384,
        "settings" => 64,
        _ => 256,
    };
    let mut arguments = vec![
        format!("-max_total_time={seconds}"),
        format!("-max_len={longest}"),
        // An input that takes ten seconds is a finding.
        "-timeout=10".into(),
        "-print_final_stats=1".into(),
        "-verbosity=0".into(),
    ];
    if target == "inf" {
        arguments.push(format!("-dict={}", paths::root().join("tests/fuzz/inf.dict").display()));
    }
    arguments
}

/// Puts what a target starts from into its corpus: the driver's INF, and pieces of it where any
/// bytes do.
fn seed(target: &str, corpus: &Path) -> Result<()> {
    fs::create_dir_all(corpus)?;
    let inf = fs::read(paths::root().join("echo.inx"))?;
    if target == "inf" {
        let utf16 =
            String::from_utf8_lossy(&inf).encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(corpus.join("utf16"), [vec![0xFF, 0xFE], utf16].concat())?;
        fs::write(corpus.join("utf8"), inf)?;
    } else {
        for (number, piece) in inf.chunks(64).enumerate() {
            fs::write(corpus.join(format!("piece{number}")), piece)?;
        }
    }
    Ok(())
}
