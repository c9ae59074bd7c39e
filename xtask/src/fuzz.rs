//! `cargo xtask fuzz`: runs each fuzz target of `tests/fuzz/` for some time.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_kmdf::print::say;
use cargo_kmdf::process;
use clap::Args;

use crate::{paths, tools};

/// All targets.
const TARGETS: [&str; 4] = ["image", "inf", "operations", "settings"];

/// The arguments of `cargo xtask fuzz`.
#[derive(Args)]
pub struct Options {
    /// The target; by default each in turn
    #[arg(value_parser = TARGETS)]
    target: Option<String>,
    /// How long each target runs
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    seconds: u32,
    /// The seed of the random choices, to repeat a run; by default from the time
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u32>,
}

/// Builds the targets with the address sanitizer and runs them. Inputs that reach new code are kept
/// in `tests/fuzz/corpus`, inputs that make a target fail in `tests/fuzz/artifacts`.
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
        // The compiler's options for coverage are unstable.
        fuzz.env("RUSTC_BOOTSTRAP", "1").current_dir(paths::root());
        process::run(&mut fuzz, &format!("the fuzz target {target}"))?;
    }
    Ok(())
}

/// The arguments of libFuzzer.
fn arguments(target: &str, seconds: u32) -> Vec<String> {
    // In bytes: an INF of some length, two values, a hundred steps.
    let longest = match target {
        "inf" => 16_384,
        "settings" => 64,
        _ => 256,
    };
    let mut arguments = vec![
        format!("-max_total_time={seconds}"),
        format!("-max_len={longest}"),
        // An input that takes more than ten seconds counts as a finding.
        "-timeout=10".into(),
        "-print_final_stats=1".into(),
        "-verbosity=0".into(),
    ];
    if target == "inf" {
        arguments.push(format!("-dict={}", paths::root().join("tests/fuzz/inf.dict").display()));
    }
    arguments
}

/// Fills a target's corpus with its first inputs: the driver's INF, or pieces of the INF for a
/// target that takes any bytes.
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
