//! `cargo xtask test`: builds and packages the images, builds the app, and runs the tests that need
//! them.

use std::process::Command;

use crate::print::say;
use crate::target::{Arch, Profile};
use crate::wine::Wine;
use crate::{app, image, package, paths, process, toolchain};

/// Builds every image and package, then runs the tests of `tests/built` on them; builds the
/// app and its tests for Windows, then runs those of the app.
///
/// # Errors
/// If something cannot be built or packaged, or a test fails.
pub fn run() -> anyhow::Result<()> {
    let options = package::Options::default();
    let signer = options.signer()?;
    for arch in Arch::ALL {
        for profile in Profile::ALL {
            let image = image::build(arch, profile)?;
            package::package(&image, arch, profile, &options, &signer)?;
        }
    }
    test("images", "testing the images")?;
    app()
}

/// Tests the app under Wine; the package of the release image must be there.
fn app() -> anyhow::Result<()> {
    app::build(Arch::X64, Profile::Release)?;
    if cfg!(windows) {
        say!("The app is tested here by cargo test --package echoapp; Wine is for elsewhere")?;
        return Ok(());
    }
    app::tests::build()?;
    let _wine = Wine::start(&paths::wine())?;
    test("app", "testing the app under Wine")
}

fn test(feature: &str, what: &str) -> anyhow::Result<()> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["test", "--package", "echo-built", "--features", feature])
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target());
    process::run(&mut cargo, what)
}
