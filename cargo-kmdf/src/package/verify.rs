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
use super::{CATALOG, CERTIFICATE, IMAGE, INF, catalog, signature};

/// Checks the package in the folder, but not whether the certificate is trusted.
///
/// # Errors
/// If a file is missing, or was changed after it was signed.
pub fn verify(folder: &Path) -> anyhow::Result<()> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let (image, inf) = (read(IMAGE)?, read(INF)?);
    let certificate = Certificate::from_der(&read(CERTIFICATE)?)
        .with_context(|| format!("{CERTIFICATE} is not a certificate in DER"))?;
    let list: CertificateTrustList = signature::verify(&read(CATALOG)?, asn1::CTL, &certificate)
        .with_context(|| CATALOG)?
        .decode_as()
        .with_context(|| format!("{CATALOG} is not a catalog"))?;

    let image = Image::parse(&image).with_context(|| IMAGE)?;
    let image_digest = image.digest::<Sha256>();
    let embedded = image.signature().with_context(|| format!("{IMAGE} is not signed"))?;
    let embedded: SpcIndirectDataContent =
        signature::verify(embedded, asn1::SPC_INDIRECT_DATA, &certificate)
            .with_context(|| IMAGE)?
            .decode_as()?;
    ensure!(
        embedded.message_digest.digest.as_bytes() == image_digest,
        "{IMAGE} was changed after it was signed"
    );

    let members = catalog::digests(&list)?;
    for (name, digest) in [(IMAGE, image_digest), (INF, Sha256::digest(&inf).to_vec())] {
        let member =
            members.get(name).with_context(|| format!("{CATALOG} does not list {name}"))?;
        ensure!(
            member.message_digest.digest.as_bytes() == digest,
            "{name} was changed after {CATALOG} was made"
        );
    }
    Ok(())
}
