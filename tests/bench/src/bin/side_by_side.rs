//! Runs the small problem in one explorer: `side_by_side ENGINE REQUESTS`. Prints the schedules, whether none
//! is left, the processor time in microseconds, and the most memory in KiB, 0 if the system does not say.

use std::io::{self, Write};

use echo_bench::race::{self, Found};
use kmdf_host::explore::Strategy;

/// How many schedules are drawn at random.
const DRAWN: u32 = 100_000;
/// How many schedules a search to the end runs at most.
const MOST: u32 = 2_000_000;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let engine = arguments.next().unwrap_or_default();
    let requests = arguments.next().and_then(|requests| requests.parse().ok()).unwrap_or(1);
    let Found { schedules, exhausted, time } = match engine.as_str() {
        "kmdf-random" => race::kmdf(requests, Strategy::random(1), DRAWN.into()),
        "kmdf-all" => race::kmdf(requests, Strategy::exhaustive(), MOST.into()),
        "shuttle-random" => race::shuttle_at_random(requests, DRAWN as usize),
        "shuttle-all" => race::shuttle_to_the_end(requests, MOST as usize),
        "loom-all" => race::loom_to_the_end(requests),
        _ => {
            eprintln!(
                "unknown engine {engine:?}: expected kmdf-random, kmdf-all, shuttle-random, \
                       shuttle-all or loom-all"
            );
            std::process::exit(2);
        }
    };
    let (time, memory) = (time.as_micros(), most_memory().unwrap_or(0));
    writeln!(io::stdout(), "{schedules} {exhausted} {time} {memory}")
}

/// The most memory that this process had, in KiB.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
