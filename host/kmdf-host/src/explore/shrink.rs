//! Shrinking: from a failing schedule to a short one that fails as well.
#![forbid(unsafe_code)]

use super::report::Failure;
use super::run::Outcome;
use super::runs::{Again, Runs};
use super::shared::Failed;
use super::strategy::Strategy;

/// The limits of the search for a shorter failing schedule: the most preemptions, and the most
/// schedules for each number of preemptions.
const SHORTER: (u32, u64) = (2, 20_000);

/// Finds a short failing schedule and its trace: from a schedule with few preemptions, or else from the
/// one that `first` returns, or else from the one that failed. With a limit in bytes for the states, the
/// search prunes.
pub(super) fn explain(
    runs: &mut Runs<'_>,
    memory: Option<usize>,
    failed: Failed,
    has_tree: bool,
    first: impl FnOnce() -> Option<Failed>,
) -> Failure {
    let Failed { number, outcome, made } = failed;
    let mut place = where_met(number, &made, has_tree);
    let after = number + 1;
    let mut best = runs.perform(&mut Again::new(made), true);
    if best.0.complaints.is_empty() {
        // The schedule alone was not the cause: the situation is not the same each time.
        let mut complaints = outcome.complaints;
        complaints.push(
            "the same schedule did not fail again: the situation must be the same in each run"
                .into(),
        );
        let Outcome { schedule, .. } = best.0;
        return Failure { complaints, after, schedule, trace: best.1, place };
    }
    let start = match fewest_preemptions(runs, memory) {
        Some(made) => Some((made, Vec::new())),
        None => first().map(|Failed { made, number, .. }| {
            let place = where_met(number, &made, has_tree);
            (made, place)
        }),
    };
    if let Some((made, earlier)) = start {
        let found = runs.perform(&mut Again::new(made), true);
        if !found.0.complaints.is_empty() {
            (best, place) = (found, earlier);
        }
    }
    let mut entry = 0;
    while entry < best.0.schedule.len() {
        let mut shorter = best.0.schedule.clone();
        shorter.choices.remove(entry);
        let mut replay = Strategy::replay(shorter).chooser(None);
        let found = runs.perform(&mut *replay, true);
        if !found.0.complaints.is_empty() && found.0.schedule.len() < best.0.schedule.len() {
            best = found;
            entry = 0;
        } else {
            entry += 1;
        }
    }
    let (Outcome { complaints, schedule, .. }, trace) = best;
    Failure { complaints, after, schedule, trace, place }
}

/// Where one process that runs all schedules meets one: by its choices in a tree, which are tried in order, or
/// else by its number.
fn where_met(number: u64, made: &[usize], has_tree: bool) -> Vec<u64> {
    if has_tree { made.iter().map(|choice| *choice as u64).collect() } else { vec![number] }
}

/// The choices of a failing schedule with the fewest preemptions, if one is found soon.
fn fewest_preemptions(runs: &mut Runs<'_>, memory: Option<usize>) -> Option<Vec<usize>> {
    for limit in 0..=SHORTER.0 {
        let mut chooser = Strategy::preemptions(limit).chooser(memory);
        let mut tries = 0;
        while tries < SHORTER.1 && chooser.begin() {
            tries += 1;
            let (outcome, made) = runs.attempt(&mut *chooser);
            if !outcome.complaints.is_empty() {
                return Some(made);
            }
            chooser.end();
        }
    }
    None
}
