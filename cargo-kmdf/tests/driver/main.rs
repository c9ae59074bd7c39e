//! A driver's package as it is found, and what is derived from its manifest.

mod commands;
mod details;
mod find;
mod manifest;

use std::fs;
use std::path::{Path, PathBuf};

use cargo_kmdf::driver::Driver;

/// The manifest of a driver in a workspace.
const MINIMAL: &str = r#"
[workspace.package]
version = "2.3.4"
edition = "2024"
rust-version = "1.95"
license = "MIT"

[workspace.lints.rust]
missing_docs = "warn"

[workspace]

[package]
name = "door-bell"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true

[package.metadata.wdk.driver-model]
driver-type = "KMDF"
kmdf-version-major = 1
target-kmdf-version-minor = 31

[features]
loud = []

[lints]
workspace = true

[dependencies]
everywhere = { version = "1", default-features = false, features = ["small"] }
shared = { path = "shared" }

[build-dependencies]
wdk-build = "0.6.0"

[target.'cfg(all(windows, not(hosted)))'.dependencies]
wdk-sys = "0.5.2"

[target.'cfg(any(not(windows), hosted))'.dependencies]
hosted-wdk-sys = { path = "host/wdk-sys" }
"#;

/// The folders and names of the packages on which the driver depends by path.
const LOCAL: [(&str, &str); 3] =
    [("shared", "shared"), ("host/wdk-sys", "hosted-wdk-sys"), ("mine", "wdk-sys")];

/// Makes a package with that manifest and an empty library, in a new folder for one test.
fn package(test: &str, manifest: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("driver").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("remove the last run's");
    }
    library(&folder, manifest);
    for (place, name) in LOCAL {
        library(
            &folder.join(place),
            &format!("[package]\nname = \"{name}\"\nversion = \"0.5.2\"\n"),
        );
    }
    folder
}

/// Makes a package with an empty library.
fn library(folder: &Path, manifest: &str) {
    fs::create_dir_all(folder.join("src")).expect("make a folder");
    fs::write(folder.join("src/lib.rs"), "").expect("a library");
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
}

/// The driver in such a package.
fn driver(test: &str, manifest: &str) -> anyhow::Result<Driver> {
    Driver::find(Some(&package(test, manifest).join("Cargo.toml")))
}

/// The text of an error with its causes, as people read it.
fn message<T>(result: anyhow::Result<T>) -> String {
    result.err().map(|error| format!("{error:#}")).expect("an error")
}
