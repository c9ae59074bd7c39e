//! Output that may fail: a closed pipe or a full disk is an error, not a panic.

use std::fmt;
use std::io::{self, Write};

use anyhow::{Context, Result};

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

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
