//! Makes the driver package: the stamped INF, the signed image, the signed catalog, the certificate,
//! and the scripts that install and remove it.

pub mod asn1;
pub mod catalog;
pub mod certificate;
pub mod pe;
pub mod scripts;
pub mod signature;
pub mod stamp;
pub mod verify;
pub mod version;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use der::Encode;
use kmdf_inf::{Architecture, Inf};
use serde_json::json;

use crate::driver::Driver;
use crate::image::folder;
use crate::paths;
use crate::print::{Output, say};
use crate::target::{Arch, Profile};
use catalog::{Catalog, Member};
use certificate::Signer;
use pe::Image;
use stamp::Stamp;
use version::Date;

pub use verify::verify;

/// The file names in the package of a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The image.
    pub image: String,
    /// The INF.
    pub inf: String,
    /// The catalog.
    pub catalog: String,
    /// The certificate, in DER, which the test machine must trust.
    pub certificate: String,
}

impl Names {
    /// The names for a driver's name.
    #[must_use]
    pub fn of(driver: &str) -> Self {
        let file = |extension| format!("{driver}.{extension}");
        Self {
            image: file("sys"),
            inf: file("inf"),
            catalog: file("cat"),
            certificate: file("cer"),
        }
    }
}

/// The arguments of `cargo kmdf package`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Sign with this certificate (PEM) instead of a generated test certificate; further
    /// certificates in the file go into the signatures
    #[arg(long, value_name = "PEM", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// The certificate's RSA key (PEM, not encrypted)
    #[arg(long, value_name = "PEM", requires = "certificate")]
    pub key: Option<PathBuf>,
    /// The date and the version.
    #[command(flatten)]
    pub stamp: stamp::DriverVer,
}

impl Options {
    /// The signer of the package: the named certificate, else the test certificate.
    ///
    /// # Errors
    /// If a file cannot be read or written, or the certificate cannot sign a package.
    pub fn signer(&self, driver: &Driver, output: Output) -> anyhow::Result<Signer> {
        if let (Some(certificate), Some(key)) = (&self.certificate, &self.key) {
            return Signer::load(certificate, key);
        }
        let folder = paths::certificates(driver.target());
        Signer::test(&folder, &driver.name(), &driver.details()?.certificate, output)
    }
}

/// Makes the package of a built image and returns its folder: [`Driver::package_folder`].
///
/// # Errors
/// If a file cannot be read, written or signed.
pub fn package(
    driver: &Driver,
    image: &Path,
    arch: Arch,
    profile: Profile,
    options: &Options,
    signer: &Signer,
    output: Output,
) -> anyhow::Result<PathBuf> {
    let template = driver.template()?;
    let values = Stamp::of(driver, arch, &options.stamp)?;
    let inf = stamp::stamp_bytes(&read(&template)?, &values)
        .with_context(|| format!("cannot stamp {}", template.display()))?;
    let name = driver.name();
    let names = Names::of(&name);
    let failed = || format!("cannot make a package of {}", image.display());
    let mut files =
        files(&names, &read(image)?, &inf, arch, values.date, signer).with_context(failed)?;
    let commands = driver.commands()?;
    let scripts = scripts::Package {
        driver: &name,
        arch,
        hardware_ids: &hardware_ids(&names, &inf, arch)?,
        inf: &Inf::from_bytes(&inf)?,
        certificate: signer.certificate(),
        commands: &commands,
    };
    files.extend(scripts::scripts(&scripts).with_context(failed)?);
    let folder = driver.package_folder(arch, profile);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let driver_ver = values.driver_ver();
    let subject = signer.certificate().tbs_certificate.subject.to_string();
    output.result(format_args!("{}: DriverVer {driver_ver}", folder.display()), || {
        json!({"reason": "package", "folder": folder, "driver-ver": driver_ver, "signer": subject})
    })?;
    for (name, bytes) in &files {
        let path = folder.join(name);
        folder::write(&path, bytes)?;
        output.result(
            format_args!("  {name}  {} bytes", bytes.len()),
            || json!({"reason": "packaged-file", "path": path, "bytes": bytes.len()}),
        )?;
    }
    if output == Output::Text {
        say!("  signed by {subject}")?;
        for program in commands.programs.iter().filter(|program| !folder.join(program).exists()) {
            say!("  {program} is missing there: the scripts run it; copy it into the folder")?;
        }
    }
    verify(&folder, &name).context("the new package fails its own check")?;
    Ok(folder)
}

/// The names and contents of a package's files, with the image and the catalog signed.
///
/// # Errors
/// If the image is not for that architecture, or the INF does not fit the package.
pub fn files(
    names: &Names,
    image: &[u8],
    inf: &[u8],
    arch: Arch,
    date: Date,
    signer: &Signer,
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let image = Image::parse(image)?;
    ensure!(
        image.machine() == machine(arch),
        "the image is for machine {:#06x}, expected {:#06x} for {arch}; build the image for {arch}",
        image.machine(),
        machine(arch)
    );
    let catalog = Catalog {
        members: vec![Member::image(&names.image, &image)?, Member::file(&names.inf, inf)?],
        hardware_ids: hardware_ids(names, inf, arch)?,
        arch,
        date,
    };
    let embedded =
        signature::sign(asn1::SPC_INDIRECT_DATA, &catalog::image_digest(&image)?, signer)?;
    Ok(vec![
        (names.image.clone(), image.signed(&embedded)?),
        (names.inf.clone(), inf.to_vec()),
        (names.catalog.clone(), signature::sign(asn1::CTL, &catalog.list()?, signer)?),
        (names.certificate.clone(), signer.certificate().to_der()?),
    ])
}

/// The IDs of the INF's devices, each once. The INF must name the package's catalog, and copy only
/// the image.
fn hardware_ids(names: &Names, inf: &[u8], arch: Arch) -> anyhow::Result<Vec<String>> {
    let Names { image, inf: file, catalog, .. } = names;
    let inf = Inf::from_bytes(inf).with_context(|| file.clone())?;
    let target = match arch {
        Arch::X64 => Architecture::Amd64,
        Arch::Arm64 => Architecture::Arm64,
    };
    let written = inf.version().catalog_file.as_deref().unwrap_or_default();
    ensure!(
        written.eq_ignore_ascii_case(catalog),
        "{file} has CatalogFile = `{written}` in [Version]; write CatalogFile = {catalog}"
    );
    let mut ids: Vec<String> = Vec::new();
    for model in inf.models(target).with_context(|| file.clone())? {
        for id in model.hardware_id.into_iter().chain(model.compatible_ids) {
            for copied in inf.model_for(&id, target).with_context(|| file.clone())?.files {
                ensure!(
                    copied.source.eq_ignore_ascii_case(image),
                    "{file} copies {}, which is not in the package; only {image} is",
                    copied.source
                );
            }
            if !ids.iter().any(|known| known.eq_ignore_ascii_case(&id)) {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}

/// `IMAGE_FILE_MACHINE_AMD64` and `IMAGE_FILE_MACHINE_ARM64`.
const fn machine(arch: Arch) -> u16 {
    match arch {
        Arch::X64 => 0x8664,
        Arch::Arm64 => 0xAA64,
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
