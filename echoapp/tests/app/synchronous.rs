//! Runs without `-Async`: a pattern of each length.

use std::time::{Duration, Instant};

use crate::running::run;

#[test]
fn plain_run_prints_the_known_lines_and_exits_with_zero() {
    let finished = run(&[]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    let (path, rest) = finished.lines.split_first().expect("lines");
    assert!(path.strip_prefix("DevicePath: ").is_some_and(|path| !path.is_empty()), "{path}");
    assert_eq!(
        rest,
        [
            "Opened device successfully",
            "512 Pattern Bytes Written successfully",
            "512 Pattern Bytes Read successfully",
            "Pattern Verified successfully",
            "30720 Pattern Bytes Written successfully",
            "30720 Pattern Bytes Read successfully",
            "Pattern Verified successfully",
        ]
    );
}

#[test]
fn plain_run_on_each_variant_verifies_twice() {
    for device in ["1", "2"] {
        let finished = run(&["--device", device, "--period-ms", "2"]);
        assert_eq!(finished.code, Some(0), "{finished:#?}");
        let verified = |line: &&String| *line == "Pattern Verified successfully";
        assert_eq!(finished.lines.iter().filter(verified).count(), 2);
        assert_eq!(finished.complaints, "");
    }
}

#[test]
fn timer_period_is_the_least_time_between_completions() {
    let started = Instant::now();
    assert_eq!(run(&["--device", "1", "--period-ms", "400"]).code, Some(0));
    // Four requests complete at a tick each: three periods pass at least, of 100 ms by default.
    let passed = started.elapsed();
    assert!(passed >= Duration::from_millis(1_200), "{passed:?}");
}
