//! Output that reports a closed pipe or a full disk without a panic.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Prints a line to standard output, as `println!` does.
macro_rules! say {
    ($($argument:tt)*) => {
        $crate::program::output::line(format_args!($($argument)*))
    };
}
pub(crate) use say;

/// Prints a line. A closed pipe or a full disk ends the process.
pub fn line(text: fmt::Arguments<'_>) {
    let Err(error) = writeln!(io::stdout().lock(), "{text}") else { return };
    if error.kind() != ErrorKind::BrokenPipe {
        let _ = writeln!(io::stderr(), "error: standard output: {error}");
    }
    std::process::exit(i32::from(crate::program::UNUSABLE));
}

/// Prints a piece of text to standard error. Errors are ignored: there is nowhere to report them.
pub fn note(text: &str) {
    let mut stderr = io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}

/// Writes the file of an option. A file that could not be written whole is removed.
pub fn write(option: &str, path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| {
        if path.is_file() {
            // The first error is the one to report.
            let _ = std::fs::remove_file(path);
        }
        format!("{option} {}: {error}", path.display())
    })
}
