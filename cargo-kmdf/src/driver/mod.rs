//! The driver's package, as Cargo and the package's manifest describe it.

mod commands;
mod details;
mod manifest;
mod member;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::{MetadataCommand, Package, TargetKind};
use serde_json::Value;

pub use commands::Commands;
pub(crate) use commands::is_plain;
pub use details::Details;

use crate::target::{Arch, Profile};
use crate::{paths, toolchain};

/// The part of a manifest that names the framework, as `wdk-build` defines it.
const MODEL: &str = "[package.metadata.wdk.driver-model]";

/// A driver's package and its workspace.
#[derive(Debug)]
pub struct Driver {
    package: Package,
    root: PathBuf,
    target: PathBuf,
}

impl Driver {
    /// Asks Cargo about the package with a manifest; without one, about the package in the current
    /// folder or the nearest folder above.
    ///
    /// # Errors
    /// If there is no such package, or the package is no KMDF driver.
    pub fn find(manifest: Option<&Path>) -> Result<Self> {
        let manifest = match manifest {
            Some(manifest) => manifest.to_owned(),
            None => member::nearest_manifest()?,
        };
        let mut command = MetadataCommand::new();
        command.cargo_path(toolchain::cargo()).no_deps().manifest_path(&manifest);
        let metadata = command
            .exec()
            .with_context(|| format!("cannot read the package of {}", manifest.display()))?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        let target = metadata.target_directory.clone().into_std_path_buf();
        let package = member::of_manifest(metadata, &manifest)?;
        let driver = Self { package, root, target };
        let kind = driver.model("driver-type")?;
        ensure!(
            kind == "KMDF",
            "{} has driver-type = {kind} in {MODEL}; expected \"KMDF\": this command builds no \
             other drivers",
            driver.manifest().display()
        );
        Ok(driver)
    }

    /// The driver, with another folder for what is built in place of Cargo's target folder.
    #[must_use]
    pub fn with_target(self, target: PathBuf) -> Self {
        Self { target, ..self }
    }

    /// The driver's name: that of the package with `_` in place of `-`. The image, the INF and the
    /// catalog have it too.
    #[must_use]
    pub fn name(&self) -> String {
        self.package.name.replace('-', "_")
    }

    /// A file name of the driver: `sys`, `inf`, `inx`, `cat` or `cer` after its name.
    #[must_use]
    pub fn file(&self, extension: &str) -> String {
        format!("{}.{extension}", self.name())
    }

    /// The path of the manifest.
    #[must_use]
    pub fn manifest(&self) -> &Path {
        self.package.manifest_path.as_std_path()
    }

    /// The root of the workspace, with the lock file.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target folder, which holds everything that the commands make.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The folder of a built image.
    #[must_use]
    pub fn image_folder(&self, arch: Arch, profile: Profile) -> PathBuf {
        paths::image(&self.target, arch, profile)
    }

    /// The folder of a driver package, as it is copied to the test machine.
    #[must_use]
    pub fn package_folder(&self, arch: Arch, profile: Profile) -> PathBuf {
        paths::package(&self.target, arch, profile)
    }

    /// The folder of the generated workspace in which the image is compiled.
    #[must_use]
    pub fn kernel_folder(&self) -> PathBuf {
        paths::kernel(&self.target, &self.name())
    }

    /// The package's version, as `major.minor.patch`.
    #[must_use]
    pub fn version(&self) -> String {
        self.package.version.to_string()
    }

    /// The framework's version as folders name it: `1.31`.
    ///
    /// # Errors
    /// If the manifest has no such version.
    pub fn kmdf_version(&self) -> Result<String> {
        let number = |key: &str| {
            let value = self.model(key)?;
            value.as_u64().with_context(|| {
                let manifest = self.manifest().display();
                format!("{manifest} has {key} = {value} in {MODEL}; expected a number")
            })
        };
        let (major, minor) = (number("kmdf-version-major")?, number("target-kmdf-version-minor")?);
        Ok(format!("{major}.{minor}"))
    }

    /// The texts that people see: in the file's properties and in the certificate.
    ///
    /// # Errors
    /// If `[package.metadata.kmdf]` has an unknown key or a value that is not a text.
    pub fn details(&self) -> Result<Details> {
        Details::of(&self.package)
    }

    /// The programs and commands for the scripts of the package.
    ///
    /// # Errors
    /// If `[package.metadata.kmdf.scripts]` has an unknown key or a value that a script cannot have.
    pub fn commands(&self) -> Result<Commands> {
        Commands::of(&self.package)
    }

    /// The template of the INF: beside the manifest, with the driver's name.
    ///
    /// # Errors
    /// If the file does not exist.
    pub fn template(&self) -> Result<PathBuf> {
        let folder = self.manifest().parent().unwrap_or(Path::new("."));
        let expected = folder.join(self.file("inx"));
        if expected.is_file() {
            return Ok(expected);
        }
        let entries = folder.read_dir().into_iter().flatten().flatten();
        let mut others: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let is_inf = |end: &OsStr| end == "inx" || end == "inf";
        others.retain(|name| Path::new(name).extension().is_some_and(is_inf));
        others.sort();
        let found = if others.is_empty() { "no .inx".into() } else { others.join(", ") };
        bail!(
            "the driver {name} has no INF template: found {found} in {folder}, expected {name}.inx; \
             write the INF there, with $ARCH$ for the architecture",
            name = self.name(),
            folder = folder.display(),
        )
    }

    /// A value of the driver model.
    fn model(&self, key: &str) -> Result<&Value> {
        let model = &self.package.metadata["wdk"]["driver-model"];
        model.get(key).with_context(|| {
            format!(
                "{} has no {key} in {MODEL}; a KMDF driver has there: driver-type = \"KMDF\", \
                 kmdf-version-major = 1, target-kmdf-version-minor = 31",
                self.manifest().display()
            )
        })
    }

    /// The library of the package, whose source is the driver.
    fn library(&self) -> Result<&cargo_metadata::Target> {
        let is_library = |kind: &TargetKind| {
            matches!(
                kind,
                TargetKind::Lib
                    | TargetKind::RLib
                    | TargetKind::CDyLib
                    | TargetKind::DyLib
                    | TargetKind::StaticLib
            )
        };
        let mut targets = self.package.targets.iter();
        targets.find(|target| target.kind.iter().any(is_library)).with_context(|| {
            format!(
                "{} has no library: a driver is one; add src/lib.rs with DriverEntry",
                self.manifest().display()
            )
        })
    }
}
