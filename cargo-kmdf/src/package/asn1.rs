//! The ASN.1 types of Authenticode signatures and catalog files, and their object identifiers.
//!
//! Sources: "Windows Authenticode Portable Executable Signature Format" for the `Spc` types,
//! `WinCrypt.h` (`CTL_INFO`) and `MSCat.h` for the list and its attributes, and descriptions of the
//! output of inf2cat and makecat for the contents of current catalogs.

use der::asn1::{Any, BitString, BmpString, ObjectIdentifier, OctetString, SetOfVec, UtcTime};
use der::{Choice, Encode, Sequence, Tag, TagNumber};
use x509_cert::attr::Attribute;
use x509_cert::ext::Extensions;
use x509_cert::spki::AlgorithmIdentifierOwned;

/// `SPC_INDIRECT_DATA_OBJID`: the content that an image's signature signs, and an attribute in
/// catalogs.
pub const SPC_INDIRECT_DATA: ObjectIdentifier = oid("1.3.6.1.4.1.311.2.1.4");
/// `SPC_PE_IMAGE_DATA_OBJID`: the digest is that of a PE image.
pub const SPC_PE_IMAGE_DATA: ObjectIdentifier = oid("1.3.6.1.4.1.311.2.1.15");
/// `SPC_CAB_DATA_OBJID`: the digest is that of any other file, as inf2cat and makecat write it.
pub const SPC_CAB_DATA: ObjectIdentifier = oid("1.3.6.1.4.1.311.2.1.25");
/// `SPC_SP_OPUS_INFO_OBJID`: the publisher of the signed content.
pub const SPC_SP_OPUS_INFO: ObjectIdentifier = oid("1.3.6.1.4.1.311.2.1.12");
/// `SPC_STATEMENT_TYPE_OBJID`: on whose behalf the content is signed.
pub const SPC_STATEMENT_TYPE: ObjectIdentifier = oid("1.3.6.1.4.1.311.2.1.11");
/// `SPC_INDIVIDUAL_SP_KEY_PURPOSE_OBJID`: on behalf of an individual.
pub const SPC_INDIVIDUAL: ObjectIdentifier = oid("1.3.6.1.4.1.311.2.1.21");
/// `szOID_CTL`: the content of a catalog's signature.
pub const CTL: ObjectIdentifier = oid("1.3.6.1.4.1.311.10.1");
/// `szOID_CATALOG_LIST`: the list's usage.
pub const CATALOG_LIST: ObjectIdentifier = oid("1.3.6.1.4.1.311.12.1.1");
/// `szOID_CATALOG_LIST_MEMBER2`: members are identified by their plain hash, SHA-256 allowed.
pub const CATALOG_LIST_MEMBER_2: ObjectIdentifier = oid("1.3.6.1.4.1.311.12.1.3");
/// `CAT_NAMEVALUE_OBJID`: a [`CatNameValue`].
pub const CAT_NAME_VALUE: ObjectIdentifier = oid("1.3.6.1.4.1.311.12.2.1");
/// `CAT_MEMBERINFO2_OBJID`: see [`member_info_2`].
pub const CAT_MEMBER_INFO_2: ObjectIdentifier = oid("1.3.6.1.4.1.311.12.2.3");

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

/// A file's digest, and the kind of the file.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SpcIndirectDataContent {
    /// The kind.
    pub data: SpcAttributeTypeAndOptionalValue,
    /// The digest.
    pub message_digest: DigestInfo,
}

/// A kind of file, with its additional data.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SpcAttributeTypeAndOptionalValue {
    /// [`SPC_PE_IMAGE_DATA`] or [`SPC_CAB_DATA`].
    pub kind: ObjectIdentifier,
    /// An [`SpcPeImageData`] or an [`SpcLink`].
    pub value: Any,
}

/// The additional data of a PE image.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SpcPeImageData {
    /// The hashed parts; obsolete, so no flag is set.
    pub flags: BitString,
    /// The image's file; obsolete, so the link is empty.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub file: SpcLink,
}

