//! The security catalog: a signed list of a package's files by hash, with the systems and devices
//! that the package is for.
//!
//! The layout is that of inf2cat for Windows 10 and later. Each file is listed twice, by its
//! SHA-256 and by its SHA-1, because Windows may look up either. The entry by SHA-256 has the
//! digest to verify as an attribute.

use std::collections::BTreeMap;

use der::asn1::{Any, BitString, BmpString, ObjectIdentifier, OctetString, SetOfVec, UtcTime};
use der::{Decode, Encode};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::ext::Extension;

use super::asn1::TrustedSubject;
use super::asn1::{self, CatNameValue, CertificateTrustList, DigestInfo, SpcIndirectDataContent};
use super::asn1::{SpcAttributeTypeAndOptionalValue, SpcLink, SpcPeImageData, SpcString};
use super::pe::Image;
use super::version::Date;
use crate::target::Arch;

/// The `OSAttr` of members: catalog format 2, Windows NT 10.0, which means Windows 10, Windows 11
/// and the servers of the same kernel version.
const OS_VERSION: &str = "2:10.0";

/// A file of the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    name: String,
    sha1: Vec<u8>,
    /// The SHA-256, with the kind of file.
    digest: SpcIndirectDataContent,
}

impl Member {
    /// An image, by its Authenticode hashes, which signing does not change.
    ///
    /// # Errors
    /// If the attributes cannot be encoded.
    pub fn image(name: &str, image: &Image<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            sha1: image.digest::<Sha1>(),
            digest: image_digest(image)?,
        })
    }

    /// Any other file, by the hashes of its bytes.
    ///
    /// # Errors
    /// If the attributes cannot be encoded.
    pub fn file(name: &str, bytes: &[u8]) -> anyhow::Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            sha1: Sha1::digest(bytes).to_vec(),
            digest: digest(asn1::SPC_CAB_DATA, &no_file()?, &Sha256::digest(bytes))?,
        })
    }

    /// The SHA-256 hash.
    #[must_use]
    pub fn sha256(&self) -> &[u8] {
        self.digest.message_digest.digest.as_bytes()
    }

    fn by_sha256(&self) -> anyhow::Result<TrustedSubject> {
        let digest = asn1::attribute(asn1::SPC_INDIRECT_DATA, &self.digest)?;
        self.subject(self.sha256(), Some(digest))
    }

    fn by_sha1(&self) -> anyhow::Result<TrustedSubject> {
        self.subject(&self.sha1, None)
    }

    fn subject(
        &self,
        hash: &[u8],
        digest: Option<x509_cert::attr::Attribute>,
    ) -> anyhow::Result<TrustedSubject> {
        let mut attributes = vec![
            asn1::attribute(asn1::CAT_MEMBER_INFO_2, &asn1::member_info_2()?)?,
            asn1::attribute(asn1::CAT_NAME_VALUE, &CatNameValue::new("File", &self.name)?)?,
            asn1::attribute(asn1::CAT_NAME_VALUE, &CatNameValue::new("OSAttr", OS_VERSION)?)?,
        ];
        attributes.extend(digest);
        Ok(TrustedSubject {
            identifier: OctetString::new(hash)?,
            attributes: SetOfVec::try_from(attributes)?,
        })
    }
}

/// The contents of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// The files.
    pub members: Vec<Member>,
    /// The devices' hardware and compatible IDs, in the order of the INF.
    pub hardware_ids: Vec<String>,
    /// The architecture that the package is for.
    pub arch: Arch,
    /// The day on which the catalog was made.
    pub date: Date,
}

impl Catalog {
    /// The list to sign. Its identifier is derived from its contents, so the same package has the
    /// same catalog.
    ///
    /// # Errors
    /// If a part cannot be encoded.
    pub fn list(&self) -> anyhow::Result<CertificateTrustList> {
        let mut subjects = Vec::new();
        for member in &self.members {
            subjects.extend([member.by_sha256()?, member.by_sha1()?]);
        }
        subjects.sort_by(|one, other| one.identifier.as_bytes().cmp(other.identifier.as_bytes()));
        let mut extensions = vec![extension("OS", os(self.arch))?];
        // Numbered from 1, the last first.
        for (id, number) in self.hardware_ids.iter().zip(1..).collect::<Vec<_>>().iter().rev() {
            extensions.push(extension(&format!("HWID{number}"), &id.to_lowercase())?);
        }
        let mut list = CertificateTrustList {
            subject_usage: vec![asn1::CATALOG_LIST],
            list_identifier: OctetString::new([0; 16])?,
            this_update: UtcTime::from_date_time(self.date.start())?,
            subject_algorithm: asn1::algorithm(asn1::CATALOG_LIST_MEMBER_2),
            trusted_subjects: subjects,
            extensions: Some(extensions),
        };
        list.list_identifier = OctetString::new(&Sha256::digest(list.to_der()?)[..16])?;
        Ok(list)
    }
}

/// The digests in a list, by the name of their file.
///
/// # Errors
/// If a member's attributes cannot be read.
pub fn digests(
    list: &CertificateTrustList,
) -> anyhow::Result<BTreeMap<String, SpcIndirectDataContent>> {
    let name = BmpString::from_utf8("File")?;
    let mut digests = BTreeMap::new();
    for subject in &list.trusted_subjects {
        let (mut file, mut digest) = (None, None);
        for attribute in subject.attributes.iter() {
            for value in attribute.values.iter() {
                if attribute.oid == asn1::CAT_NAME_VALUE {
                    let pair: CatNameValue = value.decode_as()?;
                    file = if pair.tag == name { Some(pair.text()) } else { file };
                } else if attribute.oid == asn1::SPC_INDIRECT_DATA {
                    digest = Some(value.decode_as()?);
                }
            }
        }
        digests.extend(file.zip(digest));
    }
    Ok(digests)
}

/// The digest of an image, for its own signature and for a catalog.
///
/// # Errors
/// If the digest cannot be encoded.
pub fn image_digest(image: &Image<'_>) -> anyhow::Result<SpcIndirectDataContent> {
    let value = SpcPeImageData { flags: BitString::new(0, [])?, file: no_file()? };
    digest(asn1::SPC_PE_IMAGE_DATA, &value, &image.digest::<Sha256>())
}

fn digest(
    kind: ObjectIdentifier,
    value: &impl Encode,
    digest: &[u8],
) -> anyhow::Result<SpcIndirectDataContent> {
    Ok(SpcIndirectDataContent {
        data: SpcAttributeTypeAndOptionalValue { kind, value: Any::from_der(&value.to_der()?)? },
        message_digest: DigestInfo { algorithm: asn1::sha256(), digest: OctetString::new(digest)? },
    })
}

fn no_file() -> der::Result<SpcLink> {
    Ok(SpcLink::File(SpcString::Unicode(BmpString::from_utf8("")?)))
}

fn extension(name: &str, value: &str) -> anyhow::Result<Extension> {
    let value = CatNameValue::new(name, value)?.to_der()?;
    Ok(Extension {
        extn_id: asn1::CAT_NAME_VALUE,
        critical: false,
        extn_value: OctetString::new(value)?,
    })
}

/// The value that inf2cat writes for `/os:10_VB_X64` and `/os:10_VB_ARM64`: Windows 10 version
/// 2004, the first on which the INF installs the driver.
const fn os(arch: Arch) -> &'static str {
    match arch {
        Arch::X64 => "_v100_X64_VB",
        Arch::Arm64 => "_v100_ARM64_VB",
    }
}
