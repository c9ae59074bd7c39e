//! Chooses a package of a workspace by its manifest.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Metadata, Package};

/// The manifest in the current folder, or in the nearest folder above.
///
/// # Errors
/// If there is none.
pub fn nearest_manifest() -> Result<PathBuf> {
    let current = env::current_dir().context("the current folder does not exist; enter another")?;
    let manifests = current.ancestors().map(|folder| folder.join("Cargo.toml"));
    manifests.into_iter().find(|manifest| manifest.is_file()).with_context(|| {
        format!(
            "found no Cargo.toml in {} or a folder above; enter the driver's folder, or name its \
             manifest with --manifest-path",
            current.display()
        )
    })
}

/// The package with that manifest.
///
/// # Errors
/// If the manifest is that of a workspace without a package of its own.
pub fn of_manifest(metadata: Metadata, manifest: &Path) -> Result<Package> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let wanted = real(manifest);
    let is_wanted = |package: &Package| real(package.manifest_path.as_std_path()) == wanted;
    if let Some(index) = metadata.packages.iter().position(is_wanted) {
        let mut packages = metadata.packages;
        return Ok(packages.swap_remove(index));
    }
    let is_driver = |package: &&Package| package.metadata["wdk"].get("driver-model").is_some();
    let drivers: Vec<&str> = metadata
        .packages
        .iter()
        .filter(is_driver)
        .map(|package| package.manifest_path.as_str())
        .collect();
    let found = if drivers.is_empty() { "none".into() } else { drivers.join(", ") };
    bail!(
        "{} is a workspace without a package of its own; name a driver's manifest with \
         --manifest-path. Drivers of the workspace: {found}",
        manifest.display()
    )
}
