//! Runs an example of this workspace for its output.

use std::process::Command;

use anyhow::Result;
use cargo_kmdf::{process, toolchain};

use crate::paths;

/// Builds and runs an example; returns its output. `what` names the work in an error.
///
/// # Errors
/// If the example cannot be built or fails.
pub(super) fn run(package: &str, example: &str, arguments: &[&str], what: &str) -> Result<String> {
    let cargo = |command: &[&str]| {
        let mut cargo = Command::new(toolchain::cargo());
        cargo.args(command).args(["--locked", "--package", package, "--example", example]);
        cargo.current_dir(paths::root());
        cargo
    };
    // Shows what Cargo compiles, and for how long.
    process::run(&mut cargo(&["build"]), what)?;
    process::output(cargo(&["run", "--quiet"]).arg("--").args(arguments), what)
}
