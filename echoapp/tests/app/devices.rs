//! `--list`, `--device`, and the command `device`, which a hosted driver rejects.

use crate::running::run;

/// The rows of `--list`: number, variant, path.
fn listed() -> Vec<(String, String, String)> {
    let finished = run(&["--list"]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    assert_eq!(finished.complaints, "");
    let row = |line: &String| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut next = || words.next().expect("a word");
        (next(), next(), next())
    };
    finished.lines.iter().map(row).collect()
}

#[test]
fn list_shows_both_variants_with_different_paths() {
    let rows = listed();
    let heads: Vec<_> = rows.iter().map(|(number, variant, _)| [number, variant]).collect();
    assert_eq!(heads, [["1", "AutoSync"], ["2", "DriverSync"]]);
    assert_ne!(rows[0].2, rows[1].2);
    for (_, _, path) in &rows {
        assert!(path.to_lowercase().contains("cdc35b6e-0be4-4936-bf5f-5537380a7c1a"), "{path}");
    }
}

#[test]
fn device_by_number_or_path_is_opened() {
    let rows = listed();
    for (number, _, path) in &rows {
        for pick in [number.clone(), path.clone(), path.to_uppercase()] {
            let finished = run(&["--device", &pick, "--period-ms", "1"]);
            assert_eq!(finished.code, Some(0), "{finished:#?}");
            assert_eq!(finished.lines[0], format!("DevicePath: {path}"));
            assert_eq!(finished.complaints, "");
        }
    }
}

#[test]
fn first_device_is_used_by_default_without_a_complaint() {
    let rows = listed();
    let finished = run(&["--period-ms", "1"]);
    assert_eq!(finished.code, Some(0));
    assert_eq!(finished.lines[0], format!("DevicePath: {}", rows[0].2));
    assert_eq!(finished.complaints, "");
}

#[test]
fn device_that_is_not_present_exits_with_one() {
    for pick in ["3", "no-such-path"] {
        let finished = run(&["--device", pick]);
        assert_eq!(finished.code, Some(1));
        let expected = format!("error: there is no device {pick}, and 2 devices are present");
        assert!(finished.complaints.starts_with(&expected), "{}", finished.complaints);
        assert_eq!(finished.lines, [""; 0]);
    }
}

#[test]
fn device_command_exits_with_two() {
    for arguments in [["device", "status"], ["device", "add"], ["device", "remove"]] {
        let finished = run(&arguments);
        assert_eq!(finished.code, Some(2), "{finished:#?}");
        assert_eq!(finished.lines, [""; 0]);
        assert!(
            finished.complaints.contains("hosts the driver in its own process"),
            "{finished:#?}"
        );
    }
}
