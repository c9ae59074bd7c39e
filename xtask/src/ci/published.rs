//! Packages that others need can be published: each has the fields by which people find and judge a
//! package.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::checks::Problem;
use super::tree::Tree;

/// Packages each package that others need, and builds what is in the archive alone.
pub const PACKAGES: &str = "package --locked --allow-dirty --package kmdf-abi --package kmdf-inf \
    --package kmdf-host --package kmdf-timeline --package hosted-wdk-sys --package hosted-wdk \
    --package hosted-wdk-alloc --package hosted-wdk-panic";

/// The fields that a package has, or takes from the workspace.
const FIELDS: [&str; 7] =
    ["categories", "description", "edition", "keywords", "license", "readme", "rust-version"];

/// The most keywords and categories that the registry takes.
const WORDS: usize = 5;

/// Finds what is missing in the manifests of packages that are not marked `publish = false`.
///
/// # Errors
/// If a manifest cannot be read or is not TOML.
pub fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for file in tree.ending("Cargo.toml") {
        let manifest: Table = tree.text(file)?.parse().with_context(|| file.to_owned())?;
        let Some(package) = manifest.get("package").and_then(Value::as_table) else { continue };
        if package.get("publish").and_then(Value::as_bool) != Some(false) {
            let found = of_package(tree, file, package);
            problems.extend(found.into_iter().map(|what| Problem::of(file, what)));
        }
    }
    Ok(problems)
}

fn of_package(tree: &Tree, file: &str, package: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for field in FIELDS {
        if !package.contains_key(field) {
            found.push(format!("found no `{field}`; add the field, or `publish = false`"));
        }
    }
    for field in ["categories", "keywords"] {
        let words = package.get(field).and_then(Value::as_array).map_or(0, Vec::len);
        if words > WORDS {
            found.push(format!("found {words} {field}, expected {WORDS} at most"));
        }
    }
    let folder = file.trim_end_matches("Cargo.toml");
    let readme = package.get("readme").and_then(Value::as_str).unwrap_or_default();
    if readme.contains('/') || !tree.has(&format!("{folder}{readme}")) {
        found.push(format!("found the readme `{readme}`, expected a file beside the manifest"));
    }
    let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
    if !PACKAGES.split(' ').any(|word| word == name) {
        let place = "PACKAGES of xtask/src/ci/published.rs";
        found.push(format!("found no `{name}` in {place}; add the package there"));
    }
    found
}
