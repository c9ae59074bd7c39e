//! Makes the driver package: the stamped INF, the signed image, the signed catalog, the certificate.

pub mod asn1;
pub mod catalog;
pub mod certificate;
pub mod pe;
pub mod signature;
pub mod stamp;
pub mod verify;
pub mod version;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use der::Encode;
use kmdf_inf::{Architecture, Inf};

use crate::driver::Driver;
use crate::paths;
use crate::print::say;
use crate::target::{Arch, Profile};
use catalog::{Catalog, Member};
use certificate::Signer;
use pe::Image;
use stamp::Stamp;
use version::{Date, DriverVersion};

pub use verify::verify;

/// The file name of the image in a package.
pub const IMAGE: &str = "echo.sys";
/// The file name of the INF.
pub const INF: &str = "echo.inf";
/// The file name of the catalog.
pub const CATALOG: &str = "echo.cat";
/// The file name of the certificate, in DER, which the test machine must trust.
pub const CERTIFICATE: &str = "echo.cer";

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
    /// The version in `DriverVer`; by default the package's
    #[arg(long, value_name = "W.X.Y.Z")]
    pub driver_version: Option<DriverVersion>,
    /// The date in `DriverVer`; by default that of `SOURCE_DATE_EPOCH`, else today (UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
}

impl Options {
    /// The signer of the package: the named certificate, else the test certificate.
    ///
    /// # Errors
    /// If a file cannot be read or written, or the certificate cannot sign a package.
    pub fn signer(&self) -> anyhow::Result<Signer> {
        match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => Signer::load(certificate, key),
            _ => Signer::test(&paths::target().join("package").join("certificate")),
        }
    }
}

/// Makes the package of a built image and returns its folder: [`paths::package`].
///
/// # Errors
/// If a file cannot be read, written or signed.
pub fn package(
    image: &Path,
    arch: Arch,
    profile: Profile,
    options: &Options,
    signer: &Signer,
) -> anyhow::Result<PathBuf> {
    let template = read(&paths::root().join("echo.inx"))?;
    let template = String::from_utf8(template).context("echo.inx is not UTF-8")?;
    let date = options.date.map_or_else(Date::of_the_build, Ok)?;
    let stamp = Stamp {
        architecture: arch.inf_name().to_owned(),
        kmdf: Driver::read(&paths::root())?.kmdf_version()?,
        date,
        version: options.driver_version.map_or_else(DriverVersion::of_the_package, Ok)?,
    };
    let inf = stamp::stamp(&template, &stamp)?;
    let files = files(&read(image)?, &inf, arch, date, signer)
        .with_context(|| format!("cannot make a package of {}", image.display()))?;
    let folder = paths::package(arch, profile);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    say!("{}: DriverVer {date},{}", folder.display(), stamp.version)?;
    for (name, bytes) in &files {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        say!("  {name}  {} bytes", bytes.len())?;
    }
    say!("  signed by {}", signer.certificate().tbs_certificate.subject)?;
    verify(&folder).context("the new package fails its own check")?;
    Ok(folder)
}

/// The names and contents of a package's files, with the image and the catalog signed.
///
/// # Errors
/// If the image is not for that architecture, or the INF does not fit the package.
pub fn files(
    image: &[u8],
    inf: &str,
    arch: Arch,
    date: Date,
    signer: &Signer,
) -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    let image = Image::parse(image)?;
    ensure!(
        image.machine() == machine(arch),
        "the image is for machine {:#06x}, expected {:#06x} for {arch}; build the image for {arch}",
        image.machine(),
        machine(arch)
    );
    let catalog = Catalog {
        members: vec![Member::image(IMAGE, &image)?, Member::file(INF, inf.as_bytes())?],
        hardware_ids: hardware_ids(inf, arch)?,
        arch,
        date,
    };
    let embedded =
        signature::sign(asn1::SPC_INDIRECT_DATA, &catalog::image_digest(&image)?, signer)?;
    Ok(vec![
        (IMAGE, image.signed(&embedded)?),
        (INF, inf.as_bytes().to_vec()),
        (CATALOG, signature::sign(asn1::CTL, &catalog.list()?, signer)?),
        (CERTIFICATE, signer.certificate().to_der()?),
    ])
}

/// The IDs of the INF's devices, each once. The INF must name the package's catalog, and copy only
/// the image.
fn hardware_ids(inf: &str, arch: Arch) -> anyhow::Result<Vec<String>> {
    let inf = Inf::from_bytes(inf.as_bytes()).with_context(|| INF)?;
    let target = match arch {
        Arch::X64 => Architecture::Amd64,
        Arch::Arm64 => Architecture::Arm64,
    };
    let catalog = inf.version().catalog_file.as_deref().unwrap_or_default();
    ensure!(
        catalog.eq_ignore_ascii_case(CATALOG),
        "{INF} has CatalogFile = `{catalog}` in [Version]; write CatalogFile = {CATALOG}"
    );
    let mut ids: Vec<String> = Vec::new();
    for model in inf.models(target).with_context(|| INF)? {
        for id in model.hardware_id.into_iter().chain(model.compatible_ids) {
            for file in inf.model_for(&id, target).with_context(|| INF)?.files {
                ensure!(
                    file.source.eq_ignore_ascii_case(IMAGE),
                    "{INF} copies {}, which is not in the package; only {IMAGE} is",
                    file.source
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
