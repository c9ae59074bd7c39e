//! `cargo xtask test`: builds and packages the images, builds the app, and runs the tests that need
//! them.

use std::process::Command;

use cargo_kmdf::driver::Driver;
use cargo_kmdf::print::{Output, say};
use cargo_kmdf::target::{Arch, Profile};
use cargo_kmdf::{image, package, process, toolchain};

use crate::wine::Wine;
use crate::{app, flips, paths};

/// How many bits are flipped; more only by `cargo xtask flips`.
const FLIPS: u32 = 100;

/// Builds every image and package and runs the tests of `tests/built` and `tests/images` on them; then builds the app
/// and its tests for Windows, and runs the tests of the app.
///
/// # Errors
/// If a build or a package fails, or a test does.
pub fn run() -> anyhow::Result<()> {
    let driver = paths::driver()?;
    for arch in Arch::ALL {
        for profile in Profile::ALL {
            build(&driver, arch, profile)?;
        }
    }
    build(&paths::bell()?, Arch::X64, Profile::Release)?;
    image::build(&paths::filter()?, Arch::X64, Profile::Release, Output::Text)?;
    test(&["echo-built", "echo-images"], "images", "testing the images")?;
    flips::run(flips::Options { count: FLIPS, seed: 1 })?;
    app()
}

/// Builds and packages an image.
///
/// # Errors
/// If the build or the package fails.
pub fn build(driver: &Driver, arch: Arch, profile: Profile) -> anyhow::Result<()> {
    let (options, output) = (package::Options::default(), Output::Text);
    let signer = options.signer(driver, output)?;
    let image = image::build(driver, arch, profile, output)?;
    package::package(driver, &image, arch, profile, &options, &signer, output).map(drop)
}

/// Tests the app under Wine; the package of the release image must exist.
fn app() -> anyhow::Result<()> {
    app::build(Arch::X64, Profile::Release)?;
    if cfg!(windows) {
        say!("on Windows, test the app with cargo test --package echoapp; Wine is not needed")?;
        return Ok(());
    }
    app::tests::build()?;
    let _wine = Wine::start(&paths::wine())?;
    test(&["echo-built"], "app", "testing the app under Wine")
}

fn test(packages: &[&str], feature: &str, what: &str) -> anyhow::Result<()> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .arg("test")
        .args(packages.iter().flat_map(|package| ["--package", package]))
        .args(["--features", feature])
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target());
    process::run(&mut cargo, what)
}
