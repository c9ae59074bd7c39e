use xtask::ci::top_level::check;

use crate::{assert_one, found};

/// Files at the top level that the check does not count.
const FREE: [(&str, &str); 3] = [("LICENSE-MIT", ""), ("Cargo.lock", ""), (".gitignore", "")];

#[test]
fn seven_folders_and_eight_files_pass() {
    let names: Vec<String> = (0..7)
        .map(|n| format!("folder{n}/file"))
        .chain((0..8).map(|n| format!("file{n}")))
        .collect();
    let files: Vec<_> = names.iter().map(|name| (&**name, "")).chain(FREE).collect();
    assert_eq!(found(check, "top-good", &files), [""; 0]);
}

#[test]
fn eighth_folder_fails() {
    let names: Vec<String> = (0..8).map(|n| format!("folder{n}/file")).collect();
    let files: Vec<_> = names.iter().map(|name| (&**name, "")).collect();
    assert_one(
        &found(check, "top-folders", &files),
        "top level: found 8 visible folders",
        "folder7",
    );
}

#[test]
fn sixteenth_entry_fails() {
    let names: Vec<String> = (0..16).map(|n| format!("file{n:02}")).collect();
    let files: Vec<_> = names.iter().map(|name| (&**name, "")).chain(FREE).collect();
    assert_one(
        &found(check, "top-entries", &files),
        "top level: found 16 visible entries",
        "file15",
    );
}
