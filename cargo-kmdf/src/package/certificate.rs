//! The certificate and the key that sign a package: a generated test certificate, or files that the
//! user names.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail, ensure};
use der::asn1::{BitString, OctetString};
use der::oid::AssociatedOid;
use der::oid::db::{rfc5280, rfc5912};
use der::{Decode, Encode, EncodePem};
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
};
use rsa::rand_core::{OsRng, RngCore};
use rsa::signature::{SignatureEncoding, Signer as _};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use x509_cert::certificate::{Certificate, TbsCertificate, Version};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

use super::asn1;
use crate::image::folder;
use crate::print::Output;

const KEY_BITS: usize = 2048;
const DAY: Duration = Duration::from_hours(24);
const TEST_VALIDITY: Duration = Duration::from_hours(5 * 365 * 24);

/// A certificate with its private key.
#[derive(Debug)]
pub struct Signer {
    /// The certificate, and its issuers' certificates that go into signatures.
    pub(super) chain: Vec<Certificate>,
    pub(super) key: RsaPrivateKey,
}

impl Signer {
    /// Loads the test certificate of a driver in the folder, or makes a new one with that name and
    /// keeps it there. A signature under this name proves nothing.
    ///
    /// # Errors
    /// If the files cannot be read or written, or the certificate has expired.
    pub fn test(folder: &Path, driver: &str, name: &str, output: Output) -> anyhow::Result<Self> {
        let file = |extension| folder.join(format!("{driver}.{extension}"));
        let (certificate, key) = (file("pem"), file("key"));
        if certificate.exists() || key.exists() {
            return Self::load(&certificate, &key).with_context(|| {
                format!(
                    "cannot use the test certificate in {}; remove the folder, and the next run \
                     makes a new one",
                    folder.display()
                )
            });
        }
        output.progress(format_args!("making a test certificate in {}", folder.display()));
        let private = RsaPrivateKey::new(&mut OsRng, KEY_BITS)?;
        let from = SystemTime::now() - DAY;
        let signer = Self::self_signed(name, private, from, TEST_VALIDITY)?;
        let context = || format!("cannot keep the test certificate in {}", folder.display());
        fs::create_dir_all(folder).with_context(context)?;
        write_private(&key, signer.key.to_pkcs8_pem(LineEnding::LF)?.as_bytes())
            .with_context(context)?;
        folder::write(&certificate, signer.certificate().to_pem(LineEnding::LF)?)?;
        Ok(signer)
    }

    /// Makes a self-signed certificate of a key for code signing, as `New-SelfSignedCertificate
    /// -Type CodeSigningCert` does.
    ///
    /// # Errors
    /// If the time is out of range, or the name cannot be in a certificate.
    pub fn self_signed(
        name: &str,
        key: RsaPrivateKey,
        from: SystemTime,
        validity: Duration,
    ) -> anyhow::Result<Self> {
        let public = key.to_public_key();
        let mut serial = [0; 16];
        OsRng.fill_bytes(&mut serial);
        // A positive number of full length.
        serial[0] = serial[0] & 0x3F | 0x40;
        let name: Name = format!("CN={}", escaped(name))
            .parse()
            .with_context(|| format!("`{name}` cannot be the name in a certificate"))?;
        let signature = asn1::algorithm(rfc5912::SHA_256_WITH_RSA_ENCRYPTION);
        let subject_key = Sha1::digest(rsa::pkcs1::EncodeRsaPublicKey::to_pkcs1_der(&public)?);
        let tbs_certificate = TbsCertificate {
            version: Version::V3,
            serial_number: SerialNumber::new(&serial)?,
            signature: signature.clone(),
            issuer: name.clone(),
            validity: Validity {
                not_before: Time::try_from(from)?,
                not_after: Time::try_from(from + validity)?,
            },
            subject: name,
            subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(
                public.to_public_key_der()?.as_bytes(),
            )?,
            issuer_unique_id: None,
            subject_unique_id: None,
            extensions: Some(vec![
                extension(&KeyUsage(KeyUsages::DigitalSignature.into()), true)?,
                extension(&ExtendedKeyUsage(vec![rfc5280::ID_KP_CODE_SIGNING]), false)?,
                extension(&SubjectKeyIdentifier(OctetString::new(subject_key.to_vec())?), false)?,
            ]),
        };
        let signed = SigningKey::<Sha256>::new(key.clone()).try_sign(&tbs_certificate.to_der()?)?;
        let certificate = Certificate {
            tbs_certificate,
            signature_algorithm: signature,
            signature: BitString::from_bytes(&signed.to_vec())?,
        };
        Ok(Self { chain: vec![certificate], key })
    }

