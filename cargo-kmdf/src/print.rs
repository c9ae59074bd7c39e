//! Output that may fail: a closed pipe or a full disk is an error, not a panic.

use std::fmt;
use std::io::{self, Write};

use anyhow::{Context, Result};
use serde_json::Value;

/// How a command reports what it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Output {
    /// Text for people: progress on standard error, results on standard output.
    #[default]
    Text,
    /// Findings and errors only.
    Quiet,
    /// Results as JSON for programs, one object a line on standard output.
    Json,
}

impl Output {
    /// Says on standard error what begins, so that nobody waits without knowing for what.
    pub fn progress(self, text: fmt::Arguments<'_>) {
        if self == Self::Text {
            // Errors from writing to standard error are ignored.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Writes a result.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn result(self, text: fmt::Arguments<'_>, json: impl FnOnce() -> Value) -> Result<()> {
        if self == Self::Quiet { Ok(()) } else { self.finding(text, json) }
    }

    /// Writes a finding, which a quiet command writes too.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn finding(self, text: fmt::Arguments<'_>, json: impl FnOnce() -> Value) -> Result<()> {
        match self {
            Self::Text | Self::Quiet => line(text),
            Self::Json => line(format_args!("{}", json())),
        }
    }
}

/// Writes a line to standard output; a failed write fails the command.
///
/// # Errors
/// If standard output cannot be written.
#[macro_export]
macro_rules! say {
    ($($argument:tt)*) => {
        $crate::print::line(::core::format_args!($($argument)*))
    };
}
pub use say;

/// Writes a line to standard output and flushes it, so that the line precedes the output of the
/// next program. Used through [`say!`].
///
/// # Errors
/// If standard output cannot be written.
pub fn line(text: fmt::Arguments<'_>) -> Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}")
        .and_then(|()| output.flush())
        .context("cannot write to standard output")
}

/// Writes an error and its causes to standard error. A closed pipe is not reported: its reader has
/// what it wanted.
pub fn error(error: &anyhow::Error) {
    if !is_closed_pipe(error) {
        // Errors from writing to standard error are ignored.
        let _ = writeln!(io::stderr(), "error: {error:#}");
    }
}

/// Writes a warning to standard error.
pub fn warning(text: fmt::Arguments<'_>) {
    // Errors from writing to standard error are ignored.
    let _ = writeln!(io::stderr(), "warning: {text}");
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
