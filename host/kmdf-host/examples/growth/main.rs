//! Measures whether a machine grows or slows with its age: repeats each kind of work a million
//! times, or as often as the argument says, and compares what a repetition costs at the end with what
//! it costs at the beginning.
//!
//! `cargo run --release -p kmdf-host --example growth`
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    clippy::wildcard_imports,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a driver in the style of a C sample: the calls and callbacks of the framework, bare"
)]

mod driver;
#[cfg(test)]
mod tests;
mod work;

use std::io::Write;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use work::{KINDS, Kind};

/// How many repetitions are timed together: enough for a clock that Linux moves every few milliseconds.
const BLOCK: usize = 20_000;
/// How many blocks stand for the beginning and for the end. The quickest of them counts: another
/// program on the computer makes a block slower and never quicker.
const SAMPLE: usize = 3;

fn main() -> std::io::Result<()> {
    let count = std::env::args().nth(1).map_or(Ok(1_000_000), |count| count.parse());
    let Ok(count) = count else {
        eprintln!("expected how often each kind of work is repeated, such as 1000000");
        std::process::exit(2);
    };
    let mut out = std::io::stdout();
    writeln!(out, "{:<28} {:>10} {:>10} {:>7} {:>22}", "", "first", "last", "ratio", "resident")?;
    for kind in KINDS {
        measure(&mut out, kind, count)?;
    }
    Ok(())
}

/// Repeats a kind of work, and prints what a repetition costs at the beginning and at the end.
fn measure(out: &mut impl Write, kind: &Kind, count: usize) -> std::io::Result<()> {
    let machine = work::machine();
    let mut repeat = (kind.begin)(&machine);
    let mut blocks = Vec::new();
    let mut resident_early = None;
    for block in 0..count.div_ceil(BLOCK).max(2 * SAMPLE) {
        let start = now();
        for _ in 0..BLOCK {
            repeat();
        }
        blocks.push(now().saturating_sub(start));
        // What the machine keeps of the past is full by then.
        if block == count.div_ceil(BLOCK) / 2 {
            resident_early = resident();
        }
    }
    let quickest = |blocks: &[Duration]| blocks.iter().min().copied().unwrap_or_default();
    let first = quickest(&blocks[..SAMPLE]);
    let last = quickest(&blocks[blocks.len() - SAMPLE..]);
    let ratio = last.as_secs_f64() / first.as_secs_f64();
    let resident = match (resident_early, resident()) {
        (Some(early), Some(late)) => format!("{early} KiB, {late} KiB"),
        _ => "unknown".into(),
    };
    let each = |time: Duration| format!("{:.3} µs", time.as_secs_f64() * 1e6 / BLOCK as f64);
    writeln!(
        out,
        "{:<28} {:>10} {:>10} {ratio:>7.3} {resident:>22}",
        kind.name,
        each(first),
        each(last)
    )
}

/// The processor time of this thread, where the system says so in `/proc`; elsewhere the time since
/// the first call.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let used = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used = used.and_then(|text| text.split_whitespace().next()?.parse().ok());
    used.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The resident memory of this process in KiB, where the system says so in `/proc`.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
