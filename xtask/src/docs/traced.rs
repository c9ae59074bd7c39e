//! The traces in `docs/DRIVER.md`, from the driver in the host, in virtual time.

use anyhow::Result;

use super::example;

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
    let rows = example::run("echoapp", "trace", &[variant], "tracing a write and a read")?;
    Ok(format!("```text\n{rows}```\n").into_bytes())
}
