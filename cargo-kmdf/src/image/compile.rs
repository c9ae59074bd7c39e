//! Compiles the driver and the published crates into a static library.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::kit::{self, Kit};
use super::{crates, folder, wdk_build};
use crate::driver::Driver;
use crate::print::Output;
use crate::target::{Arch, Profile};
use crate::toolchain::{Library, Toolchain};
use crate::{process, toolchain, tools};

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
    let published = crates::published_wdk_build(driver.manifest())?;
    let copy = workspace.join("wdk-build");
    wdk_build::prepare(&published, &copy)?;
    let manifest = driver.image_manifest(&copy)?;
    folder::write_if_changed(&workspace.join("Cargo.toml"), manifest.as_bytes())?;
    crates::pin(workspace, driver.root())?;

    let registry = published.parent().context("wdk-build lies in no folder")?;
    let variable = |name: &str| format!("{name}_{}", arch.triple().replace('-', "_"));
    let mut cargo = toolchain::cargo_in(workspace, &workspace.join("target"));
    cargo
        .args(["build", "--locked", "--target", arch.triple()])
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(driver, workspace, registry, toolchain)?)
        .env("WDKContentRoot", &kit.root)
        .env("Version_Number", kit::VERSION)
        .env("LIBCLANG_PATH", tools::LIBCLANG.path()?)
        .env(variable("CC"), clang_cl(workspace)?)
        .env(variable("AR"), tools::LLVM_LIB.path()?);
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

/// The compiler that the crate `cc` needs for an MSVC target. It is clang, which changes its
/// options when its name is clang-cl.
fn clang_cl(workspace: &Path) -> Result<PathBuf> {
    let clang = tools::CLANG.path()?;
    let clang = fs::canonicalize(&clang).unwrap_or(clang);
    let beside = clang.with_file_name(format!("clang-cl{}", env::consts::EXE_SUFFIX));
    if beside.exists() {
        return Ok(beside);
    }
    let link = workspace.join("bin/clang-cl");
    folder::make_folder(&workspace.join("bin"))?;
    folder::remove_file(&link)?;
    make_link(&clang, &link)?;
    Ok(link)
}

#[cfg(unix)]
fn make_link(to: &Path, link: &Path) -> Result<()> {
    std::os::unix::fs::symlink(to, link)
        .with_context(|| format!("cannot make the link {}", link.display()))
}

#[cfg(not(unix))]
fn make_link(to: &Path, _link: &Path) -> Result<()> {
    anyhow::bail!(
        "there is no clang-cl beside {}; install it: {}",
        to.display(),
        tools::CLANG.install.here()
    )
}
