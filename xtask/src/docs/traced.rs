//! The traces in `docs/DRIVER.md`, from the driver in the host, in virtual time.

use std::process::Command;

use anyhow::Result;

use crate::process::output;
use crate::{paths, toolchain};

/// The trace of `AutoSync`.
///
/// # Errors
/// If the example cannot be built or run.
pub fn auto_sync() -> Result<Vec<u8>> {
    trace("AutoSync")
}

/// The trace of `DriverSync`.
///
/// # Errors
/// If the example cannot be built or run.
pub fn driver_sync() -> Result<Vec<u8>> {
    trace("DriverSync")
}

fn trace(variant: &str) -> Result<Vec<u8>> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["run", "--quiet", "--package", "echoapp", "--example", "trace"])
        .arg("--manifest-path")
        .arg(paths::root().join("Cargo.toml"))
        .args(["--", variant]);
    let rows = output(&mut cargo, "tracing a write and a read")?;
    Ok(format!("```text\n{rows}```\n").into_bytes())
}
