//! The explorer: runs a situation in one schedule after the other, until one fails or a limit is
//! reached.
#![forbid(unsafe_code)]

use std::fmt;
use std::time::{Duration, Instant};

use super::hash::Set;
use super::order::Order;
use super::report::{Replay, Report};
use super::run::Outcome;
use super::runs::Runs;
use super::shrink::explain;
use super::stage::Stage;
use super::strategy::{Schedule, Strategy};

/// The complaint when a step did not depend on the machine's state alone.
const CONTRADICTION: &str = "a step behaved differently although everything it read on the \
    machine was unchanged: driver or test threads share state outside the machine; use \
    Explorer::without_pruning";

/// Explores situations.
pub struct Explorer {
    strategy: Strategy,
    schedules: Option<u64>,
    time: Option<Duration>,
    prune: bool,
    patience: Duration,
    progress: Option<Box<dyn Fn(u64)>>,
}

impl fmt::Debug for Explorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explorer").field("strategy", &self.strategy).finish_non_exhaustive()
    }
}

/// Runs a situation in one schedule, whether it fails or not.
#[must_use]
pub fn replay(schedule: &Schedule, situation: &dyn Fn(&mut Stage)) -> Replay {
    Explorer::new(Strategy::exhaustive()).replay(schedule, situation)
}

impl Explorer {
    /// Explores with a strategy. A strategy that has no end needs a limit: [`Explorer::schedules`]
    /// or [`Explorer::time`].
    #[must_use]
    pub const fn new(strategy: Strategy) -> Self {
        Self {
            strategy,
            schedules: None,
            time: None,
            prune: true,
            patience: Duration::ZERO,
            progress: None,
        }
    }

    /// Stops after `limit` schedules.
    #[must_use]
    pub const fn schedules(mut self, limit: u64) -> Self {
        self.schedules = Some(limit);
        self
    }

    /// Stops at the end of the schedule in which `limit` is reached.
    #[must_use]
    pub const fn time(mut self, limit: Duration) -> Self {
        self.time = Some(limit);
        self
    }

    /// Treats no two states as the same, for drivers or threads that share state outside the
    /// machine.
    #[must_use]
    pub const fn without_pruning(mut self) -> Self {
        self.prune = false;
        self
    }

    /// Limits how long a schedule may take, in real time. In a schedule beyond the limit, the driver
    /// crashes ([`Cause::Hang`](crate::Cause::Hang)): an endless loop without calls is that
    /// schedule's failure. Without effect on Windows.
    #[must_use]
    pub const fn patience(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    /// Calls `report` from time to time with the number of schedules so far.
    #[must_use]
    pub fn on_progress(mut self, report: impl Fn(u64) + 'static) -> Self {
        self.progress = Some(Box::new(report));
        self
    }

    /// [`replay`], within the explorer's patience.
    #[must_use]
    pub fn replay(&self, schedule: &Schedule, situation: &dyn Fn(&mut Stage)) -> Replay {
        let mut chooser = Strategy::replay(schedule.clone()).chooser(false);
        let (outcome, trace) = Runs::of(situation, self.patience).perform(&mut *chooser, true);
        let Outcome { complaints, schedule, .. } = outcome;
        Replay { complaints, schedule, trace }
    }

    /// Explores a situation until a schedule fails, every schedule is covered, or a limit is
    /// reached. `situation` sets the stage for each schedule; a panic in it is a failure, too.
    pub fn run(&self, situation: &dyn Fn(&mut Stage)) -> Report {
        let start = Instant::now();
        let mut runs = Runs::of(situation, self.patience);
        let (mut prune, mut hidden) = (self.prune, None);
        let mut chooser = self.strategy.chooser(prune);
        let (mut schedules, mut steps, mut failure) = (0, 0, None);
        let mut ends = chooser.tells_states_apart().then(Set::<u64>::default);
        while self.schedules.is_none_or(|limit| schedules < limit)
            && self.time.is_none_or(|limit| start.elapsed() < limit)
            && chooser.begin()
        {
            let mut restarts = false;
            let (mut outcome, made) = runs.attempt(&mut *chooser);
            if prune && chooser.tells_states_apart() && outcome.hidden.is_some() {
                // What was left out so far may have been different: from the beginning, without
                // leaving out anything.
                (prune, hidden, ends) = (false, outcome.hidden, None);
                chooser = self.strategy.chooser(prune);
                runs.order = Order::default();
                restarts = true;
            }
            if prune && runs.order.is_contradicted() {
                outcome.complaints.push(CONTRADICTION.into());
            }
            schedules += 1;
            steps += u64::from(outcome.steps);
            if let Some(ends) = ends.as_mut().filter(|_| !outcome.covered) {
                ends.insert(outcome.end);
            }
            if !outcome.complaints.is_empty() {
                failure = Some(explain(&mut runs, prune, outcome, made, schedules));
                break;
            }
            if !restarts {
                chooser.end();
            }
            if let Some(report) = self.progress.as_ref().filter(|_| schedules % 1024 == 0) {
                report(schedules);
            }
        }
        Report {
            schedules,
            steps,
            differing: ends.map(|ends| ends.len() as u64),
            exhausted: failure.is_none() && chooser.exhausted(),
            hidden,
            elapsed: start.elapsed(),
            failure,
        }
    }
}
