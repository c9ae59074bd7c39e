//! The driver's manifest, and what the image's build takes from it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

/// The condition of the table in which the manifest lists the driver's published dependencies.
const ON_WINDOWS: &str = "cfg(all(windows, not(hosted)))";

/// What the build must know about the driver's package.
#[derive(Debug)]
pub struct Driver {
    manifest: Table,
}

impl Driver {
    /// Reads the manifest of the driver's package.
    ///
    /// # Errors
    /// If the file cannot be read or is not TOML.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join("Cargo.toml");
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read the manifest {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", path.display()))
    }

    /// Reads the manifest from its text.
    ///
    /// # Errors
    /// If the text is not TOML.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(Self { manifest: text.parse().context("the manifest is not TOML")? })
    }

    /// The package's version, as `major.minor.patch`.
    ///
    /// # Errors
    /// If the manifest has no version.
    pub fn version(&self) -> Result<&str> {
        let version = self.of_package("version")?;
        version
            .as_str()
            .with_context(|| format!("the package's version is {version}, expected a string"))
    }

    /// The framework's version as folders name it: `1.31`.
    ///
    /// # Errors
    /// If the manifest has no such version.
    pub fn kmdf_version(&self) -> Result<String> {
        let number = |key: &str| {
            let path = ["package", "metadata", "wdk", "driver-model", key];
            let value = self.section(&path)?;
            let number = value.as_integer();
            number.with_context(|| format!("{} is {value}, expected a number", path.join(".")))
        };
        let (major, minor) = (number("kmdf-version-major")?, number("target-kmdf-version-minor")?);
        Ok(format!("{major}.{minor}"))
    }

    /// The manifest of the image: a workspace of its own, with the driver's source and the
    /// published crates. Only `wdk-build` is replaced.
    ///
    /// The package is a static library, which this program links: in a cdylib, Cargo would export
    /// every unmangled name of a dependency.
    ///
    /// # Errors
    /// If the driver's manifest lacks a value, or depends on a crate by path.
    pub fn image_manifest(&self, library: &Path, wdk_build: &Path) -> Result<String> {
        let mut package = Table::new();
        for key in ["name", "version", "edition", "rust-version", "license", "metadata"] {
            package.insert(key.into(), self.of_package(key)?.clone());
        }
        let mut image: Table = FIXED.parse().context("the fixed part of the image's manifest")?;
        image.insert("package".into(), package.into());
        image.insert("dependencies".into(), self.dependencies()?.clone());
        image.insert("lints".into(), self.section(&["workspace", "lints"])?.clone());
        set(&mut image, &["lib", "path"], as_text(library)?);
        set(&mut image, &["patch", "crates-io", "wdk-build", "path"], as_text(wdk_build)?);
        Ok(image.to_string())
    }

    /// The published dependencies. A path is refused: the crate there could differ from the
    /// published one.
    fn dependencies(&self) -> Result<&Value> {
        let dependencies = self.section(&["target", ON_WINDOWS, "dependencies"])?;
        let table =
            dependencies.as_table().context("expected a table of the driver's dependencies")?;
        for (name, dependency) in table {
            if dependency.get("path").is_some() {
                bail!(
                    "the driver's dependency {name} has a path; name a version of the published crate"
                );
            }
        }
        Ok(dependencies)
    }

    /// A value of the package, or the workspace's where the package inherits it.
    fn of_package(&self, key: &str) -> Result<&Value> {
        let own = self.section(&["package", key])?;
        if own.get("workspace").is_some() {
            self.section(&["workspace", "package", key])
        } else {
            Ok(own)
        }
    }

    fn section(&self, path: &[&str]) -> Result<&Value> {
        let (first, rest) = path.split_first().context("an empty path")?;
        self.manifest
            .get(*first)
            .and_then(|section| rest.iter().try_fold(section, |section, key| section.get(key)))
            .with_context(|| format!("the driver's manifest has no {}", path.join(".")))
    }
}

/// What does not depend on the driver. Nothing unwinds in the kernel; a release is optimized for
/// size.
const FIXED: &str = r#"
[lib]
crate-type = ["staticlib"]
test = false

[profile.dev]
panic = "abort"
opt-level = 1
debug = false

[profile.release]
panic = "abort"
opt-level = "z"
lto = true
codegen-units = 1

[workspace]
exclude = ["wdk-build"]
"#;

/// Sets a text at a path of keys, and makes the tables on the way.
fn set(table: &mut Table, path: &[&str], text: &str) {
    match path {
        [] => {}
        [key] => drop(table.insert((*key).into(), text.into())),
        [key, rest @ ..] => {
            let inner = table.entry(*key).or_insert_with(|| Table::new().into());
            if let Value::Table(inner) = inner {
                set(inner, rest, text);
            }
        }
    }
}

fn as_text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| {
        format!("the path {} is not Unicode; move the workspace to one that is", path.display())
    })
}
