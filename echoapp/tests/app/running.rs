//! Starting the app, following its output, and ending it: nothing here waits without a limit.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Longer than any run of these tests takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(50);

/// The app with these arguments, not started yet.
pub fn echoapp(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_echoapp"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// A run of the app from beginning to end.
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
    /// What stands behind a label of the summary.
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
    /// Starts the app and follows standard error, and standard output if it is piped.
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

    /// Waits until the app has printed a line with this beginning.
    #[cfg(unix)]
    pub fn expect_line(&mut self, beginning: &str) {
        let output = self.output.as_ref().expect("standard output is piped");
        loop {
            let line = output.recv_timeout(LIMIT).expect("another line");
            let found = line.starts_with(beginning);
            self.lines.push(line);
            if found {
                return;
            }
        }
    }

    /// Presses Ctrl-C.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
        assert!(status.success(), "kill -INT {id}: {status}");
    }

    /// Waits for the end.
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
