//! Compiles the driver and the published crates to a static library.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::kit::{self, Kit};
use super::{crates, folder, wdk_build};
use crate::driver::Driver;
use crate::target::{Arch, Profile};
use crate::toolchain::{Library, Toolchain};
use crate::{paths, process, toolchain, tools};

/// Compiles in a workspace made for it, and says where the library is.
///
/// # Errors
/// If a tool is missing, the upstream text is not the known one, or the driver does not compile.
pub fn compile(
    workspace: &Path,
    driver: &Driver,
    kit: &Kit,
    toolchain: &Toolchain,
    arch: Arch,
    profile: Profile,
) -> Result<PathBuf> {
    let published = crates::published_wdk_build()?;
    let copy = workspace.join("wdk-build");
    wdk_build::prepare(&published, &copy)?;
    let manifest = driver.image_manifest(&paths::root().join("src/lib.rs"), &copy)?;
    folder::write_if_changed(&workspace.join("Cargo.toml"), manifest.as_bytes())?;
    crates::pin(workspace)?;

    let registry = published.parent().context("wdk-build lies in no folder")?;
    let variable = |name: &str| format!("{name}_{}", arch.triple().replace('-', "_"));
    let mut cargo = toolchain::cargo_in(workspace, &workspace.join("target"));
    cargo
        .args(["build", "--locked", "--target", arch.triple()])
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(workspace, registry, toolchain)?)
        .env("WDKContentRoot", &kit.root)
        .env("Version_Number", kit::VERSION)
        .env("LIBCLANG_PATH", tools::LIBCLANG.path()?)
        .env(variable("CC"), clang_cl(workspace)?)
        .env(variable("AR"), tools::LLVM_LIB.path()?);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    if toolchain.library(arch.triple())? == Library::Source {
        // Cargo compiles it for a release of the compiler only if that takes unstable options.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo.args(["-Zbuild-std=core,alloc", "-Zbuild-std-features=optimize_for_size"]);
    }
    process::run(&mut cargo, "compiling the driver")?;
    Ok(workspace.join("target").join(arch.triple()).join(profile.to_string()).join("echo.lib"))
}

/// What every crate of the image is compiled with, as Cargo takes it from the environment.
///
/// `wdk-build` insists on the static C runtime, of which nothing is linked. No path of this machine
/// may be in the image, nor make it differ from another machine's.
fn rustflags(workspace: &Path, registry: &Path, toolchain: &Toolchain) -> Result<String> {
    let mut flags: Vec<String> =
        ["-Ctarget-feature=+crt-static", "-Ccontrol-flow-guard", "-Cpanic=abort"]
            .map(String::from)
            .into();
    let (root, library) = (paths::root(), toolchain.source());
    // Of two that fit, the compiler takes the later one.
    let places: [(&Path, &str); 4] =
        [(registry, "crates"), (&library, "rust"), (&root, "echo"), (workspace, "build")];
    for (place, name) in places {
        let place = place.to_str().with_context(|| not_unicode(place))?;
        flags.push(format!("--remap-path-prefix={place}={name}"));
    }
    Ok(flags.join("\x1f"))
}

fn not_unicode(path: &Path) -> String {
    format!("the path {} is not Unicode, and Cargo takes no other", path.display())
}

/// The crate `cc` compiles for an MSVC target with a compiler of this name, which is clang by
/// another name: it looks at what it is called.
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
    anyhow::bail!("there is no clang-cl beside {}: {}", to.display(), tools::CLANG.install.here())
}
