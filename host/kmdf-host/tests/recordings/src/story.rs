//! What happened on a machine, with the steps of the application in between.

use std::fmt;

use kmdf_host::trace::{Pnp, ThreadName};
use kmdf_host::{Event, EventKind, Machine, Who};

/// A line of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// An action or a finding of the application, in the words of the recording.
    Application(String),
    /// An event of the machine.
    Event(Event),
}

impl fmt::Display for Happened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application(what) => write!(f, "application,{what}"),
            Self::Event(event) => {
                write!(f, "{},{} at IRQL {}", event.who(), event.kind, event.irql)
            }
        }
    }
}

/// The events of a machine from a moment on, with the steps of the application in between.
///
/// These events are left out, because the recordings have no row for them: the application's calls
/// and the results of its operations, which the application reports itself; the installation, the
/// load and the unload of a driver; debug output; and the calls that the recorder did not record.
/// A broken rule is never left out, and so agrees with no recording.
#[derive(Debug)]
pub struct Story {
    machine: Machine,
    is_recorded: fn(&str) -> bool,
    /// Whether debug output is shown.
    with_debug: bool,
    /// The number of events seen so far.
    seen: usize,
    lines: Vec<Happened>,
}

impl Story {
    /// The story of a machine from now on. `is_recorded` says which calls of the driver the
    /// recording shows, by the names of the DDIs.
    #[must_use]
    pub fn new(machine: &Machine, is_recorded: fn(&str) -> bool) -> Self {
        let seen = machine.trace().len();
        Self { machine: machine.clone(), is_recorded, with_debug: false, seen, lines: Vec::new() }
    }

    /// Shows the debug output of the driver, too.
    #[must_use]
    pub fn with_debug(mut self) -> Self {
        self.with_debug = true;
        self
    }

    /// Adds an action or a finding of the application, after all events so far.
    pub fn application(&mut self, what: impl Into<String>) {
        self.catch_up();
        self.lines.push(Happened::Application(what.into()));
    }

    /// The lines so far.
    #[must_use]
    pub fn lines(mut self) -> Vec<Happened> {
        self.catch_up();
        self.lines
    }

    fn catch_up(&mut self) {
        let events = self.machine.trace().split_off(self.seen);
        self.seen += events.len();
        let (is_recorded, with_debug) = (self.is_recorded, self.with_debug);
        let shown = events.into_iter().filter(|event| match event.kind {
            EventKind::Debug(_) => with_debug,
            _ => is_shown(event, is_recorded),
        });
        self.lines.extend(shown.map(Happened::Event));
    }
}

fn is_shown(event: &Event, is_recorded: fn(&str) -> bool) -> bool {
    match &event.kind {
        EventKind::Call { ddi, .. } | EventKind::CallReturned { ddi, .. } => is_recorded(ddi),
        EventKind::Pnp(pnp) => matches!(pnp, Pnp::Sent { .. }),
        EventKind::FileIrp { .. } => true,
        kind => !matches!(kind.who(), Who::Application | Who::IoManager | Who::Debug),
    }
}

/// Removes each run of a callback in which the driver does not call `ddi`. The recordings leave out
/// the ticks of a timer that find nothing to do.
#[must_use]
pub fn without_idle(lines: Vec<Happened>, callback: &str, ddi: &str) -> Vec<Happened> {
    let mut is_idle = vec![false; lines.len()];
    for (start, line) in lines.iter().enumerate() {
        let Happened::Event(entry) = line else { continue };
        if entry.kind.enters(callback)
            && let Some(run) = run_of(&lines[start..], entry.thread, callback)
            && !run.iter().any(|index| calls(&lines[start + index], ddi))
        {
            for index in run {
                is_idle[start + index] = true;
            }
        }
    }
    let kept = lines.into_iter().zip(is_idle).filter(|(_, is_idle)| !is_idle);
    kept.map(|(line, _)| line).collect()
}

/// The indexes of the lines of a callback's run, which begins with the first line.
fn run_of(lines: &[Happened], thread: ThreadName, callback: &str) -> Option<Vec<usize>> {
    let mut run = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Happened::Event(event) = line else { continue };
        if event.thread == thread {
            run.push(index);
            if event.who() == Who::CallbackLeave && event.kind.name() == Some(callback) {
                return Some(run);
            }
        }
    }
    None
}

fn calls(line: &Happened, ddi: &str) -> bool {
    matches!(line, Happened::Event(event) if event.kind.calls(ddi))
}
