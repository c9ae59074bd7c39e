//! The folders of the workspace and of what the commands make.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Result;
use cargo_kmdf::driver::Driver;
use cargo_kmdf::target::{Arch, Profile};

/// The folder of the workspace, which is the driver's package too.
#[must_use]
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// Cargo's target folder, which holds everything that the commands make.
#[must_use]
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The driver of this repository.
///
/// # Errors
/// If Cargo cannot read its package.
pub fn driver() -> Result<Driver> {
    Driver::find(Some(&root().join("Cargo.toml")))
}

/// The driver whose package the tests of `cargo-kmdf` build: the bell. Its image and its package are
/// in a folder of their own, whatever the environment says.
///
/// # Errors
/// If Cargo cannot read its package.
pub fn bell() -> Result<Driver> {
    let driver = Driver::find(Some(&root().join("cargo-kmdf/tests/bell/Cargo.toml")))?;
    Ok(driver.with_target(target().join("bell")))
}

/// The filter over echo, an example of `kmdf-host`. Its images are in a folder of their own, too.
///
/// # Errors
/// If Cargo cannot read its package.
pub fn filter() -> Result<Driver> {
    let manifest = root().join("host/kmdf-host/examples/filter/Cargo.toml");
    Ok(Driver::find(Some(&manifest))?.with_target(target().join("filter")))
}

/// The folder of the built images.
#[must_use]
pub fn image(arch: Arch, profile: Profile) -> PathBuf {
    cargo_kmdf::paths::image(&target(), arch, profile)
}

/// The folder of the driver packages.
#[must_use]
pub fn package(arch: Arch, profile: Profile) -> PathBuf {
    cargo_kmdf::paths::package(&target(), arch, profile)
}

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
