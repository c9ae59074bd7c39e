//! The app's output. Printing never panics, and a closed pipe ends the run quietly.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::stop::Stop;

/// Standard output and standard error, shared by clones. Several threads may print.
#[derive(Clone)]
pub struct Console {
    output: Arc<Mutex<Output>>,
    stop: Stop,
    terminal: bool,
}

struct Output {
    stream: Box<dyn Write + Send>,
    failure: Option<io::Error>,
}

impl Console {
    /// The console of the process. An error on standard output requests `stop`.
    pub fn new(stop: &Stop) -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Self::over(Box::new(stdout), terminal, stop)
    }

    fn over(stream: Box<dyn Write + Send>, terminal: bool, stop: &Stop) -> Self {
        let output = Output { stream, failure: None };
        Self { output: Arc::new(Mutex::new(output)), stop: stop.clone(), terminal }
    }

    /// Whether standard output is a terminal, which can show a progress bar.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Prints one line on standard output, unless an earlier line failed.
    pub fn line(&self, text: impl fmt::Display) {
        let mut output = self.output();
        if output.failure.is_some() {
            return;
        }
        let written =
            writeln!(output.stream, "{}", escaped(&text)).and_then(|()| output.stream.flush());
        if let Err(failure) = written {
            output.failure = Some(failure);
            self.stop.request();
        }
    }

    /// Prints one line on standard error. Errors from writing to standard error are ignored.
    pub fn complain(&self, text: impl fmt::Display) {
        // Locked, so that the line does not split a line of another thread.
        let _output = self.output();
        let _ = writeln!(io::stderr(), "{}", escaped(&text));
    }

    /// The error on standard output, unless the reader has just closed the pipe.
    pub fn failure(&self) -> Option<String> {
        self.output()
            .failure
            .as_ref()
            .filter(|failure| failure.kind() != io::ErrorKind::BrokenPipe)
            .map(|failure| format!("cannot write to standard output: {failure}"))
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text with escapes for its control characters, so that the name of a device or a file cannot
/// control the terminal.
fn escaped(text: &impl fmt::Display) -> String {
    let mut escaped = String::new();
    for character in text.to_string().chars() {
        if character.is_control() && character != '\n' {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
pub mod memory {
    //! A console that prints into memory, for unit tests.

    use super::{Arc, Console, Mutex, Stop, Write, io};

    /// The printed text.
    #[derive(Clone, Default)]
    pub struct Printed(Arc<Mutex<Vec<u8>>>);

    impl Printed {
        /// The lines so far.
        pub fn lines(&self) -> Vec<String> {
            let bytes = self.0.lock().unwrap().clone();
            let text = String::from_utf8(bytes).unwrap();
            text.lines().map(str::to_owned).collect()
        }
    }

    impl Write for Printed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A console that prints into memory.
    pub fn console(stop: &Stop) -> (Console, Printed) {
        let printed = Printed::default();
        let console = Console::over(Box::new(printed.clone()), false, stop);
        (console, printed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn broken(kind: io::ErrorKind) -> (Console, Stop) {
        let stop = Stop::default();
        let console = Console::over(Box::new(Broken(kind)), false, &stop);
        console.line("lost");
        (console, stop)
    }

    #[test]
    fn line_into_closed_pipe_stops_quietly() {
        let (console, stop) = broken(io::ErrorKind::BrokenPipe);
        assert!(stop.requested());
        assert_eq!(console.failure(), None);
    }

    #[test]
    fn line_on_full_disk_stops_and_is_reported() {
        let (console, stop) = broken(io::ErrorKind::StorageFull);
        assert!(stop.requested());
        let failure = console.failure().expect("a failure to report");
        assert!(failure.starts_with("cannot write to standard output: "));
    }

    #[test]
    fn line_with_control_characters_is_escaped() {
        let stop = Stop::default();
        let (console, printed) = memory::console(&stop);
        console.line("ROOT\u{1B}[31m\\\u{9B}2J\rone\ntwo \u{1F426}");
        assert_eq!(printed.lines(), [r"ROOT\u{1b}[31m\\u{9b}2J\rone", "two \u{1F426}"]);
    }

    #[test]
    fn line_on_working_output_is_printed() {
        let stop = Stop::default();
        let (console, printed) = memory::console(&stop);
        console.line(format_args!("{} and {}", 1, 2));
        assert_eq!(printed.lines(), ["1 and 2"]);
        assert!(!stop.requested());
    }
}
