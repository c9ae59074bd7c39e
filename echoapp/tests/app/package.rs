//! `--inf` and `--windows`: another INF, in any encoding, for another Windows.

use std::fs;
use std::path::PathBuf;

use crate::running::{Finished, run};

const INF: &str = include_str!("../../../echo.inx");

/// A file in the tests' temporary folder.
fn file(name: &str, content: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("a file in the folder for tests");
    path.to_str().expect("a path in Unicode").to_owned()
}

fn listed(arguments: &[&str]) -> Finished {
    run(&[&["--list"], arguments].concat())
}

#[test]
fn inf_in_utf_16_with_other_hardware_ids_makes_its_devices() {
    let inf = INF.replace(r"root\ECHO", r"root\PARROT");
    assert_ne!(inf, INF, "the INF has the hardware IDs");
    let bytes: Vec<u8> =
        "\u{FEFF}".encode_utf16().chain(inf.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let finished = listed(&["--inf", &file("parrot.inf", &bytes)]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    let devices = finished.lines.iter().filter(|line| line.contains("PARROT")).count();
    assert_eq!(devices, 2, "{finished:#?}");
}

#[test]
fn sections_of_the_inf_are_those_of_the_chosen_windows() {
    let inf = file("new.inf", INF.replace("10.0...19041", "10.0...22000").as_bytes());
    let older = listed(&["--inf", &inf]);
    assert_eq!(older.code, Some(1), "{older:#?}");
    assert!(older.complaints.starts_with("error: cannot install the driver: "), "{older:#?}");
    let newer = listed(&["--inf", &inf, "--windows", "22000"]);
    assert_eq!(newer.code, Some(0), "{newer:#?}");
}

#[test]
fn inf_that_is_missing_or_broken_exits_with_one_and_its_path() {
    let broken = file("broken.inf", b"[Version]\r\nSignature");
    for (path, reason) in [("no such folder/a.inf", "cannot be read: "), (&broken, "")] {
        let finished = listed(&["--inf", path]);
        assert_eq!(finished.code, Some(1));
        let beginning = format!("error: --inf {path}: {reason}");
        assert!(finished.complaints.starts_with(&beginning), "{finished:#?}");
    }
}
