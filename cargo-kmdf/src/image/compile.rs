//! Compiles the driver and the published crates into a static library.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::environment::{self, Environment};
use super::kit::Kit;
use super::{crates, folder};
use crate::driver::Driver;
use crate::print::Output;
use crate::target::{Arch, Profile};
use crate::toolchain::{Library, Toolchain};
use crate::{process, toolchain};

/// Compiles in the driver's generated workspace, and returns the path of the library.
///
/// # Errors
/// If a tool is missing, `wdk-build` is not the known version, or the driver does not compile.
pub fn compile(
    driver: &Driver,
    kit: &Kit,
    toolchain: &Toolchain,
    arch: Arch,
    profile: Profile,
    output: Output,
) -> Result<PathBuf> {
    let workspace = &driver.kernel_folder();
    let (copy, registry) = environment::copy_wdk_build(driver)?;
    let manifest = driver.image_manifest(&copy)?;
    folder::write_if_changed(&workspace.join("Cargo.toml"), manifest.as_bytes())?;
    crates::pin(workspace, driver.root())?;

    let mut cargo = toolchain::cargo_in(workspace, &workspace.join("target"));
    cargo
        .args(["build", "--locked", "--target", arch.triple()])
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(driver, workspace, &registry, toolchain)?);
    Environment::of(kit, workspace, arch)?.set(&mut cargo);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    if output != Output::Text {
        cargo.arg("--quiet");
    }
    if toolchain.library(arch.triple())? == Library::Source {
        // A stable compiler takes `-Zbuild-std` only with this variable.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo.args(["-Zbuild-std=core,alloc", "-Zbuild-std-features=optimize_for_size"]);
    }
    process::run(&mut cargo, "compiling the driver")?;
    Ok(workspace
        .join("target")
        .join(arch.triple())
        .join(profile.to_string())
        .join(driver.library_file()?))
}

/// The flags for every crate of the image, in the form that Cargo reads from the environment.
///
/// `wdk-build` requires the static C runtime, although nothing of the runtime is linked. The image
/// must not contain paths of this machine, nor depend on them.
fn rustflags(
    driver: &Driver,
    workspace: &Path,
    registry: &Path,
    toolchain: &Toolchain,
) -> Result<String> {
    let mut flags: Vec<String> =
        ["-Ctarget-feature=+crt-static", "-Ccontrol-flow-guard", "-Cpanic=abort"]
            .map(String::from)
            .into();
    let (name, library) = (driver.name(), toolchain.source());
    // If two prefixes match, the compiler uses the later one.
    let places: [(&Path, &str); 4] =
        [(registry, "crates"), (&library, "rust"), (driver.root(), &name), (workspace, "build")];
    for (place, name) in places {
        let place = place.to_str().with_context(|| not_unicode(place))?;
        flags.push(format!("--remap-path-prefix={place}={name}"));
    }
    Ok(flags.join("\x1f"))
}

fn not_unicode(path: &Path) -> String {
    format!("the path {} is not Unicode; move the folder to one that is", path.display())
}
