//! Sequences of steps from bytes: for a fuzzer, and for pseudorandom numbers.

use crate::step::{Change, Step};

/// The length of the longest sequence made from bytes.
const LONGEST: usize = 200;

/// Periods of timers, in milliseconds.
const PERIODS: [u16; 4] = [100, 30, 7, 250];

/// Changes of devices: those that end a device are rarer than those from which it recovers.
const CHANGES: [Change; 16] = [
    Change::Suspend,
    Change::Resume,
    Change::Stop,
    Change::Start,
    Change::Enable,
    Change::Resume,
    Change::Suspend,
    Change::Start,
    Change::Resume,
    Change::Enable,
    Change::Start,
    Change::Resume,
    Change::Enable,
    Change::Disable,
    Change::SurpriseRemove,
    Change::Remove,
];

/// Lengths of transfers at a limit.
const LENGTHS: [u32; 8] = [0, 1, 2, 512, 40_959, 40_960, 40_961, 65_536];

/// Decodes bytes into at most 200 steps. Every byte string is valid: one byte chooses the step, the
/// next bytes are its numbers, and missing bytes are 0.
#[must_use]
pub fn steps_from_bytes(bytes: &[u8]) -> Vec<Step> {
    let mut bytes = bytes.iter().copied();
    let mut steps = Vec::new();
    while let (Some(kind), true) = (bytes.next(), steps.len() < LONGEST) {
        steps.push(step(kind, &mut || bytes.next().unwrap_or(0)));
    }
    steps
}

fn step(kind: u8, next: &mut impl FnMut() -> u8) -> Step {
    match kind % 32 {
        0..=3 => Step::Open { handle: handle(next), device: device(next()) },
        4..=8 => Step::Write { handle: handle(next), length: length(next) },
        9..=13 => Step::Read { handle: handle(next), length: length(next) },
        14 => Step::Control { handle: handle(next) },
        15..=16 => Step::Cancel { back: next() % 4 },
        17 => Step::CancelAll { handle: handle(next) },
        18 => Step::Close { handle: handle(next) },
        19 => Step::Exit { process: next() },
        20..=25 => Step::Advance { units: units(next) },
        26 => Step::Starve,
        27..=28 => {
            let both = next();
            let period = PERIODS[usize::from(both) % PERIODS.len()];
            Step::Create { device: device(both), period }
        }
        _ => {
            let both = next();
            let change = CHANGES[usize::from(both) % CHANGES.len()];
            Step::Change { device: device(both), change }
        }
    }
}

/// A handle: mostly the first, so that its requests meet.
fn handle(next: &mut impl FnMut() -> u8) -> u8 {
    let byte = next();
    if byte < 128 { 0 } else { byte % 4 }
}

/// A device: mostly the first.
fn device(byte: u8) -> u8 {
    u8::from(byte >= 192)
}

/// A length: mostly short, or at a limit.
fn length(next: &mut impl FnMut() -> u8) -> u32 {
    let byte = next();
    if byte < 64 { LENGTHS[usize::from(byte) % LENGTHS.len()] } else { u32::from(byte) }
}

/// A time: one unit, part of a period, exactly one period, or several periods.
fn units(next: &mut impl FnMut() -> u8) -> u32 {
    const MS: u32 = 10_000;
    let byte = next();
    match byte {
        0 => 1,
        1..=127 => u32::from(byte) * MS,
        128..=191 => 100 * MS,
        192..=207 => 100 * MS - 1,
        208.. => u32::from(byte - 207) * 13 * MS,
    }
}

/// A sequence of `length` steps, which the seed determines.
#[must_use]
pub fn random_steps(seed: u64, length: usize) -> Vec<Step> {
    // splitmix64: neighbouring seeds give unrelated sequences.
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)).to_le_bytes()[0]
    };
    // A handle first: without a handle most steps are refused.
    let opened = Step::Open { handle: 0, device: 0 };
    let rest = std::iter::repeat_with(|| {
        let kind = next();
        step(kind, &mut next)
    });
    std::iter::once(opened).chain(rest).take(length).collect()
}
