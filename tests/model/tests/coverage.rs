//! Random sequences reach every answer, status and state. A fuzzer uses the same decoder, so its
//! sequences reach them too.

use std::collections::BTreeMap;

use echo_model::{Model, Outcome, Reply, State, Step, random_steps, steps_from_bytes};

/// The number of times each answer, outcome and state occurs in this many sequences.
fn count(sequences: u64, steps: usize) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for seed in 0..sequences {
        let mut model = Model::new();
        for step in random_steps(seed, steps) {
            let seen = model.step(step);
            let reply = format!("{} {:?}", name_of(step), seen.reply);
            let outcomes = seen.completed.iter().map(|(_, outcome)| kind_of(outcome));
            let states = seen.states.iter().flatten().map(|state| format!("{state:?}"));
            for what in outcomes.chain(states).chain([reply]) {
                *counts.entry(what).or_insert(0) += 1;
            }
        }
    }
    counts
}

fn name_of(step: Step) -> String {
    let text = format!("{step:?}");
    text.split(' ').next().unwrap_or_default().to_string()
}

fn kind_of(outcome: &Outcome) -> String {
    let bytes = if outcome.data.is_empty() { "without bytes" } else { "with bytes" };
    format!("{:?} {bytes}", outcome.status)
}

#[test]
fn random_sequences_reach_every_outcome_and_state() {
    let counts = count(300, 60);
    println!("{counts:#?}");
    let states = [
        State::Started,
        State::Asleep,
        State::Stopped,
        State::Disabled,
        State::SurpriseRemoved,
        State::Removed,
    ];
    let outcomes = [
        "Success without bytes",
        "Success with bytes",
        "BufferOverflow without bytes",
        "InsufficientResources without bytes",
        "Cancelled without bytes",
        "InvalidDeviceRequest without bytes",
        "InvalidDeviceState without bytes",
        "FileClosed without bytes",
        "Open Opened(Success)",
        "Open Opened(ObjectNameNotFound)",
        "Cancel Found(true)",
        "CancelAll Found(true)",
        "Close Done",
        "Create Done",
        "Change Done",
        "Change Refused",
        "Change InUse",
    ];
    let states = states.iter().map(|state| format!("{state:?}"));
    for what in outcomes.iter().map(ToString::to_string).chain(states) {
        let times = counts.get(&what).copied().unwrap_or(0);
        assert!(times >= 10, "{what} occurs only {times} times");
    }
    assert!(counts.keys().all(|what| !what.contains("Failed") && !what.contains("Other")));
}

#[test]
fn seed_determines_the_steps() {
    assert_eq!(random_steps(7, 50), random_steps(7, 50));
    assert_ne!(random_steps(7, 50), random_steps(8, 50));
    assert_eq!(random_steps(7, 50).len(), 50);
}

#[test]
fn bytes_of_any_length_give_at_most_the_longest_sequence() {
    assert_eq!(steps_from_bytes(&[]), []);
    for byte in 0..=255 {
        assert_eq!(steps_from_bytes(&[byte]).len(), 1);
        assert!(steps_from_bytes(&[byte; 3_000]).len() <= 200);
    }
}

#[test]
fn model_refuses_steps_that_make_no_sense() {
    let mut model = Model::new();
    for step in [
        Step::Write { handle: 0, length: 5 },
        Step::Read { handle: 1, length: 5 },
        Step::Cancel { back: 0 },
        Step::CancelAll { handle: 2 },
        Step::Close { handle: 3 },
        Step::Create { device: 0, period: 100 },
        Step::Change { device: 0, change: echo_model::Change::Resume },
        Step::Change { device: 1, change: echo_model::Change::Suspend },
    ] {
        let seen = model.step(step);
        assert_eq!(
            (seen.reply, seen.now, seen.completed.len()),
            (Reply::Refused, 0, 0),
            "{step:?}"
        );
    }
}