    /// Loads the certificate from one PEM file and its key from another. Further certificates in
    /// the first file are those of its issuers, which go into signatures too.
    ///
    /// # Errors
    /// If a file cannot be read, the key does not belong to the certificate, or the certificate is
    /// not valid today or not for code signing.
    pub fn load(certificate: &Path, key: &Path) -> anyhow::Result<Self> {
        let pem = |path: &Path| {
            fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
        };
        let chain = Certificate::load_pem_chain(pem(certificate)?.as_bytes()).ok();
        let chain = chain.filter(|chain| !chain.is_empty()).with_context(|| {
            format!(
                "{} has no readable certificate; name a file with one in PEM",
                certificate.display()
            )
        })?;
        let private = read_key(&pem(key)?).with_context(|| format!("in {}", key.display()))?;
        let signer = Self { chain, key: private };
        signer.check(SystemTime::now()).with_context(|| {
            format!("cannot sign with {} and {}", certificate.display(), key.display())
        })?;
        Ok(signer)
    }

    /// The signer's own certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.chain[0]
    }

    fn check(&self, now: SystemTime) -> anyhow::Result<()> {
        let certificate = &self.certificate().tbs_certificate;
        ensure!(
            public_key(self.certificate())? == self.key.to_public_key(),
            "the key does not belong to the certificate of {}; name the file of the key with which it was made",
            certificate.subject
        );
        let Validity { not_before, not_after } = certificate.validity;
        ensure!(
            now >= not_before.to_system_time(),
            "the certificate of {} is not valid before {not_before}; use one that is valid today",
            certificate.subject
        );
        ensure!(
            now <= not_after.to_system_time(),
            "the certificate of {} expired at {not_after}; use one that is valid today",
            certificate.subject
        );
        let usage = certificate.get::<ExtendedKeyUsage>()?.map(|(_, usage)| usage.0);
        ensure!(
            usage.unwrap_or_default().contains(&rfc5280::ID_KP_CODE_SIGNING),
            "the certificate of {} is not for code signing: its extended key usage lacks {}; use \
             one that has it",
            certificate.subject,
            rfc5280::ID_KP_CODE_SIGNING
        );
        Ok(())
    }
}

/// A text as the value in a distinguished name: RFC 4514, section 2.4.
fn escaped(text: &str) -> String {
    let special = |character: char| ",+\"\\<>;=#".contains(character);
    let mut escaped = String::new();
    for character in text.trim().chars() {
        if special(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A certificate's key.
///
/// # Errors
/// If the key is not an RSA key.
pub fn public_key(certificate: &Certificate) -> anyhow::Result<RsaPublicKey> {
    let info = certificate.tbs_certificate.subject_public_key_info.to_der()?;
    RsaPublicKey::from_public_key_der(&info)
        .ok()
        .context("the certificate's key is not an RSA key; use an RSA certificate")
}

fn read_key(pem: &str) -> anyhow::Result<RsaPrivateKey> {
    if pem.contains("ENCRYPTED") {
        bail!("the key is encrypted; decrypt it with: openssl pkey -in <key> -out <new key>");
    }
    let key = RsaPrivateKey::from_pkcs8_pem(pem).ok();
    key.or_else(|| RsaPrivateKey::from_pkcs1_pem(pem).ok())
        .context("found no RSA private key; name a file with one in PEM, as PKCS #8 or #1")
}

fn extension<T: AssociatedOid + Encode>(value: &T, critical: bool) -> der::Result<Extension> {
    Ok(Extension { extn_id: T::OID, critical, extn_value: OctetString::new(value.to_der()?)? })
}

/// Writes a new file; on Unix, only its owner may read it.
fn write_private(path: &Path, contents: &[u8]) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?.write_all(contents)?)
}
