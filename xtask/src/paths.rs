//! The folders of the workspace and of what the commands make.

use std::path::PathBuf;

use cargo_kmdf::target::{Arch, Profile};

pub use cargo_kmdf::paths::{image, package, root, target};

/// The folder of the built app.
#[must_use]
pub fn app(arch: Arch, profile: Profile) -> PathBuf {
    target().join("app").join(format!("{arch}-{profile}"))
}

/// The folder of the app's own test programs, built for Windows.
#[must_use]
pub fn app_tests() -> PathBuf {
    target().join("app").join("tests")
}

/// The folder of the Wine prefix in which the tests run the app; it exists only while they run.
#[must_use]
pub fn wine() -> PathBuf {
    target().join("app").join("wine")
}
