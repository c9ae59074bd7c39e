//! Finds the published crates in Cargo's folders, and pins the image's build to them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{folder, lock, wdk_build};
use crate::target::Arch;
use crate::{paths, process, toolchain};

/// The folder in which Cargo keeps the version of `wdk-build` that the workspace's lock file pins.
///
/// # Errors
/// If the version is not [`wdk_build::VERSION`], or the lock file is out of date.
pub fn published_wdk_build() -> Result<PathBuf> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform"])
        .arg(Arch::X64.triple())
        .arg("--manifest-path")
        .arg(paths::root().join("Cargo.toml"));
    let metadata = process::output(&mut cargo, "asking Cargo where wdk-build is")?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("cargo metadata did not write JSON")?;
    let package = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == "wdk-build")
        .context("the workspace does not depend on wdk-build")?;
    let version = package["version"].as_str().unwrap_or_default();
    ensure!(
        version == wdk_build::VERSION,
        "Cargo.lock has wdk-build {version}; expected {}, for which the changes in \
         cargo-kmdf/src/image/wdk_build.rs are made: adapt these, or run \
         'cargo update -p wdk-build --precise {}'",
        wdk_build::VERSION,
        wdk_build::VERSION,
    );
    let manifest = package["manifest_path"].as_str().context("wdk-build has no manifest")?;
    Path::new(manifest).parent().map(Path::to_owned).context("wdk-build has no folder")
}

/// Pins the image's workspace to the packages of the driver's lock file.
///
/// # Errors
/// If Cargo cannot resolve the image's dependencies to these packages.
pub fn pin(workspace: &Path) -> Result<()> {
    let read = |path: &Path| {
        fs::read_to_string(path)
            .with_context(|| format!("cannot read the lock file {}", path.display()))
    };
    let main = read(&paths::root().join("Cargo.lock"))?;
    let derived = workspace.join("Cargo.lock");
    folder::write_if_changed(&derived, main.as_bytes())?;
    // Cargo removes the packages that the image does not need.
    let mut cargo = toolchain::cargo_in(workspace, &workspace.join("target"));
    cargo.args(["metadata", "--format-version=1", "--filter-platform", Arch::X64.triple()]);
    process::output(&mut cargo, "resolving the image's packages")?;
    lock::verify(&read(&derived)?, &main, "wdk-build")
}
