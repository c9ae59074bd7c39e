//! The copy of `wdk-build` is made only from the published files that the edits are for.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_kmdf::image::crates::published_wdk_build;
use cargo_kmdf::image::wdk_build::prepare;

/// Makes an empty folder for one test.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wdk-build").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("remove the last run's");
    }
    fs::create_dir_all(&folder).expect("make a folder");
    folder
}

/// Copies the published package to a folder in which a test may change it.
fn published(folder: &Path) -> PathBuf {
    let copy = folder.join("published");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    copy_all(&published_wdk_build(&manifest).expect("Cargo has it"), &copy);
    copy
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("make a folder");
    for entry in fs::read_dir(from).expect("list") {
        let path = entry.expect("list").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_all(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copy");
        }
    }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn prepare_removes_what_needs_windows() {
    let folder = folder("published_text");
    let (published, copy) = (published(&folder), folder.join("copy"));
    prepare(&published, &copy).expect("prepares");

    let manifest = text(&copy.join("Cargo.toml"));
    assert!(manifest.contains("[target.'cfg(windows)'.dependencies.windows]"), "{manifest}");
    let utilities = text(&copy.join("src/utils.rs"));
    assert!(utilities.contains("#[cfg(windows)]\nuse windows::{"), "{utilities}");
    assert!(!utilities.contains("compile_error!"));
    assert!(!text(&copy.join("src/cargo_make.rs")).contains("std::os::windows::fs"));
    assert_eq!(text(&copy.join("src/lib.rs")), text(&published.join("src/lib.rs")));
}

#[test]
fn prepare_of_a_changed_file_is_refused_with_name_and_hash() {
    for file in ["Cargo.toml", "src/utils.rs", "src/cargo_make.rs"] {
        let folder = folder(&format!("changed_{}", file.replace('/', "_")));
        let (published, copy) = (published(&folder), folder.join("copy"));
        let changed = published.join(file);
        fs::write(&changed, text(&changed) + "\n").expect("change it");

        let error = prepare(&published, &copy).expect_err("another text").to_string();
        assert!(error.contains(&changed.display().to_string()), "{error}");
        assert!(error.contains("its SHA-256 is "), "{error}");
        assert!(error.contains("wdk-build 0.6.0"), "{error}");
        assert!(!copy.exists(), "nothing is written");
    }
}

#[test]
fn prepare_without_a_file_is_refused_with_its_name() {
    let folder = folder("without_a_file");
    let published = published(&folder);
    fs::remove_file(published.join("src/utils.rs")).expect("remove it");
    let error = prepare(&published, &folder.join("copy")).expect_err("a file is missing");
    assert!(format!("{error:#}").contains("utils.rs"), "{error:#}");
}
