//! `cargo xtask explore`: builds and runs the program that explores the driver's schedules.

use std::ffi::OsString;
use std::process::{Command, ExitCode, ExitStatus};

use anyhow::Context;
use cargo_kmdf::toolchain;

use crate::paths;

/// Runs the program with these arguments, and returns its exit code.
///
/// # Errors
/// If Cargo cannot be started.
pub fn run(arguments: &[OsString]) -> anyhow::Result<ExitCode> {
    // A program that a signal ended has no code.
    let code = status(arguments)?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

/// Runs the program with these arguments to its end.
///
/// # Errors
/// If Cargo cannot be started.
pub fn status(arguments: &[OsString]) -> anyhow::Result<ExitStatus> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["run", "--profile", "exploration", "--package", "echo-exploration"])
        .args(["--bin", "explore"])
        .arg("--manifest-path")
        .arg(paths::root().join("Cargo.toml"))
        .arg("--")
        .args(arguments);
    cargo.status().context("cannot start cargo")
}
