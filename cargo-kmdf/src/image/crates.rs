//! Finds the published crates in Cargo's folders, and pins the image's build to them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use cargo_metadata::MetadataCommand;

use super::{folder, lock, wdk_build};
use crate::target::Arch;
use crate::{process, toolchain};

/// The folder in which Cargo keeps the version of `wdk-build` that the driver's lock file pins.
///
/// # Errors
/// If Cargo cannot resolve the driver's dependencies, or the version is not
/// [`wdk_build::VERSION`].
pub fn published_wdk_build(manifest: &Path) -> Result<PathBuf> {
    let mut command = MetadataCommand::new();
    command
        .cargo_path(toolchain::cargo())
        .manifest_path(manifest)
        .other_options(["--filter-platform", Arch::X64.triple()].map(String::from));
    let metadata = command.exec().context("asking Cargo where wdk-build is")?;
    let package = metadata.packages.iter().find(|package| package.name == "wdk-build");
    let package = package.with_context(|| {
        format!(
            "{} does not depend on wdk-build for Windows; add wdk-sys, which does, to \
             [target.'cfg(all(windows, not(hosted)))'.dependencies]",
            manifest.display()
        )
    })?;
    let version = package.version.to_string();
    ensure!(
        version == wdk_build::VERSION,
        "the driver's lock file has wdk-build {version}; expected {expected}, for which the changes \
         in cargo-kmdf/src/image/wdk_build.rs are made: run \
         'cargo update -p wdk-build --precise {expected}', or adapt these",
        expected = wdk_build::VERSION,
    );
    let folder = package.manifest_path.parent().context("wdk-build has no folder")?;
    Ok(folder.as_std_path().to_owned())
}

/// Pins the image's workspace to the packages of the driver's lock file, which is in `root`.
///
/// # Errors
/// If Cargo cannot resolve the image's dependencies to these packages.
pub fn pin(workspace: &Path, root: &Path) -> Result<()> {
    let read = |path: &Path| {
        fs::read_to_string(path)
            .with_context(|| format!("cannot read the lock file {}", path.display()))
    };
    let main = read(&root.join("Cargo.lock"))?;
    let derived = workspace.join("Cargo.lock");
    folder::write_if_changed(&derived, main.as_bytes())?;
    // Cargo removes the packages that the image does not need.
    let mut cargo = toolchain::cargo_in(workspace, &workspace.join("target"));
    cargo.args(["metadata", "--format-version=1", "--filter-platform", Arch::X64.triple()]);
    process::output(&mut cargo, "resolving the image's packages")?;
    lock::verify(&read(&derived)?, &main, "wdk-build")
}
