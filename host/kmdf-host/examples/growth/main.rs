//! Measures whether a machine grows or slows with its age: repeats each kind of work a million times,
//! or as often as the argument says, and compares what a thousand repetitions cost on this old machine
//! with what they cost on young machines. Fails if the old machine is slower by more than a tenth, or
//! if its memory grew in the second half.
//!
//! `cargo run --release -p kmdf-host --example growth`
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "times and their ratios"
)]

mod clock;
mod driver;
#[path = "../../tests/host/raw_driver/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a driver uses a part of the module")]
mod raw_driver;
#[cfg(test)]
mod tests;
mod work;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use work::{KINDS, Kind};

/// How many repetitions are timed together.
const BLOCK: usize = 1_000;
/// How many repetitions make a machine full-grown, on which the age has no share: it keeps 10,000 of
/// what is past, or 8 MiB of freed memory, which are in use then.
const YOUTH: usize = 20_000;
/// How many blocks of each machine are timed at least, by turns. The quickest counts: another program
/// on the computer makes a block slower and never quicker.
const TURNS: usize = 20;
/// How many are timed until the machines are found to differ. A busy computer takes more turns; the
/// result stays.
const MOST_TURNS: usize = 1_000;
/// The most that the old machine may cost, compared with a young one.
const RATIO: f64 = 1.1;
/// How much memory the second half may add, in KiB: the allocator's own noise.
const GROWTH: u64 = 1_024;
/// After how many repetitions all that a machine keeps of the past is full, and the memory levels off.
const FULL: usize = 100_000;

fn main() -> std::io::Result<ExitCode> {
    let count = std::env::args().nth(1).map_or(Ok(1_000_000), |count| count.parse());
    let Ok(count) = count else {
        eprintln!("expected how often each kind of work is repeated, such as 1000000");
        return Ok(ExitCode::from(2));
    };
    let mut out = std::io::stdout();
    writeln!(out, "{:<28} {:>10} {:>10} {:>7} {:>22}", "", "young", "old", "ratio", "resident")?;
    let mut ages = false;
    for kind in KINDS {
        let measured = measure(kind, count);
        writeln!(out, "{:<28} {measured}", kind.name)?;
        if let Some(problem) = measured.problem() {
            writeln!(out, "{}: {problem}", kind.name)?;
            ages = true;
        }
    }
    Ok(if ages { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What a repetition costs, and how much memory the process has.
struct Measured {
    young: Duration,
    old: Duration,
    /// After half of the repetitions, and after all, in KiB; unknown if a machine is not full then.
    resident: Option<[u64; 2]>,
}

impl Measured {
    fn ratio(&self) -> f64 {
        self.old.as_secs_f64() / self.young.as_secs_f64()
    }

    /// What is wrong with an old machine.
    fn problem(&self) -> Option<String> {
        let ratio = self.ratio();
        if ratio > RATIO {
            return Some(format!(
                "an old machine costs {ratio:.3} of a young one, expected {RATIO}"
            ));
        }
        let [half, all] = self.resident.filter(|[half, all]| *all > half + GROWTH)?;
        Some(format!("the memory grew from {half} to {all} KiB, expected {GROWTH} KiB at most"))
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let each = |time: Duration| format!("{:.3} µs", time.as_secs_f64() * 1e6 / BLOCK as f64);
        let (young, old, ratio) = (each(self.young), each(self.old), self.ratio());
        let resident = self.resident.map(|[half, all]| format!("{half} KiB, {all} KiB"));
        let resident = resident.unwrap_or_else(|| "unknown".into());
        write!(f, "{young:>10} {old:>10} {ratio:>7.3} {resident:>22}")
    }
}

/// Repeats a kind of work on one machine, and compares its cost there and on a machine that is young.
fn measure(kind: &Kind, count: usize) -> Measured {
    let old_machine = work::machine();
    let mut old = (kind.begin)(&old_machine);
    repeat(&mut old, count / 2);
    let half = clock::resident().filter(|_| count / 2 >= FULL);
    repeat(&mut old, count - count / 2);
    let resident = half.zip(clock::resident()).map(|(half, all)| [half, all]);

    let young_machine = work::machine();
    let mut young = (kind.begin)(&young_machine);
    repeat(&mut young, YOUTH);
    let (young_time, old_time) = (Duration::MAX, Duration::MAX);
    let mut measured = Measured { young: young_time, old: old_time, resident };
    for turn in 0..MOST_TURNS {
        measured.young = measured.young.min(block(&mut young));
        measured.old = measured.old.min(block(&mut old));
        if turn + 1 >= TURNS && measured.ratio() <= RATIO {
            break;
        }
    }
    measured
}

/// The time that [`BLOCK`] repetitions take.
fn block(work: &mut dyn FnMut()) -> Duration {
    let start = clock::processor_time();
    repeat(work, BLOCK);
    clock::processor_time().saturating_sub(start)
}

fn repeat(work: &mut dyn FnMut(), count: usize) {
    (0..count).for_each(|_| work());
}
