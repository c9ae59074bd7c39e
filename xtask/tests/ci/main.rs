//! Each check of `cargo xtask ci` passes on a small tree without problems and fails on one with a
//! problem.

mod citations;
mod command;
mod layers;
mod links;
mod named_paths;
mod published;
mod top_level;
mod unsafe_code;

use std::fs;
use std::path::{Path, PathBuf};

use xtask::ci::checks::Check;
use xtask::ci::tree::Tree;

/// Makes an empty folder, one for each name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ci").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run can be removed");
    }
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Makes a tree of files with these contents, in a folder of that name.
fn tree(name: &str, files: &[(&str, &str)]) -> Tree {
    let root = folder(name);
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    Tree::read(&root).expect("the tree can be listed")
}

/// The problems that a check finds in a tree of these files, as text.
fn found(check: Check, name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let problems = check(&tree(name, files)).expect("the tree can be read");
    problems.iter().map(ToString::to_string).collect()
}

/// Asserts that there is one problem, which begins with a file and line and contains a text.
#[track_caller]
fn assert_one(problems: &[String], start: &str, part: &str) {
    let [problem] = problems else { panic!("expected one problem, found {problems:#?}") };
    assert!(problem.starts_with(start) && problem.contains(part), "{problem}");
}
