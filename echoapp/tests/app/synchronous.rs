//! Without options: the pattern of both lengths.

use crate::running::run;

#[test]
fn plain_run_prints_exactly_the_known_lines_and_exits_with_zero() {
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
fn plain_run_on_either_variant_verifies_twice() {
    for device in ["1", "2"] {
        let finished = run(&["--device", device, "--period-ms", "2"]);
        assert_eq!(finished.code, Some(0), "{finished:#?}");
        let verified = |line: &&String| *line == "Pattern Verified successfully";
        assert_eq!(finished.lines.iter().filter(verified).count(), 2);
        assert_eq!(finished.complaints, "");
    }
}

#[test]
fn timer_period_sets_the_pace() {
    let seconds = |period| {
        let started = std::time::Instant::now();
        assert_eq!(run(&["--device", "1", "--period-ms", period]).code, Some(0));
        started.elapsed().as_secs_f64()
    };
    // Four requests, each completed by a tick of its own.
    let slow = seconds("400");
    assert!(slow > 1.2, "{slow}");
    let fast = seconds("1");
    assert!(fast < slow, "{fast} {slow}");
}
