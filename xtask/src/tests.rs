//! `cargo xtask test`: builds and packages the images, and runs the tests that need them.

use std::process::Command;

use crate::target::{Arch, Profile};
use crate::{image, package, paths, process, toolchain};

/// Builds every image and package, then runs the package `image-tests` on them.
///
/// # Errors
/// If an image cannot be built or packaged, or a test fails.
pub fn run() -> anyhow::Result<()> {
    for arch in Arch::ALL {
        for profile in Profile::ALL {
            let image = image::build(arch, profile)?;
            package::package(&image, arch, profile, &package::Options::default())?;
        }
    }
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["test", "--package", "image-tests", "--features", "built"])
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target());
    process::run(&mut cargo, "testing the images")
}
