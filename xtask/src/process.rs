//! Runs other programs, and says what they said when they fail.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a program to its end with its output shown.
///
/// # Errors
/// If it cannot be started or does not succeed; `what` is what it was to do.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{what} failed: {} ended with {status}", program(command));
    }
    Ok(())
}

/// Runs a program to its end with its output kept, and gives what it wrote to standard output.
///
/// # Errors
/// If it cannot be started or does not succeed, with all that it wrote; `what` is what it was to
/// do.
pub fn output(command: &mut Command, what: &str) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    let written = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!(
            "{what} failed: {} ended with {}\n{written}{}",
            program(command),
            output.status,
            String::from_utf8_lossy(&output.stderr),
        );
    }
    Ok(written.into_owned())
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}: see 'cargo xtask doctor'", program(command))
}

fn program(command: &Command) -> String {
    command.get_program().display().to_string()
}
