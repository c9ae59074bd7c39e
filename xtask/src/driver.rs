//! The driver's manifest: what of it the image's build takes over.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

/// The condition under which the driver's published dependencies stand in its manifest.
const ON_WINDOWS: &str = "cfg(all(windows, not(hosted)))";

/// What the build has to know of the driver's package.
#[derive(Debug)]
pub struct Driver {
    manifest: Table,
}

impl Driver {
    /// Reads the manifest of the driver's package.
    ///
    /// # Errors
    /// If the file cannot be read or is no TOML.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join("Cargo.toml");
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read the manifest {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("in {}", path.display()))
    }

    /// The same from a text.
    ///
    /// # Errors
    /// If the text is no TOML.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(Self { manifest: text.parse().context("the manifest is no TOML")? })
    }

    /// The package's version, as `major.minor.patch`.
    ///
    /// # Errors
    /// If the manifest does not say.
    pub fn version(&self) -> Result<&str> {
        let version = self.of_package("version")?;
        version.as_str().with_context(|| format!("the package's version {version} is no string"))
    }

    /// The framework's version as folders name it: `1.31`.
    ///
    /// # Errors
    /// If the manifest does not say.
    pub fn kmdf_version(&self) -> Result<String> {
        let number = |key: &str| {
            let path = ["package", "metadata", "wdk", "driver-model", key];
            let number = self.section(&path)?.as_integer();
            number.with_context(|| format!("{} is no number", path.join(".")))
        };
        let (major, minor) = (number("kmdf-version-major")?, number("target-kmdf-version-minor")?);
        Ok(format!("{major}.{minor}"))
    }

    /// The manifest of the image: a workspace of its own with the driver's source and the published
    /// crates, of which only `wdk-build` is replaced.
    ///
    /// It is a static library, so that this program links it: Cargo would export every name that a
    /// dependency does not mangle.
    ///
    /// # Errors
    /// If the driver's manifest lacks something, or depends on something by path.
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

    /// The published dependencies; one by path would not be the same on Windows and here.
    fn dependencies(&self) -> Result<&Value> {
        let dependencies = self.section(&["target", ON_WINDOWS, "dependencies"])?;
        let table = dependencies.as_table().context("the dependencies are no table")?;
        for (name, dependency) in table {
            if dependency.get("path").is_some() {
                bail!("the driver's dependency {name} is not a published one, it has a path");
            }
        }
        Ok(dependencies)
    }

    /// A value of the package, its workspace's where it says so.
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

/// What does not depend on the driver. Nothing unwinds in the kernel; the release is to be small.
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

/// Sets a text at a path of keys, with the tables on the way to it.
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
