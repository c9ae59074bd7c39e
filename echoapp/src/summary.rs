//! The results of a run: counts, bytes and latencies of its requests.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::platform::{Completion, Kind, Outcome};

/// The results of a run, and its start time.
pub struct Summary {
    /// By [`Kind`].
    tallies: [Tally; 3],
    latencies: Latencies,
    started: Instant,
}

/// The counts of the requests of one kind.
#[derive(Default)]
pub struct Tally {
    /// Requests that succeeded.
    pub completed: u64,
    /// Requests that were cancelled.
    pub cancelled: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Bytes that the successful requests transferred.
    pub bytes: u64,
}

impl Summary {
    /// A summary without requests. The clock starts now.
    pub fn new() -> Self {
        Self {
            tallies: Default::default(),
            latencies: Latencies::default(),
            started: Instant::now(),
        }
    }

    /// The counts of one kind.
    pub fn tally(&self, kind: Kind) -> &Tally {
        &self.tallies[kind as usize]
    }

    /// Counts a completion.
    pub fn record(&mut self, completion: &Completion) {
        let tally = &mut self.tallies[completion.kind as usize];
        match completion.outcome {
            Outcome::Succeeded => {
                tally.completed += 1;
                tally.bytes += completion.bytes as u64;
                self.latencies.record(completion.latency);
            }
            Outcome::Cancelled => tally.cancelled += 1,
            Outcome::Failed(_) => tally.failed += 1,
        }
    }

    /// The number of requests that completed, were cancelled or failed.
    pub fn ended(&self) -> u64 {
        let ended = |tally: &Tally| tally.completed + tally.cancelled + tally.failed;
        self.tallies.iter().map(ended).sum()
    }

    /// The lines printed at the end of a run.
    pub fn lines(&self) -> Vec<String> {
        self.lines_after(self.started.elapsed())
    }

    fn lines_after(&self, elapsed: Duration) -> Vec<String> {
        let (reads, writes) = (self.tally(Kind::Read), self.tally(Kind::Write));
        let counts = |name: &str, reads: u64, writes: u64| {
            format!("{name} {} ({reads} read, {writes} written)", reads + writes)
        };
        let mut lines = vec![
            counts("Requests completed:", reads.completed, writes.completed),
            counts("Requests cancelled:", reads.cancelled, writes.cancelled),
        ];
        if reads.failed + writes.failed > 0 {
            lines.push(counts("Requests failed:   ", reads.failed, writes.failed));
        }
        lines.push(counts("Bytes transferred: ", reads.bytes, writes.bytes));
        lines.push(format!("Seconds:            {:.3}", elapsed.as_secs_f64()));
        lines.push(match self.latencies.spread() {
            Some((least, median, most)) => format!(
                "Latency:            min {}, median {}, max {}",
                milliseconds(least),
                milliseconds(median),
                milliseconds(most)
            ),
            None => "Latency:            no request completed".to_owned(),
        });
        lines
    }
}

fn milliseconds(microseconds: u64) -> String {
    format!("{}.{:03} ms", microseconds / 1000, microseconds % 1000)
}

/// How often each latency occurred, in whole microseconds. Memory grows with the number of different
/// latencies only, so a run without end can be counted.
#[derive(Default)]
struct Latencies {
    counts: BTreeMap<u64, u64>,
    total: u64,
}

impl Latencies {
    fn record(&mut self, latency: Duration) {
        let microseconds = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        *self.counts.entry(microseconds).or_default() += 1;
        self.total += 1;
    }

    /// Minimum, median (the lower one of an even number) and maximum, in microseconds.
    fn spread(&self) -> Option<(u64, u64, u64)> {
        let (&least, _) = self.counts.first_key_value()?;
        let (&most, _) = self.counts.last_key_value()?;
        let mut seen = 0;
        let median = self.counts.iter().find_map(|(&latency, &count)| {
            seen += count;
            (seen >= self.total.div_ceil(2)).then_some(latency)
        })?;
        Some((least, median, most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completion(kind: Kind, outcome: Outcome, milliseconds: u64) -> Completion {
        Completion {
            id: 0,
            kind,
            outcome,
            bytes: 10,
            data: Vec::new(),
            latency: Duration::from_millis(milliseconds),
        }
    }

    #[test]
    fn spread_finds_minimum_median_and_maximum() {
        let spread = |latencies: &[u64]| {
            let mut all = Latencies::default();
            for &latency in latencies {
                all.record(Duration::from_micros(latency));
            }
            all.spread()
        };
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[5]), Some((5, 5, 5)));
        assert_eq!(spread(&[9, 1]), Some((1, 1, 9)));
        assert_eq!(spread(&[7, 7, 7, 1, 9]), Some((1, 7, 9)));
        assert_eq!(spread(&[4, 3, 2, 1, 100, 100]), Some((1, 3, 100)));
    }

    #[test]
    fn lines_count_each_outcome_and_direction() {
        let mut summary = Summary::new();
        summary.record(&completion(Kind::Read, Outcome::Succeeded, 1));
        summary.record(&completion(Kind::Write, Outcome::Succeeded, 2));
        summary.record(&completion(Kind::Write, Outcome::Succeeded, 3));
        summary.record(&completion(Kind::Read, Outcome::Cancelled, 99));
        summary.record(&completion(Kind::Write, Outcome::Failed("no".into()), 99));
        assert_eq!(summary.ended(), 5);
        assert_eq!(
            summary.lines_after(Duration::from_millis(1500)),
            [
                "Requests completed: 3 (1 read, 2 written)",
                "Requests cancelled: 1 (1 read, 0 written)",
                "Requests failed:    1 (0 read, 1 written)",
                "Bytes transferred:  30 (10 read, 20 written)",
                "Seconds:            1.500",
                "Latency:            min 1.000 ms, median 2.000 ms, max 3.000 ms",
            ]
        );
    }

    #[test]
    fn lines_without_requests_have_no_latency() {
        let lines = Summary::new().lines_after(Duration::ZERO);
        assert_eq!(lines.last().unwrap(), "Latency:            no request completed");
        assert_eq!(lines.len(), 5);
    }
}
