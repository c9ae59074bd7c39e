//! The folders of what the commands make, below Cargo's target folder.

use std::path::{Path, PathBuf};

use crate::target::{Arch, Profile};

/// The folder of built images.
#[must_use]
pub fn image(target: &Path, arch: Arch, profile: Profile) -> PathBuf {
    target.join("image").join(format!("{arch}-{profile}"))
}

/// The folder of driver packages, as it is copied to the test machine.
#[must_use]
pub fn package(target: &Path, arch: Arch, profile: Profile) -> PathBuf {
    target.join("package").join(format!("{arch}-{profile}"))
}

/// The folder of the generated workspace in which a driver's image is compiled.
#[must_use]
pub fn kernel(target: &Path, driver: &str) -> PathBuf {
    target.join("kernel").join(driver)
}

/// The folder of the generated certificates.
#[must_use]
pub fn certificates(target: &Path) -> PathBuf {
    target.join("package").join("certificate")
}