/// The place of a file. Of the alternatives, only an empty file name is used here.
#[derive(Debug, Clone, PartialEq, Eq, Choice)]
pub enum SpcLink {
    /// A file name.
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", constructed = "true")]
    File(SpcString),
}

/// A text. Of the alternatives, only this one is used here.
#[derive(Debug, Clone, PartialEq, Eq, Choice)]
pub enum SpcString {
    /// UTF-16, big-endian.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    Unicode(BmpString),
}

/// A digest and its algorithm (PKCS #7).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct DigestInfo {
    /// The algorithm.
    pub algorithm: AlgorithmIdentifierOwned,
    /// The digest.
    pub digest: OctetString,
}

/// The content of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct CertificateTrustList {
    /// [`CATALOG_LIST`].
    pub subject_usage: Vec<ObjectIdentifier>,
    /// Sixteen bytes that identify the list.
    pub list_identifier: OctetString,
    /// The time at which the list was made.
    pub this_update: UtcTime,
    /// [`CATALOG_LIST_MEMBER_2`].
    pub subject_algorithm: AlgorithmIdentifierOwned,
    /// The members.
    pub trusted_subjects: Vec<TrustedSubject>,
    /// The attributes of the whole catalog: a [`CatNameValue`] in each.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Extensions>,
}

/// A member of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct TrustedSubject {
    /// The file's hash.
    pub identifier: OctetString,
    /// The attributes of the file.
    pub attributes: SetOfVec<Attribute>,
}

/// A named value of a catalog or of a member (`CAT_NAMEVALUE`).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct CatNameValue {
    /// The name.
    pub tag: BmpString,
    /// `CRYPTCAT_ATTR_*`.
    pub flags: u32,
    /// The value: UTF-16, little-endian, with a zero at the end.
    pub value: OctetString,
}

impl CatNameValue {
    /// `CRYPTCAT_ATTR_AUTHENTICATED | CRYPTCAT_ATTR_DATAASCII | CRYPTCAT_ATTR_NAMEASCII`: the pair
    /// is signed, and name and value are text.
    const FLAGS: u32 = 0x1000_0000 | 0x0001_0000 | 0x0000_0001;

    /// Makes a pair of texts.
    ///
    /// # Errors
    /// If the name has a character outside the Basic Multilingual Plane.
    pub fn new(name: &str, value: &str) -> der::Result<Self> {
        let value: Vec<u8> = value.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        Ok(Self {
            tag: BmpString::from_utf8(name)?,
            flags: Self::FLAGS,
            value: OctetString::new(value)?,
        })
    }

    /// The value as text.
    #[must_use]
    pub fn text(&self) -> String {
        let (units, _) = self.value.as_bytes().as_chunks();
        let units: Vec<u16> = units.iter().map(|&unit| u16::from_le_bytes(unit)).collect();
        String::from_utf16_lossy(units.strip_suffix(&[0]).unwrap_or(&units))
    }
}

/// The value of [`CAT_MEMBER_INFO_2`]: an empty third alternative, as in every catalog examined.
///
/// # Errors
/// Never in practice; the tag and the value are constant.
pub fn member_info_2() -> der::Result<Any> {
    Any::new(Tag::ContextSpecific { constructed: false, number: TagNumber::N2 }, [])
}

/// An attribute with one value.
///
/// # Errors
/// If the value cannot be encoded.
pub fn attribute(oid: ObjectIdentifier, value: &impl Encode) -> der::Result<Attribute> {
    let value = der::Decode::from_der(&value.to_der()?)?;
    Ok(Attribute { oid, values: SetOfVec::from_iter([value])? })
}

/// SHA-256, with the `NULL` for its parameters that Windows writes.
#[must_use]
pub fn sha256() -> AlgorithmIdentifierOwned {
    algorithm(der::oid::db::rfc5912::ID_SHA_256)
}

/// An algorithm without parameters, which are written as `NULL`.
#[must_use]
pub fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: Some(Any::null()) }
}
