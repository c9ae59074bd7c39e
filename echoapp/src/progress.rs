//! The progress of an asynchronous run: a bar on a terminal, plain lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::Console;

/// The least time between two lines of a run without end.
const PACE: Duration = Duration::from_secs(1);

/// The progress of a run.
pub enum Progress {
    /// A bar, redrawn in place.
    Bar(ProgressBar),
    /// A line after each tenth of the requests or, in a run without end, each second.
    Lines {
        /// The console for the lines.
        console: Console,
        /// The number of requests; `None` in a run without end.
        total: Option<u64>,
        /// The number of tenths printed.
        tenths: u64,
        /// The time of the last line, at first of the start.
        printed: Instant,
    },
}

impl Progress {
    /// A bar for `count` reads and `count` writes (0: without end).
    pub fn bar(count: u64) -> Self {
        let (length, template) = match total(count) {
            Some(total) => (Some(total), "{bar:40} {pos} of {len} requests, {eta} left"),
            None => (None, "{spinner} {pos} requests, {elapsed}; Ctrl-C ends the run"),
        };
        let style = ProgressStyle::with_template(template);
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stdout())
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::Bar(bar)
    }

    /// Lines for `count` reads and `count` writes (0: without end).
    pub fn lines(console: &Console, count: u64) -> Self {
        Self::Lines {
            console: console.clone(),
            total: total(count),
            tenths: 0,
            printed: Instant::now(),
        }
    }

    /// Shows that `ended` requests have ended.
    pub fn reached(&mut self, ended: u64) {
        self.reached_at(ended, Instant::now());
    }

    fn reached_at(&mut self, ended: u64, now: Instant) {
        match self {
            Self::Bar(bar) => bar.set_position(ended),
            Self::Lines { console, total: Some(total), tenths, .. } => {
                let reached = ended * 10 / *total;
                if reached > *tenths {
                    *tenths = reached;
                    console.line(format_args!("{ended} of {total} requests ended"));
                }
            }
            Self::Lines { console, printed, .. } => {
                if now.saturating_duration_since(*printed) >= PACE {
                    *printed = now;
                    console.line(format_args!("{ended} requests ended"));
                }
            }
        }
    }

    /// Ends the display; a bar is erased.
    pub fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn total(count: u64) -> Option<u64> {
    (count > 0).then(|| count.saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::memory;
    use crate::stop::Stop;

    #[test]
    fn lines_come_at_each_tenth() {
        let (console, printed) = memory::console(&Stop::default());
        let mut progress = Progress::lines(&console, 50);
        (1..=100).for_each(|ended| progress.reached(ended));
        let lines = printed.lines();
        assert_eq!(lines.len(), 10);
        assert_eq!(lines[0], "10 of 100 requests ended");
        assert_eq!(lines[9], "100 of 100 requests ended");
    }

    #[test]
    fn lines_of_two_requests_come_after_each() {
        let (console, printed) = memory::console(&Stop::default());
        let mut progress = Progress::lines(&console, 1);
        (1..=2).for_each(|ended| progress.reached(ended));
        assert_eq!(printed.lines(), ["1 of 2 requests ended", "2 of 2 requests ended"]);
    }

    #[test]
    fn lines_without_end_wait_for_a_second() {
        let (console, printed) = memory::console(&Stop::default());
        let start = Instant::now();
        let mut progress = Progress::Lines { console, total: None, tenths: 0, printed: start };
        progress.reached_at(1, start + PACE.mul_f64(0.99));
        assert_eq!(printed.lines(), [""; 0]);
        progress.reached_at(2, start + PACE);
        progress.reached_at(3, start + PACE.mul_f64(1.99));
        assert_eq!(printed.lines(), ["2 requests ended"]);
    }
}
