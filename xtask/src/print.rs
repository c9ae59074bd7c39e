//! Output that may fail: a reader that left, or a full disk, is an error and no panic.

use std::fmt;
use std::io::{self, Write};

use anyhow::{Context, Result};

/// Writes a line to standard output; an error is one of the command.
///
/// # Errors
/// If standard output takes no more.
#[macro_export]
macro_rules! say {
    ($($argument:tt)*) => {
        $crate::print::line(::core::format_args!($($argument)*))
    };
}
pub use say;

/// Writes a line to standard output and flushes it, so that it stands before what the next program
/// writes. Used through [`say!`].
///
/// # Errors
/// If standard output takes no more.
pub fn line(text: fmt::Arguments<'_>) -> Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}")
        .and_then(|()| output.flush())
        .context("cannot write to standard output")
}

/// Writes an error to standard error, with its causes. Nothing is written for a reader of standard
/// output that left: it has what it wanted.
pub fn error(error: &anyhow::Error) {
    if !is_closed_pipe(error) {
        // Nobody can be told of an error in writing to standard error.
        let _ = writeln!(io::stderr(), "error: {error:#}");
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
