//! `cargo xtask wine`: the tests as Windows programs that host the driver, under Wine.

use anyhow::{Result, bail};
use cargo_kmdf::target::Arch;

use super::{Machine, skipped};
use crate::app::GNU;
use crate::wine::Wine;
use crate::{paths, tools, wine};

/// Builds and packages the x64 images. Then runs, as Windows programs under Wine, the hosted tests and
/// those of the images, the exploration of the core scenario, the app with the hosted driver, and the
/// device's acceptance test on both variants of the release image.
///
/// # Errors
/// If a tool is missing, a build fails, or a test does.
pub fn run() -> Result<()> {
    if cfg!(windows) {
        bail!("on Windows, run the tests with cargo hosted-test; Wine is not needed");
    }
    let prefix = paths::wine();
    let machine = Machine {
        name: "a Windows program",
        triple: GNU,
        linker: tools::MINGW.path()?.into_os_string(),
        runner: vec![tools::WINE.path()?.display().to_string()],
        extension: "exe",
        flags: "--cfg hosted",
        optimized: &[],
        variables: wine::variables(&prefix),
        skipped: skipped::WINE,
    };
    let sys = &*super::build_images(Arch::X64)?;
    let _wine = Wine::start(&prefix)?;
    machine.test()?;
    machine.explore(&[])?;
    machine.app(&["--period-ms", "1"])?;
    for device in ["1", "2"] {
        machine.app(&["verify", "--sleep", "--device", device, "--sys", sys])?;
    }
    Ok(())
}
