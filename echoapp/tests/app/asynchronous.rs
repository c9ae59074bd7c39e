//! `-Async`: many requests outstanding, and every read verified.

use std::time::{Duration, Instant};

use crate::running::{Finished, run};

fn assert_all_verified(finished: &Finished, count: u32) {
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    assert_eq!(
        finished.value("Requests completed:"),
        format!("{} ({count} read, {count} written)", 2 * count)
    );
    assert_eq!(finished.value("Requests cancelled:"), "0 (0 read, 0 written)");
    assert_eq!(finished.value("Reads verified:"), count.to_string());
}

#[test]
fn async_of_a_thousand_on_driver_sync_verifies_all_reads() {
    let finished = run(&["-Async", "1000", "--period-ms", "1", "--device", "2"]);
    assert_all_verified(&finished, 1000);
}

#[test]
fn async_on_auto_sync_verifies_all_reads() {
    let finished = run(&["-Async", "300", "--period-ms", "1", "--device", "1"]);
    assert_all_verified(&finished, 300);
}

#[test]
fn async_without_number_is_a_hundred_in_any_letter_case() {
    for spelling in ["-Async", "-ASYNC", "--async"] {
        assert_all_verified(&run(&[spelling, "--period-ms", "1"]), 100);
    }
}

#[test]
fn async_without_a_terminal_prints_plain_lines() {
    let started = Instant::now();
    let finished = run(&["-Async", "10", "--period-ms", "20"]);
    let passed = started.elapsed();
    let is_progress = |line: &&String| line.ends_with("of 20 requests ended");
    assert_eq!(finished.lines.iter().filter(is_progress).count(), 10, "{finished:#?}");
    assert!(finished.lines.iter().all(|line| !line.contains('\x1B')));

    let bytes: u64 =
        finished.value("Bytes transferred:").split(' ').next().unwrap().parse().unwrap();
    assert!(bytes > 0);
    let seconds: f64 = finished.value("Seconds:").parse().unwrap();
    let latency = finished.value("Latency:");
    let milliseconds: Vec<f64> =
        latency.split(", ").map(|part| part.split(' ').nth(1).unwrap().parse().unwrap()).collect();
    assert!(
        latency.starts_with("min ") && latency.contains(", median ") && latency.contains(", max ")
    );
    assert!(milliseconds.is_sorted() && milliseconds.len() == 3, "{latency}");
    // The seconds are rounded to milliseconds.
    assert!(milliseconds[2] <= seconds * 1000.0 + 0.5, "{latency} of {seconds} s");
    assert!(seconds <= passed.as_secs_f64() + 0.0005, "{seconds} s of {passed:?}");
    // Twenty requests complete at a tick each. On a busy machine ticks come late, several at once, but
    // never early: the periods are counted from the start of the app.
    assert!(passed >= 20 * Duration::from_millis(20), "{passed:?}");
}

#[test]
fn async_of_one_writes_before_it_reads() {
    assert_all_verified(&run(&["-Async", "1", "--period-ms", "1"]), 1);
}
