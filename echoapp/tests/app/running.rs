//! Starting the app, reading its output, and ending it. Every wait has a limit.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// When a run counts as stuck. No result depends on this limit.
const LIMIT: Duration = Duration::from_mins(10);

/// The app with these arguments, not started.
///
/// `ECHOAPP_RUNNER` names a program that runs the app, and the program's arguments, each without spaces.
pub fn echoapp(arguments: &[&str]) -> Command {
    const APP: &str = env!("CARGO_BIN_EXE_echoapp");
    let runner = env::var("ECHOAPP_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace().chain([APP]);
    let mut command = Command::new(words.next().unwrap_or(APP));
    command.args(words);
    command.args(arguments).stdin(Stdio::null());
    command
}

/// A complete run of the app.
pub fn run(arguments: &[&str]) -> Finished {
    Running::start(echoapp(arguments).stdout(Stdio::piped())).finish()
}

/// How a run ended.
#[derive(Debug)]
pub struct Finished {
    /// The exit code; `None` if a signal ended the app.
    pub code: Option<i32>,
    /// The lines on standard output.
    pub lines: Vec<String>,
    /// Standard error as a whole.
    pub complaints: String,
}

impl Finished {
    /// The value of a line of the summary.
    #[cfg(any(not(windows), hosted))]
    pub fn value(&self, label: &str) -> &str {
        let value = self.lines.iter().find_map(|line| line.strip_prefix(label));
        value.unwrap_or_else(|| panic!("no {label} in {self:#?}")).trim()
    }
}

/// The app while it runs.
pub struct Running {
    child: Child,
    output: Option<Receiver<String>>,
    complaints: JoinHandle<String>,
    lines: Vec<String>,
}

impl Running {
    /// Starts the app and reads its standard error, and its standard output if that is piped.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the app starts");
        let output = child.stdout.take().map(|stdout| {
            let (sender, receiver) = channel();
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
            receiver
        });
        let mut stderr = child.stderr.take().expect("standard error is piped");
        let complaints = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).expect("complaints are UTF-8");
            text
        });
        Self { child, output, complaints, lines: Vec::new() }
    }

    /// Waits until the app has printed `count` lines of this kind.
    #[cfg(unix)]
    pub fn expect_lines(&mut self, mut count: usize, is_kind: impl Fn(&str) -> bool) {
        let output = self.output.as_ref().expect("standard output is piped");
        while count > 0 {
            let line = output.recv_timeout(LIMIT).expect("another line");
            count -= usize::from(is_kind(&line));
            self.lines.push(line);
        }
    }

    /// Sends Ctrl-C.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
        assert!(status.success(), "kill -INT {id}: {status}");
    }

    /// Waits until the app has ended.
    pub fn finish(mut self) -> Finished {
        let deadline = Instant::now() + LIMIT;
        if let Some(output) = &self.output {
            loop {
                match output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                    Ok(line) => self.lines.push(line),
                    Err(RecvTimeoutError::Disconnected) => break,
                    Err(RecvTimeoutError::Timeout) => self.give_up(),
                }
            }
        }
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the app can be waited for") {
                break status;
            }
            if Instant::now() > deadline {
                self.give_up();
            }
            thread::sleep(Duration::from_millis(5));
        };
        let complaints = self.complaints.join().expect("standard error was read");
        assert!(!complaints.contains("panicked"), "{complaints}");
        Finished { code: status.code(), lines: self.lines, complaints }
    }

    fn give_up(&mut self) -> ! {
        let killed = self.child.kill();
        panic!(
            "the app did not end in {LIMIT:?} (killed: {killed:?}); it printed {:#?}",
            self.lines
        )
    }
}
