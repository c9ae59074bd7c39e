//! The manifest with which a driver's image is compiled.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, ensure};
use cargo_metadata::cargo_platform::Cfg;
use cargo_metadata::{Dependency, DependencyKind};
use toml::{Table, Value};

use super::Driver;
use crate::target::Arch;
use crate::toolchain::Toolchain;

impl Driver {
    /// The manifest of the image: a workspace of its own, with the driver's source and its
    /// dependencies on Windows. Only `wdk-build` is replaced.
    ///
    /// The package is a static library, which this program links: in a cdylib, Cargo would export
    /// every unmangled name of a dependency. The driver's build script, which configures the linker
    /// of a WDK build, is left out.
    ///
    /// # Errors
    /// If the package has no library, or takes a crate of the WDK from a folder.
    pub fn image_manifest(&self, wdk_build: &Path) -> Result<String> {
        let mut image: Table = FIXED.parse().context("the fixed part of the image's manifest")?;
        image.insert("package".into(), self.description()?.into());
        image.insert("features".into(), Value::try_from(&self.package.features)?);
        image.insert("lints".into(), self.lints()?);
        let library = self.library()?;
        set(&mut image, &["lib", "name"], library.name.replace('-', "_").into());
        set(&mut image, &["lib", "path"], library.src_path.as_str().into());
        set(&mut image, &["patch", "crates-io", "wdk-build", "path"], as_text(wdk_build)?.into());
        let targets = Arch::ALL.map(Target::of);
        let [x64, arm64] = targets;
        let targets = [x64?, arm64?];
        for dependency in &self.package.dependencies {
            if dependency.kind == DependencyKind::Normal
                && targets.iter().any(|target| target.has(dependency))
            {
                let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
                let value = self.dependency(dependency)?;
                let for_target = dependency.target.as_ref().map(ToString::to_string);
                match for_target {
                    None => set(&mut image, &["dependencies", name], value),
                    Some(target) => {
                        set(&mut image, &["target", &target, "dependencies", name], value);
                    }
                }
            }
        }
        Ok(image.to_string())
    }

    /// The file name of the library that Cargo makes.
    ///
    /// # Errors
    /// If the package has no library.
    pub fn library_file(&self) -> Result<String> {
        Ok(format!("{}.lib", self.library()?.name.replace('-', "_")))
    }

    fn description(&self) -> Result<Table> {
        let package = &self.package;
        let mut table = Table::new();
        table.insert("name".into(), package.name.to_string().into());
        table.insert("version".into(), self.version().into());
        table.insert("edition".into(), package.edition.to_string().into());
        if let Some(version) = &package.rust_version {
            table.insert("rust-version".into(), version.to_string().into());
        }
        if let Some(license) = &package.license {
            table.insert("license".into(), license.clone().into());
        }
        table.insert("metadata".into(), Value::try_from(&package.metadata)?);
        Ok(table)
    }

    /// The lints of the package, which Cargo does not report: its own or the workspace's.
    fn lints(&self) -> Result<Value> {
        let own = manifest(self.manifest())?.remove("lints");
        let own = own.unwrap_or_else(|| Table::new().into());
        if own.get("workspace").is_none() {
            return Ok(own);
        }
        let path = self.root.join("Cargo.toml");
        let of_workspace = manifest(&path)?;
        let lints = of_workspace.get("workspace").and_then(|workspace| workspace.get("lints"));
        lints.cloned().with_context(|| {
            format!("{} has no [workspace.lints], which the driver inherits", path.display())
        })
    }

    /// A dependency as a manifest states it.
    fn dependency(&self, dependency: &Dependency) -> Result<Value> {
        let mut table = Table::new();
        table.insert("package".into(), dependency.name.clone().into());
        if let Some(path) = &dependency.path {
            ensure!(
                !WDK.contains(&&*dependency.name),
                "the driver's dependency {} has a path; name a version of the published crate, in \
                 [target.'cfg(all(windows, not(hosted)))'.dependencies] of {}",
                dependency.name,
                self.manifest().display()
            );
            table.insert("path".into(), path.as_str().into());
        } else {
            table.insert("version".into(), dependency.req.to_string().into());
            if let Some(git) = dependency.source.as_ref().and_then(|source| git(&source.repr)) {
                table.extend(git);
            }
        }
        if !dependency.features.is_empty() {
            table.insert("features".into(), dependency.features.clone().into());
        }
        if !dependency.uses_default_features {
            table.insert("default-features".into(), false.into());
        }
        if dependency.optional {
            table.insert("optional".into(), true.into());
        }
        Ok(table.into())
    }
}

/// The crates that stand for the WDK, whose published versions the build is made for.
const WDK: [&str; 5] = ["wdk", "wdk-alloc", "wdk-build", "wdk-panic", "wdk-sys"];

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

/// A target of Rust's compiler, for which a dependency may be.
struct Target {
    triple: &'static str,
    settings: Vec<Cfg>,
}

impl Target {
    fn of(arch: Arch) -> Result<Self> {
        let settings = Toolchain::settings(arch.triple())?;
        let settings: Result<_, _> = settings.lines().map(Cfg::from_str).collect();
        let settings = settings.context("rustc wrote another form of cfg than Cargo knows")?;
        Ok(Self { triple: arch.triple(), settings })
    }

    fn has(&self, dependency: &Dependency) -> bool {
        let target = dependency.target.as_ref();
        target.is_none_or(|target| target.matches(self.triple, &self.settings))
    }
}

/// The address and the revision of a source in Git: `git+https://…?rev=…#…`.
fn git(source: &str) -> Option<Table> {
    let source = source.strip_prefix("git+")?;
    let source = source.split('#').next().unwrap_or(source);
    let (address, query) = source.split_once('?').unwrap_or((source, ""));
    let mut table = Table::new();
    table.insert("git".into(), address.into());
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        table.insert(key.into(), value.into());
    }
    Some(table)
}

fn manifest(path: &Path) -> Result<Table> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("{} is not TOML", path.display()))
}

/// Sets a value at a path of keys, and makes the tables on the way.
fn set(table: &mut Table, path: &[&str], value: Value) {
    match path {
        [] => {}
        [key] => drop(table.insert((*key).into(), value)),
        [key, rest @ ..] => {
            let inner = table.entry(*key).or_insert_with(|| Table::new().into());
            if let Value::Table(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

fn as_text(path: &Path) -> Result<&str> {
    path.to_str().with_context(|| {
        format!("the path {} is not Unicode; move the workspace to one that is", path.display())
    })
}
