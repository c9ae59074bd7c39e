//! The folders of the workspace and of what the commands make.

use std::env;
use std::path::{Path, PathBuf};

use crate::target::{Arch, Profile};

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

/// The folder of a built image.
#[must_use]
pub fn image(arch: Arch, profile: Profile) -> PathBuf {
    target().join("image").join(format!("{arch}-{profile}"))
}

/// The folder of a driver package, as it is copied to the test machine.
#[must_use]
pub fn package(arch: Arch, profile: Profile) -> PathBuf {
    target().join("package").join(format!("{arch}-{profile}"))
}
