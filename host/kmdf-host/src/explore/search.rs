//! A search: the schedules of one exploration, one after the other.
#![forbid(unsafe_code)]

use std::time::{Duration, Instant};

use super::explorer::Explorer;
use super::memory::{Kept, Memory, Table};
use super::order::Order;
use super::progress::Progress;
use super::report::{Forgotten, Report};
use super::run::Outcome;
use super::runs::Runs;
use super::shrink::explain;
use super::stage::Stage;
use super::strategy::Chooser;

/// The complaint when a step did not depend on the machine's state alone.
const CONTRADICTION: &str = "a step behaved differently although everything it read on the \
    machine was unchanged: driver or test threads share state outside the machine; use \
    Explorer::without_pruning";

/// The least time between two reports of progress.
const PAUSE: Duration = Duration::from_millis(100);

/// A search.
pub(super) struct Search<'a> {
    explorer: &'a Explorer,
    start: Instant,
    /// When the progress was last reported.
    told: Instant,
    memory: Memory,
    prune: bool,
    /// The call with which the driver handed on memory that the host does not see.
    hidden: Option<&'static str>,
    runs: Runs<'a>,
    chooser: Box<dyn Chooser>,
    schedules: u64,
    steps: u64,
    /// The ends of the schedules that differ, while they are counted.
    ends: Option<Table<()>>,
    /// Whether there was no memory to count them.
    uncounted: bool,
}

impl<'a> Search<'a> {
    /// A search that has not begun.
    pub(super) fn new(explorer: &'a Explorer, situation: &'a dyn Fn(&mut Stage)) -> Self {
        let (start, memory, prune) = (Instant::now(), Memory::of(explorer.memory), explorer.prune);
        let chooser = explorer.strategy.chooser(prune.then_some(memory.states));
        Self {
            explorer,
            start,
            told: start,
            memory,
            prune,
            hidden: None,
            runs: Runs::of(situation, explorer.patience, prune.then_some(memory.ways)),
            ends: chooser.tells_states_apart().then(Table::default),
            chooser,
            schedules: 0,
            steps: 0,
            uncounted: false,
        }
    }

    /// Runs schedules until one fails, every schedule is covered, or a limit is reached.
    pub(super) fn run(mut self) -> Report {
        let mut failed = None;
        while failed.is_none() && self.continues() {
            failed = self.attempt();
            if self.told.elapsed() >= PAUSE {
                self.report_progress();
            }
        }
        self.report_progress();
        let exhausted = failed.is_none() && self.chooser.exhausted();
        let forgotten = Forgotten {
            limit: self.explorer.memory as u64,
            states: self.chooser.states().forgotten,
            ways: self.runs.order.forgotten(),
            ends: self.uncounted,
        };
        let Self { start, hidden, mut runs, chooser, schedules, steps, ends, .. } = self;
        // The search for a shorter schedule has states of its own.
        drop(chooser);
        let states = self.prune.then_some(self.memory.states);
        let failure =
            failed.map(|(outcome, made)| explain(&mut runs, states, outcome, made, schedules));
        Report {
            schedules,
            steps,
            differing: ends.map(|ends| ends.len() as u64),
            exhausted,
            hidden,
            forgotten,
            elapsed: start.elapsed(),
            failure,
        }
    }

    /// Whether there is a next schedule, and no limit is reached.
    fn continues(&mut self) -> bool {
        self.explorer.schedules.is_none_or(|limit| self.schedules < limit)
            && self.explorer.time.is_none_or(|limit| self.start.elapsed() < limit)
            && self.chooser.begin()
    }

    /// Runs the next schedule. Returns its outcome and its choices if it failed.
    fn attempt(&mut self) -> Option<(Outcome, Vec<usize>)> {
        let (mut outcome, made) = self.runs.attempt(&mut *self.chooser);
        let restarts = self.prune && self.chooser.tells_states_apart() && outcome.hidden.is_some();
        if restarts {
            // What was left out so far may have been different: from the beginning, without leaving
            // out anything.
            (self.prune, self.hidden, self.ends) = (false, outcome.hidden, None);
            self.chooser = self.explorer.strategy.chooser(None);
            self.runs.order = Order::new(None);
        }
        if self.prune && self.runs.order.is_contradicted() {
            outcome.complaints.push(CONTRADICTION.into());
        }
        self.schedules += 1;
        self.steps += u64::from(outcome.steps);
        if !outcome.covered {
            self.count(outcome.end);
        }
        if !outcome.complaints.is_empty() {
            return Some((outcome, made));
        }
        if !restarts {
            self.chooser.end();
        }
        None
    }

    /// Counts the end of a schedule, if it differs from the others and while there is memory.
    fn count(&mut self, end: u64) {
        let Some(ends) = &mut self.ends else { return };
        ends.insert(end, ());
        if ends.bytes() > self.memory.ends {
            (self.ends, self.uncounted) = (None, true);
        }
    }

    fn report_progress(&mut self) {
        let Some(report) = &self.explorer.progress else { return };
        self.told = Instant::now();
        let (seen, ends) = (self.chooser.states(), self.ends.as_ref().map_or(0, Kept::bytes));
        let bytes = (seen.bytes + self.runs.order.bytes() + ends) as u64;
        report(&Progress { schedules: self.schedules, states: seen.count, bytes });
    }
}
