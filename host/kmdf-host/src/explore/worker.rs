//! A worker of a search: runs schedules on one thread of the process.
#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::memory::lock;
use super::runs::Runs;
use super::shared::{Failed, Shared};
use super::stage::Stage;
use super::strategy::Chooser;

/// The complaint when a step did not depend on the machine's state alone.
const CONTRADICTION: &str = "a step behaved differently although everything it read on the \
    machine was unchanged: driver or test threads share state outside the machine; use \
    Explorer::without_pruning";

/// A worker.
struct Worker<'a> {
    shared: &'a Shared,
    runs: Runs<'a>,
    chooser: Box<dyn Chooser>,
    /// The bytes for the ways of steps, as the others know them.
    told: usize,
}

/// Runs schedules until there are no more, one ends the search, or a limit is reached. Calls `after`
/// after each.
pub(super) fn work_through(
    shared: &Shared,
    situation: &dyn Fn(&mut Stage),
    mut after: impl FnMut(),
) {
    let memory = shared.prune.then_some(shared.ways);
    let runs = Runs::numbered(situation, shared.patience, memory, shared.numbering.clone());
    let chooser = Arc::clone(&shared.work).chooser();
    let mut worker = Worker { shared, runs, chooser, told: 0 };
    while worker.chooser.begin() {
        let Some(claimed) = shared.claim() else {
            shared.work.stop();
            break;
        };
        worker.attempt(claimed);
        after();
    }
    shared.ways_forgotten.fetch_add(worker.runs.order.forgotten(), Ordering::Relaxed);
}

impl Worker<'_> {
    /// Runs the next schedule.
    fn attempt(&mut self, claimed: u64) {
        let shared = self.shared;
        let (mut outcome, made) = self.runs.attempt(&mut *self.chooser);
        let prunes = shared.prune && shared.work.tells_states_apart();
        match outcome.hidden.filter(|_| prunes) {
            Some(call) => {
                // What was left out so far may have been different.
                let _ = shared.hidden.set(call);
                shared.work.stop();
            }
            None if shared.prune && self.runs.order.is_contradicted() => {
                outcome.complaints.push(CONTRADICTION.into());
            }
            None => {}
        }
        shared.steps.fetch_add(u64::from(outcome.steps), Ordering::Relaxed);
        if !outcome.covered {
            lock(&shared.ends).count(outcome.end);
        }
        let bytes = self.runs.order.bytes();
        shared.ways_bytes.fetch_add(bytes, Ordering::Relaxed);
        shared.ways_bytes.fetch_sub(self.told, Ordering::Relaxed);
        self.told = bytes;
        if outcome.complaints.is_empty() {
            self.chooser.end();
        } else {
            let number = self.chooser.number().unwrap_or(claimed);
            shared.work.stop_after(number);
            shared.fail(Failed { number, outcome, made });
        }
    }
}
