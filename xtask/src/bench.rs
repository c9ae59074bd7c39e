//! `cargo xtask bench`: measures the host's speed, and its exploration beside shuttle and loom.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use cargo_kmdf::image::folder;
use cargo_kmdf::print::say;
use cargo_kmdf::{process, toolchain};

use crate::docs::grouped;
use crate::paths;

/// The page that the command writes.
const PAGE: &str = "docs/SPEED.md";

/// The engines of the comparison, and the searches of each.
const SEARCHES: [(&str, &str); 5] = [
    ("kmdf-random", "this explorer, at random"),
    ("shuttle-random", "shuttle, at random"),
    ("kmdf-all", "this explorer, to the end"),
    ("shuttle-all", "shuttle, to the end"),
    ("loom-all", "loom, to the end"),
];

/// How often the app is started. The quickest start counts.
const STARTS: u32 = 20;
/// The ticks that the app waits for: two writes and two reads.
const TICKS: u32 = 4;

const HEAD: &str = "# Speed

Written by `cargo xtask bench`, which builds the package `tests/bench` for it. The times depend on the
computer and on what else runs there; compare them with each other.

";

/// Builds the benchmarks, runs them, and writes the page.
///
/// # Errors
/// If a program cannot be built, or fails.
pub fn run() -> Result<()> {
    let programs = build()?;
    let mut page = HEAD.to_owned();
    echoes(&programs, &mut page)?;
    start(&mut page)?;
    side_by_side(&programs, &mut page)?;
    say!("{page}")?;
    folder::write_if_changed(&paths::root().join(PAGE), page.as_bytes())?;
    Ok(())
}

/// Builds the programs, and returns their folder.
fn build() -> Result<std::path::PathBuf> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["build", "--release", "--locked", "--package", "echo-bench", "--features", "beside"])
        .args([
            "--package",
            "echoapp",
            "--bin",
            "echoes",
            "--bin",
            "side_by_side",
            "--bin",
            "echoapp",
        ])
        .current_dir(paths::root());
    process::run(&mut cargo, "building the benchmarks")?;
    Ok(paths::target().join("release"))
}

fn echoes(programs: &Path, page: &mut String) -> Result<()> {
    page.push_str(
        "## Echoes\n\n\
         An echo is a write of 512 bytes, the tick that completes the write, a read, and the tick that \
         completes the\nread; the driver is its source, in virtual time, without a trace. The test \
         `tests/copies.rs` counts the copies\nof a buffer: two for each transfer.\n\n\
         | variant | echoes in a second of processor time |\n|---|---:|\n",
    );
    let printed = process::output(&mut Command::new(programs.join("echoes")), "the echoes")?;
    for line in printed.lines() {
        let (variant, rate) = line.split_once(' ').context("expected a variant and a number")?;
        writeln!(page, "| {variant} | {} |", grouped(rate.parse()?))?;
    }
    Ok(())
}

fn start(page: &mut String) -> Result<()> {
    let app = paths::target().join("release").join("echoapp");
    let mut quickest = Duration::MAX;
    for _ in 0..STARTS {
        let start = Instant::now();
        process::output(Command::new(&app).args(["--period-ms", "1"]), "the app")?;
        quickest = quickest.min(start.elapsed());
    }
    let over = quickest.saturating_sub(Duration::from_millis(1) * TICKS);
    writeln!(
        page,
        "\n## Start\n\n\
         `echoapp --period-ms 1`, from its start to its end with both patterns verified: {:.1} ms, {:.1} ms \
         more than its\n{TICKS} ticks take (the quickest of {STARTS} runs).",
        quickest.as_secs_f64() * 1e3,
        over.as_secs_f64() * 1e3
    )?;
    Ok(())
}

fn side_by_side(programs: &Path, page: &mut String) -> Result<()> {
    page.push_str(
        "\n## Beside shuttle and loom\n\n\
         The problem (`tests/bench/src/race/`): one or two requests wait; one thread claims each under a \
         lock and completes\nit, another one cancels each; each request must be completed once. For shuttle \
         and loom, these are two threads, a\nmutex and atomic marks. For this explorer, they are a driver, \
         and each schedule is a whole life of a machine with the\nframework: install, start, open, read, \
         race, removal, unload. Each search is a process of its own on one thread.\n\n\
         | requests | search | schedules | none left | schedules in a second of processor time | memory |\n\
         |---:|---|---:|---|---:|---:|\n",
    );
    for requests in ["1", "2"] {
        for (engine, name) in SEARCHES {
            let mut search = Command::new(programs.join("side_by_side"));
            let printed = process::output(search.args([engine, requests]), name)?;
            let words: Vec<&str> = printed.split_whitespace().collect();
            let [schedules, exhausted, time, memory] = words.as_slice() else {
                anyhow::bail!("{name}: expected four words, found {printed:?}");
            };
            let (schedules, time): (u64, u64) = (schedules.parse()?, time.parse()?);
            let rate = schedules * 1_000_000 / time.max(1);
            let memory = memory.parse::<u64>()? / 1024;
            let left = if *exhausted == "true" { "yes" } else { "no" };
            let (schedules, rate) = (grouped(schedules), grouped(rate));
            writeln!(
                page,
                "| {requests} | {name} | {schedules} | {left} | {rate} | {memory} MiB |"
            )?;
        }
    }
    Ok(())
}
