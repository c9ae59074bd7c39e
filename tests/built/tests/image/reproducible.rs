//! The same source gives the same bytes in every folder.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_kmdf::driver::Driver;
use cargo_kmdf::image;
use cargo_kmdf::print::Output;
use cargo_kmdf::target::{Arch, Profile};
use xtask::paths;

use crate::built::Built;

/// Copies the source to another folder and builds it there from scratch, which takes a minute.
#[test]
fn second_build_in_another_folder_gives_the_same_bytes() {
    let elsewhere = paths::target().join("elsewhere");
    let source = elsewhere.join("a different/source folder");
    if elsewhere.exists() {
        fs::remove_dir_all(&elsewhere).expect("remove what a failed run left");
    }
    copy(&paths::root(), &source);

    // The tool that builds is the one of this test: its bytes are in no image.
    let driver = Driver::find(Some(&source.join("Cargo.toml"))).expect("the copy is a driver");
    let driver = driver.with_target(elsewhere.join("made"));
    let second = image::build(&driver, Arch::X64, Profile::Release, Output::Text);
    let second = second.expect("the copy builds");
    let second = fs::read(&second).expect("the second image");
    let differences = differences(&Built::read(Arch::X64, Profile::Release).bytes, &second);
    assert!(differences.is_empty(), "the images differ at {differences:?}");
    fs::remove_dir_all(&elsewhere).expect("remove what was built");
}

/// Copies the source: everything except version control and build output.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("make a folder");
    for entry in fs::read_dir(from).expect("list a folder") {
        let path = entry.expect("list a folder").path();
        let name = path.file_name().expect("a name");
        let made = [PathBuf::from("target"), PathBuf::from(".git")];
        if made.iter().any(|made| made == name) || path == paths::target() {
            continue;
        }
        let to = to.join(name);
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copy a file");
        }
    }
}

/// The offsets at which two files differ.
fn differences(one: &[u8], other: &[u8]) -> Vec<usize> {
    let end = one.len().max(other.len());
    (0..end).filter(|at| one.get(*at) != other.get(*at)).collect()
}
