//! Runs other programs: shows their output if they fail, and ends those that take too long.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Runs a program to its end and shows its output. `what` names its task in an error.
///
/// # Errors
/// If the program cannot be started or fails.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{what} failed: {} ended with {status}", program(command));
    }
    Ok(())
}

/// Runs a program to its end and returns its standard output. `what` names its task in an error.
///
/// # Errors
/// If the program cannot be started or fails; the error has all its output.
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

/// Waits for a program's end. Returns `None` if the program took too long and was ended.
///
/// # Errors
/// If waiting for the program, or ending it, fails.
pub fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for a program")? {
            return Ok(Some(status));
        }
        if Instant::now() > deadline {
            child.kill().context("cannot end a program that took too long")?;
            child.wait().context("cannot wait for a program")?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}; 'cargo kmdf doctor' lists what is missing", program(command))
}

fn program(command: &Command) -> String {
    command.get_program().display().to_string()
}
