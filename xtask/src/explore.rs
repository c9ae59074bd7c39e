//! `cargo xtask explore`: builds and runs the program that explores the driver's schedules.

use std::ffi::OsString;
use std::process::{Command, ExitCode, ExitStatus};

use anyhow::Context;

use crate::{paths, toolchain};

/// The package of the programs.
const PACKAGE: &str = "echo-exploration";

/// Runs the program with these arguments, and gives its exit code.
///
/// # Errors
/// If it cannot be started.
pub fn run(arguments: &[OsString]) -> anyhow::Result<ExitCode> {
    // A program that a signal ends has no code.
    let code = status(arguments)?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

/// Runs the program with these arguments to its end. With `--mutants` it is the one
/// that looks for the mistakes of mutants: a program can only have one allocator, and so the driver
/// and its mutants are not linked into the same.
///
/// # Errors
/// If it cannot be started.
pub fn status(arguments: &[OsString]) -> anyhow::Result<ExitStatus> {
    let mutants = arguments.iter().any(|argument| {
        argument.to_str().is_some_and(|a| a == "--mutants" || a.starts_with("--mutants="))
    });
    let program = if mutants { "explore-mutants" } else { "explore" };
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["run", "--profile", "exploration", "--package", PACKAGE, "--bin", program])
        .arg("--manifest-path")
        .arg(paths::root().join("Cargo.toml"))
        .arg("--")
        .args(arguments);
    cargo.status().context("cargo cannot be started")
}
