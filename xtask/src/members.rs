//! `cargo xtask members`: checks that each member of the workspace builds for Windows as `cargo wdk
//! build` builds it, with the published crates.
//!
//! In a workspace, cargo-wdk 0.2.0 runs `cargo build` for every member by itself, in the member's
//! folder and without `--cfg hosted`, and fails if one fails. Here the kit stands for the WDK, and
//! Cargo checks instead of building: the libraries that a link needs come with Visual Studio.
//!
//! The published `wdk-build` runs on Windows only. So the members are checked in a workspace of
//! links to this one, whose manifest replaces `wdk-build` by the copy that `cargo kmdf build` makes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use cargo_kmdf::driver::Driver;
use cargo_kmdf::image::environment::{self, Environment};
use cargo_kmdf::image::{crates, folder};
use cargo_kmdf::print::say;
use cargo_kmdf::process;
use cargo_kmdf::target::Arch;
use cargo_kmdf::toolchain::{self, Library, Toolchain};
use cargo_metadata::{MetadataCommand, Package};

use crate::paths;

/// What the workspace of links has in place of a link, and what Cargo makes.
const OWN: [&str; 4] = ["Cargo.toml", "Cargo.lock", "target", ".git"];

/// Checks each member.
///
/// # Errors
/// If a tool is missing, or a member does not build.
pub fn run() -> Result<()> {
    ensure!(
        cfg!(unix),
        "on Windows, cargo wdk build itself shows whether each member builds; run it instead"
    );
    let driver = paths::driver()?;
    let workspace = paths::target().join("kernel").join("members");
    link(&driver, &workspace)?;
    crates::pin(&workspace, driver.root())?;
    let triples = Arch::ALL.map(Arch::triple).join(" and ");
    say!("checking each member of the workspace for {triples}")?;
    let environments = Arch::ALL.iter().map(|arch| Environment::stage(&driver, *arch));
    let environments = environments.collect::<Result<Vec<_>>>()?;
    let mut failed = Vec::new();
    for member in members(&workspace)? {
        match check(&driver, &member, &environments) {
            Ok(()) => say!("{}: builds", member.name)?,
            Err(error) => {
                say!("{}: {error:#}", member.name)?;
                failed.push(member.name.to_string());
            }
        }
    }
    if !failed.is_empty() {
        bail!("cargo wdk build would fail, because of {}", failed.join(", "));
    }
    Ok(())
}

/// Makes the workspace of links.
fn link(driver: &Driver, workspace: &Path) -> Result<()> {
    folder::make_folder(workspace)?;
    let entries = |path: &Path| -> Result<Vec<PathBuf>> {
        let failed = || format!("cannot list the folder {}", path.display());
        let entries = fs::read_dir(path).with_context(failed)?;
        entries.map(|entry| Ok(entry.with_context(failed)?.path())).collect()
    };
    let is_own = |path: &PathBuf| OWN.iter().any(|own| path.ends_with(own));
    for stale in entries(workspace)?.into_iter().filter(|path| !is_own(path)) {
        folder::remove_file(&stale)?;
    }
    for entry in entries(driver.root())?.iter().filter(|path| !is_own(path)) {
        let name = entry.file_name().unwrap_or_default();
        make_link(entry, &workspace.join(name))?;
    }
    let manifest = fs::read_to_string(driver.manifest())
        .with_context(|| format!("cannot read {}", driver.manifest().display()))?;
    let (copy, _) = environment::copy_wdk_build(driver)?;
    let mut manifest: toml::Table = manifest.parse().context("the manifest is not TOML")?;
    let patch = format!("crates-io.wdk-build.path = {:?}", copy.to_string_lossy());
    let patch: toml::Table = patch.parse().context("the patch is not TOML")?;
    manifest.insert("patch".to_owned(), patch.into());
    folder::write_if_changed(&workspace.join("Cargo.toml"), manifest.to_string().as_bytes())?;
    Ok(())
}

#[cfg(unix)]
fn make_link(to: &Path, link: &Path) -> Result<()> {
    std::os::unix::fs::symlink(to, link)
        .with_context(|| format!("cannot make the link {}", link.display()))
}

#[cfg(not(unix))]
fn make_link(_to: &Path, link: &Path) -> Result<()> {
    bail!("cannot make the link {} on this system", link.display())
}

/// The members of the workspace.
fn members(workspace: &Path) -> Result<Vec<Package>> {
    let mut command = MetadataCommand::new();
    command.cargo_path(toolchain::cargo()).no_deps().manifest_path(workspace.join("Cargo.toml"));
    Ok(command.exec().context("cannot read the members of the workspace")?.packages)
}

/// Checks a member by itself for each architecture, with the flags of `.cargo/config.toml`.
///
/// The target folder is that of the image, whose debug build has compiled `wdk-build` and what it needs.
fn check(driver: &Driver, member: &Package, environments: &[Environment]) -> Result<()> {
    let folder = member.manifest_path.parent().context("the manifest has no folder")?;
    let target = driver.kernel_folder().join("target");
    let mut cargo = toolchain::cargo_in(folder.as_std_path(), &target);
    cargo.args(["check", "--locked", "--quiet", "--package", &member.name]);
    cargo.arg("--manifest-path").arg(&member.manifest_path);
    // The variables that differ have the architecture in their names.
    for environment in environments {
        environment.set(&mut cargo);
    }
    let toolchain = Toolchain::of_this_cargo()?;
    let mut from_source = false;
    for arch in Arch::ALL {
        cargo.args(["--target", arch.triple()]);
        from_source |= toolchain.library(arch.triple())? == Library::Source;
    }
    if from_source {
        // A stable compiler takes `-Zbuild-std` only with this variable.
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort,proc_macro");
    }
    process::run(&mut cargo, "the check")
}
