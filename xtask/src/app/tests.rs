//! Builds the app's own test programs for Windows, for [`crate::wine`] to run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_kmdf::print::say;
use cargo_kmdf::process;
use serde_json::Value;

use crate::paths;

/// The app's unit tests, including those of its overlapped I/O.
pub const UNIT: &str = "unit.exe";
/// The tests of the built app.
pub const INTEGRATION: &str = "integration.exe";

/// Builds the test programs in the debug profile and copies them to [`paths::app_tests`].
///
/// # Errors
/// If the tests do not compile, or a file cannot be copied.
pub fn build() -> Result<()> {
    let mut cargo = super::cargo("test", super::GNU)?;
    cargo.args(["--no-run", "--message-format=json-render-diagnostics"]);
    say!("building the app's tests for Windows")?;
    // Cargo's standard error, with the warnings and errors, is shown when it fails.
    let messages = process::output(&mut cargo, "compiling the app's tests")?;
    let folder = paths::app_tests();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (kind, name) in [("bin", UNIT), ("test", INTEGRATION)] {
        let program = program(&messages, kind)
            .with_context(|| format!("Cargo's messages name no test program of the kind {kind}"))?;
        let to = folder.join(name);
        copy(&program, &to)?;
        say!("{}", to.display())?;
    }
    Ok(())
}

/// The test program of the first target of that kind in Cargo's messages.
fn program(messages: &str, kind: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter(|message| {
        message["profile"]["test"] == true && message["target"]["kind"][0] == kind
    });
    Some(PathBuf::from(programs.next()?["executable"].as_str()?))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = fs::copy(from, to);
    copied.map(drop).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}
