//! `--sys`: a kernel image instead of the linked driver.

use std::fs;
use std::path::PathBuf;

use crate::running::{Finished, run};

/// A file in the tests' temporary folder.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("a file in the folder for tests");
    path
}

fn refused(path: &str) -> Finished {
    let finished = run(&["--sys", path]);
    assert_eq!(finished.code, Some(1));
    assert_eq!(finished.lines, [""; 0]);
    finished
}

#[test]
fn missing_image_exits_with_one_and_its_path() {
    let path = "no such folder/echo.sys";
    let complaints = refused(path).complaints;
    let beginning = format!("error: --sys {path}: the file cannot be read: ");
    assert!(complaints.starts_with(&beginning), "{complaints}");
}

#[test]
fn file_that_is_no_image_exits_with_one_and_the_reason() {
    let path = file("broken.sys", b"MZ, and nothing of what has to follow");
    let path = path.to_str().expect("a path in Unicode");
    let reason = "this is not a 64-bit Windows image (PE32+): \
                  it does not begin with the bytes MZ, or ends too early";
    assert_eq!(refused(path).complaints, format!("error: --sys {path}: {reason}\n"));
}
