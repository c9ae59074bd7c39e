//! `echoapp verify`: the device's acceptance test, and its reports.

use std::fs;
use std::path::PathBuf;

use crate::running::{Finished, run};

/// The number of checks in `--list`.
fn listed() -> usize {
    run(&["verify", "--list"]).lines.len()
}

fn verify(arguments: &[&str]) -> Finished {
    run(&[&["verify"], arguments].concat())
}

fn file(name: &str) -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let text = path.to_str().expect("a path in Unicode").to_owned();
    (path, text)
}

#[test]
fn hosted_device_of_each_variant_passes_every_check() {
    for device in ["1", "2"] {
        let finished = verify(&["--sleep", "--device", device]);
        assert_eq!(finished.code, Some(0), "{finished:#?}");
        let passed = format!("{} passed, 0 failed, 0 skipped", listed());
        assert_eq!(finished.lines.last(), Some(&passed), "{finished:#?}");
        assert_eq!(finished.complaints, "");
    }
}

#[test]
fn period_sets_the_hosted_timer_and_the_expectation() {
    for spelling in ["--period", "--period-ms"] {
        let finished = verify(&[spelling, "1", "--only", "latency,queue-order,mixed-load"]);
        assert_eq!(finished.code, Some(0), "{finished:#?}");
        assert!(finished.lines[1].ends_with("a period of 1 ms"), "{finished:#?}");
        assert_eq!(finished.lines.last().unwrap(), "3 passed, 0 failed, 0 skipped");
    }
}

#[test]
fn driver_unlike_the_c_sample_is_named_by_the_checks_that_differ() {
    let only = "latency,cancel-pending,first-tick,period-changed,write-1";
    let finished = verify(&["--like", "c-sample", "--period", "200", "--only", only]);
    assert_eq!(finished.code, Some(1), "{finished:#?}");
    let beginning = |word: &str, name: &str| format!("{word:<8} {name}: ");
    for (word, name) in [
        ("passed", "latency"),
        ("FAILED", "cancel-pending"),
        ("FAILED", "first-tick"),
        ("skipped", "period-changed"),
        ("passed", "write-1"),
    ] {
        let beginning = beginning(word, name);
        let found = finished.lines.iter().any(|line| line.starts_with(&beginning));
        assert!(found, "{beginning} in {finished:#?}");
    }
    let found = "STATUS_CANCELLED with 0 bytes, not with STATUS_CANCELLED with 200 bytes";
    assert!(finished.lines.iter().any(|line| line.contains(found)), "{finished:#?}");
}

#[test]
fn json_has_each_check_with_its_result() {
    let (path, text) = file("verify.json");
    let finished = verify(&["--only", "open,sleep", "--json", &text]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    let json = fs::read_to_string(path).expect("the file was written");
    let report: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(report["checks"][0]["name"], "open");
    assert_eq!(report["checks"][0]["result"], "passed");
    assert_eq!(report["checks"][1]["result"], "skipped");
    assert_eq!(report["checks"][1]["why"], "--sleep was not given");
    assert_eq!((&report["passed"], &report["failed"]), (&1.into(), &0.into()));
    assert_eq!((&report["variant"], &report["period_ms"]), (&"AutoSync".into(), &100.into()));
}

#[test]
fn run_that_checks_nothing_exits_with_two() {
    let finished = verify(&["--only", "sleep"]);
    assert_eq!(finished.code, Some(2), "{finished:#?}");
}

#[test]
fn device_that_is_not_there_exits_with_two() {
    let finished = verify(&["--device", "3"]);
    assert_eq!(finished.code, Some(2), "{finished:#?}");
    assert!(finished.complaints.starts_with("error: there is no device 3"), "{finished:#?}");
}

#[test]
fn json_that_cannot_be_made_exits_with_two_before_any_check() {
    let finished = verify(&["--json", "no such folder/verify.json"]);
    assert_eq!(finished.code, Some(2), "{finished:#?}");
    assert_eq!(finished.lines, [""; 0]);
    assert!(finished.complaints.starts_with("error: --json no such folder"), "{finished:#?}");
}

#[test]
fn image_that_is_missing_exits_with_two_and_its_path() {
    let finished = verify(&["--sys", "no such folder/echo.sys"]);
    assert_eq!(finished.code, Some(2), "{finished:#?}");
    assert!(finished.complaints.starts_with("error: --sys no such folder/echo.sys: "));
}
