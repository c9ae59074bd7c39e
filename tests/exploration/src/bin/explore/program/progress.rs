//! How far a run is, printed while it lasts.

use std::fmt;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kmdf_host::explore::Progress;

use crate::program::output;
use crate::program::work::lock;

/// How far all searches of a run are, together.
#[derive(Default)]
pub struct SoFar(Mutex<Sum>);

#[derive(Default)]
struct Sum {
    schedules: u64,
    /// The states that the searches under way remember.
    states: u64,
    /// The bytes that those searches take.
    bytes: u64,
}

impl SoFar {
    /// Notes how far a search is; it last was at `told`.
    pub fn replace(&self, told: &mut Progress, now: Progress) {
        let mut sum = lock(&self.0);
        sum.schedules = sum.schedules + now.schedules() - told.schedules();
        sum.states = sum.states + now.states() - told.states();
        sum.bytes = sum.bytes + now.bytes() - told.bytes();
        *told = now;
    }

    /// Notes the end of a search, which last was at `told`: it takes no memory any more.
    pub fn end(&self, told: &Progress) {
        let mut sum = lock(&self.0);
        sum.states -= told.states();
        sum.bytes -= told.bytes();
    }
}

/// Prints how far a run is: to a terminal in a line that it replaces, and elsewhere, if asked for, in
/// a line each second.
pub struct Meter {
    start: Instant,
    is_terminal: bool,
    is_asked_for: bool,
    /// The second in which the next line is due.
    due: AtomicU64,
}

impl Meter {
    /// A run that begins now.
    pub fn start(is_asked_for: bool) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        Self { start: Instant::now(), is_terminal, is_asked_for, due: AtomicU64::new(0) }
    }

    /// How long the run has lasted.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Shows how far the run is.
    pub fn show(&self, so_far: &SoFar) {
        let elapsed = self.elapsed();
        let second = elapsed.as_secs();
        let is_due = second >= self.due.load(Ordering::Relaxed);
        if !(self.is_terminal || self.is_asked_for && is_due) {
            return;
        }
        let text = Line { sum: &lock(&so_far.0), seconds: elapsed.as_secs_f64() }.to_string();
        if self.is_terminal {
            output::note(&format!("{CLEAR}{text} "));
        } else {
            self.due.store(second + 1, Ordering::Relaxed);
            output::note(&format!("{text}\n"));
        }
    }

    /// Clears the line of a terminal.
    pub fn clear(&self) {
        if self.is_terminal {
            output::note(CLEAR);
        }
    }
}

/// Begins a terminal's line again.
const CLEAR: &str = "\r\x1b[K";

/// One line.
struct Line<'a> {
    sum: &'a Sum,
    seconds: f64,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sum: Sum { schedules, states, bytes }, seconds } = self;
        #[expect(clippy::cast_precision_loss, reason = "the rate is shown without decimals")]
        let rate = *schedules as f64 / seconds;
        let mebibytes = bytes >> 20;
        write!(
            f,
            "{schedules} schedules, {rate:.0} a second, {states} states, {mebibytes} MiB, \
             {seconds:.0} s"
        )
    }
}
