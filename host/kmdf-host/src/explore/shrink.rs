//! Shrinking: from a failing schedule to a short one that fails as well.
#![forbid(unsafe_code)]

use super::report::Failure;
use super::run::Outcome;
use super::runs::{Again, Runs};
use super::strategy::Strategy;

/// The limits of the search for a shorter failing schedule: the most preemptions, and the most
/// schedules for each number of preemptions.
const SHORTER: (u32, u64) = (2, 20_000);

/// Finds a short failing schedule and its trace. With a limit in bytes for the states, the search
/// prunes.
pub(super) fn explain(
    runs: &mut Runs<'_>,
    memory: Option<usize>,
    outcome: Outcome,
    made: Vec<usize>,
    after: u64,
) -> Failure {
    let (again, trace) = runs.perform(&mut Again::new(made), true);
    let mut best = (again, trace);
    if best.0.complaints.is_empty() {
        // The schedule alone was not the cause: the situation is not the same each time.
        let mut complaints = outcome.complaints;
        complaints.push(
            "the same schedule did not fail again: the situation must be the same in each run"
                .into(),
        );
        let Outcome { schedule, .. } = best.0;
        return Failure { complaints, after, schedule, trace: best.1 };
    }
    if let Some(made) = fewest_preemptions(runs, memory, best.0.schedule.len()) {
        let found = runs.perform(&mut Again::new(made), true);
        if !found.0.complaints.is_empty() && found.0.schedule.len() < best.0.schedule.len() {
            best = found;
        }
    }
    let mut place = 0;
    while place < best.0.schedule.len() {
        let mut shorter = best.0.schedule.clone();
        shorter.choices.remove(place);
        let mut replay = Strategy::replay(shorter).chooser(None);
        let found = runs.perform(&mut *replay, true);
        if !found.0.complaints.is_empty() && found.0.schedule.len() < best.0.schedule.len() {
            best = found;
            place = 0;
        } else {
            place += 1;
        }
    }
    let (Outcome { complaints, schedule, .. }, trace) = best;
    Failure { complaints, after, schedule, trace }
}

/// The choices of a failing schedule with the fewest preemptions, if one is found soon and can be
/// shorter than one with `length` choices.
fn fewest_preemptions(
    runs: &mut Runs<'_>,
    memory: Option<usize>,
    length: usize,
) -> Option<Vec<usize>> {
    for limit in 0..=SHORTER.0.min(u32::try_from(length).unwrap_or(u32::MAX)) {
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
