//! Checks a package as Windows does before it installs one: every file against the catalog, and the
//! image and the catalog against the certificate.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use der::Decode;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::asn1::{self, CertificateTrustList, SpcIndirectDataContent};
use super::pe::Image;
use super::{Names, catalog, signature};

/// Checks the package of a driver with that name in the folder, but not whether the certificate is trusted.
///
/// # Errors
/// If a file is missing, or was changed after it was signed.
pub fn verify(folder: &Path, driver: &str) -> anyhow::Result<()> {
    let names = Names::of(driver);
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let (image, inf) = (read(&names.image)?, read(&names.inf)?);
    let certificate = Certificate::from_der(&read(&names.certificate)?)
        .with_context(|| format!("{} is not a certificate in DER", names.certificate))?;
    let list: CertificateTrustList =
        signature::verify(&read(&names.catalog)?, asn1::CTL, &certificate)
            .with_context(|| names.catalog.clone())?
            .decode_as()
            .with_context(|| format!("{} is not a catalog", names.catalog))?;

    let image = Image::parse(&image).with_context(|| names.image.clone())?;
    let image_digest = image.digest::<Sha256>();
    let embedded = image.signature().with_context(|| format!("{} is not signed", names.image))?;
    let embedded: SpcIndirectDataContent =
        signature::verify(embedded, asn1::SPC_INDIRECT_DATA, &certificate)
            .with_context(|| names.image.clone())?
            .decode_as()?;
    ensure!(
        embedded.message_digest.digest.as_bytes() == image_digest,
        "{} was changed after it was signed",
        names.image
    );

    let members = catalog::digests(&list)?;
    let files = [(&names.image, image_digest), (&names.inf, Sha256::digest(&inf).to_vec())];
    for (name, digest) in files {
        let member =
            members.get(name).with_context(|| format!("{} does not list {name}", names.catalog))?;
        ensure!(
            member.message_digest.digest.as_bytes() == digest,
            "{name} was changed after {} was made",
            names.catalog
        );
    }
    Ok(())
}
