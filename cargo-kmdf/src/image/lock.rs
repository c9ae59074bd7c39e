//! The image is built from exactly the packages that the workspace's `Cargo.lock` names.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

/// A package from a registry, as a lock file pins it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pinned {
    name: String,
    version: String,
    source: String,
    checksum: String,
}

/// Checks that the workspace's lock file pins every package of another lock file in the same way.
///
/// `replaced` is the one package that comes from a folder instead of the registry.
///
/// # Errors
/// If a text is not a lock file, or if the derived one has another version or checksum of a
/// package, or takes the replaced package from the registry.
pub fn verify(derived: &str, workspace: &str, replaced: &str) -> Result<()> {
    let known = pinned(workspace).context("the workspace's Cargo.lock")?;
    let used = pinned(derived).context("the Cargo.lock of the image's build")?;
    if let Some(stranger) = used.difference(&known).next() {
        bail!(
            "the image would be built with {} {} (checksum {}), which the workspace's Cargo.lock \
             does not have; run 'cargo metadata' there to update the file, and commit it",
            stranger.name,
            stranger.version,
            stranger.checksum,
        );
    }
    if used.iter().any(|package| package.name == replaced) {
        bail!(
            "Cargo took {replaced} from the registry instead of the prepared copy: the workspace's \
             Cargo.lock has another version than the driver's dependencies require; update it"
        );
    }
    Ok(())
}

fn pinned(lock: &str) -> Result<BTreeSet<Pinned>> {
    let lock: Table = lock.parse().context("is not TOML")?;
    let packages = lock.get("package").and_then(Value::as_array);
    let packages = packages.context("has no packages")?;
    Ok(packages.iter().filter_map(of_registry).collect())
}

/// `None` for a package from a folder, which has no source.
fn of_registry(package: &Value) -> Option<Pinned> {
    let text = |key: &str| package.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Pinned {
        source: text("source")?,
        name: text("name")?,
        version: text("version")?,
        checksum: text("checksum").unwrap_or_default(),
    })
}
