//! `cargo xtask sanitize`: runs the suite under the address sanitizer and the thread sanitizer.

use std::process::Command;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::print::say;
use crate::toolchain::{self, Toolchain};
use crate::{paths, process, tools};

/// What is compiled into the code to watch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sanitizer {
    /// Memory that is freed, overrun or leaked
    Address,
    /// Memory that threads use at the same time
    Thread,
}

/// Machines that Rust has both sanitizers for.
const HOSTS: [&str; 2] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

impl Sanitizer {
    const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Thread => "thread",
        }
    }

    /// The tests that say most: all of the driver and the host, and for threads those in which
    /// several use a machine.
    const fn tests(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Address => &[&[
                "-p",
                "echo",
                "-p",
                "kmdf-host",
                "-p",
                "echo-model",
                "--lib",
                "--tests",
                "--features",
                "kmdf-host/sanitizer",
            ]],
            Self::Thread => &[
                &["-p", "echo-model", "--test", "real_time"],
                &["-p", "kmdf-host", "--test", "host", "machines::"],
                &["-p", "echo", "--test", "behaviour"],
            ],
        }
    }
}

/// Builds the tests with a sanitizer, or with each, and runs them.
///
/// # Errors
/// If this machine has none, what it needs is missing, or it finds something.
pub fn run(sanitizer: Option<Sanitizer>) -> Result<()> {
    let toolchain = Toolchain::of_this_cargo()?;
    if !HOSTS.contains(&toolchain.host()) {
        bail!("the sanitizers run on {}; this is {}", HOSTS.join(" and "), toolchain.host());
    }
    let all = [Sanitizer::Address, Sanitizer::Thread];
    for sanitizer in all.into_iter().filter(|each| sanitizer.is_none_or(|chosen| chosen == *each)) {
        for tests in sanitizer.tests() {
            say!("under the {} sanitizer: {}", sanitizer.name(), tests.join(" "))?;
            let what = format!("testing under the {} sanitizer", sanitizer.name());
            process::run(&mut command(sanitizer, toolchain.host(), tests)?, &what)?;
        }
    }
    Ok(())
}

fn command(sanitizer: Sanitizer, host: &str, tests: &[&str]) -> Result<Command> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo.args(["test", "--locked", "--target", host]).args(tests);
    if sanitizer == Sanitizer::Thread {
        // It must see what the library does for the threads, too, or it takes that for races.
        tools::RUST_SRC.path()?;
        cargo.arg("-Zbuild-std");
    } else {
        // A driver that never ends is left on its stack for ever: a leak, and meant to be one.
        cargo.args(["--", "--skip", "driver_that_calls_without_end_is_told"]);
    }
    cargo
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target().join("sanitize").join(sanitizer.name()))
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", format!("-Zsanitizer={}", sanitizer.name()))
        // Random sequences are slow here; without a sanitizer there are more.
        .env("PROPTEST_CASES", "64")
        // Sanitizers are an unstable option of the compiler.
        .env("RUSTC_BOOTSTRAP", "1");
    Ok(cargo)
}
