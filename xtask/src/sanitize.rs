//! `cargo xtask sanitize`: runs the suite under the address sanitizer and the thread sanitizer.

use std::process::Command;

use anyhow::{Result, bail};
use cargo_kmdf::print::say;
use cargo_kmdf::process;
use cargo_kmdf::toolchain::{self, Toolchain};
use clap::ValueEnum;

use crate::{paths, tools};

/// The checks that the compiler adds to the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sanitizer {
    /// Find memory that is used after free, overrun or leaked
    Address,
    /// Find data races between threads
    Thread,
}

/// The hosts for which Rust has both sanitizers.
const HOSTS: [&str; 2] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

impl Sanitizer {
    const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Thread => "thread",
        }
    }

    /// The tests that show most: for addresses, all of the driver, the host and the model; for
    /// threads, those in which several threads use one machine.
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
/// If Rust has no sanitizers for this machine, a tool is missing, or a sanitizer finds something.
pub fn run(sanitizer: Option<Sanitizer>) -> Result<()> {
    let toolchain = Toolchain::of_this_cargo()?;
    if !HOSTS.contains(&toolchain.host()) {
        bail!("the sanitizers run on {} only; this is {}", HOSTS.join(" and "), toolchain.host());
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
        // The sanitizer must see the synchronization in the standard library, or it reports false
        // races.
        tools::RUST_SRC.path()?;
        cargo.arg("-Zbuild-std");
    } else {
        // A driver that never returns, or crashes as some mutants do, keeps its stack for ever: an
        // intended leak.
        cargo.arg("--");
        for leaks in [
            "driver_that_calls_endlessly_is_reported",
            "crashes::",
            "bug_check_of_an_image",
            "callers_buffer_faults",
            "mutants_of_",
        ] {
            cargo.args(["--skip", leaks]);
        }
        // The sanitizer has functions of its own in place of those that the test counts.
        cargo.args(["--skip", "transfer_copies_its_buffer_twice"]);
    }
    cargo
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target().join("sanitize").join(sanitizer.name()))
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", format!("-Zsanitizer={}", sanitizer.name()))
        // The sanitizer would keep a second stack for each simulated thread, and never free it: an
        // exploration has thousands.
        .env("ASAN_OPTIONS", "detect_stack_use_after_return=0")
        // Random sequences are slow under a sanitizer, so there are fewer.
        .env("PROPTEST_CASES", "64")
        // Sanitizers are an unstable option of the compiler.
        .env("RUSTC_BOOTSTRAP", "1");
    Ok(cargo)
}
