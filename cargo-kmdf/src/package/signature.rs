//! Signs an image's digest or a catalog, as a PKCS #7 `SignedData` in the form of Authenticode.
//!
//! There is no signing time and no time stamp. So the same content, certificate and key give the
//! same bytes, and the signature is valid only as long as the certificate.

use anyhow::{Context, ensure};
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::oid::db::{rfc5911, rfc5912};
use der::{Decode, Encode, Reader, SliceReader};
use rsa::pkcs1v15::{self, Signature, VerifyingKey};
use rsa::signature::{SignatureEncoding, Signer as _, Verifier};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::asn1;
use super::certificate::{self, Signer};

/// Signs content of the named type, and encodes the signature with the content.
///
/// # Errors
/// If the content cannot be encoded.
pub fn sign(
    content_type: ObjectIdentifier,
    content: &impl Encode,
    signer: &Signer,
) -> anyhow::Result<Vec<u8>> {
    let content = Any::from_der(&content.to_der()?)?;
    let attributes = SetOfVec::try_from(vec![
        asn1::attribute(rfc5911::ID_CONTENT_TYPE, &content_type)?,
        // Without the content's tag and length: PKCS #7, section 9.3.
        asn1::attribute(
            rfc5911::ID_MESSAGE_DIGEST,
            &OctetString::new(Sha256::digest(content.value()).to_vec())?,
        )?,
        asn1::attribute(asn1::SPC_SP_OPUS_INFO, &Vec::<Any>::new())?,
        asn1::attribute(asn1::SPC_STATEMENT_TYPE, &vec![asn1::SPC_INDIVIDUAL])?,
    ])?;
    let key = pkcs1v15::SigningKey::<Sha256>::new(signer.key.clone());
    let signature = key.try_sign(&attributes.to_der()?).context("the key cannot sign")?;
    let own = &signer.certificate().tbs_certificate;
    let signer_info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: own.issuer.clone(),
            serial_number: own.serial_number.clone(),
        }),
        digest_alg: asn1::sha256(),
        signed_attrs: Some(attributes),
        signature_algorithm: asn1::algorithm(rfc5912::RSA_ENCRYPTION),
        signature: OctetString::new(signature.to_vec())?,
        unsigned_attrs: None,
    };
    let certificates: Vec<_> =
        signer.chain.iter().cloned().map(CertificateChoices::Certificate).collect();
    let signed_data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![asn1::sha256()])?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: content_type,
            econtent: Some(content),
        },
        certificates: Some(CertificateSet(SetOfVec::try_from(certificates)?)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![signer_info])?),
    };
    let content = Any::from_der(&signed_data.to_der()?)?;
    Ok(ContentInfo { content_type: rfc5911::ID_SIGNED_DATA, content }.to_der()?)
}

/// Checks that the certificate's key made a signature, and returns the signed content. Zeros may
/// follow the signature.
///
/// # Errors
/// If the signature cannot be read, its content has another type, or another key or content was
/// signed.
pub fn verify(
    signature: &[u8],
    content_type: ObjectIdentifier,
    certificate: &Certificate,
) -> anyhow::Result<Any> {
    let mut reader = SliceReader::new(signature)?;
    let envelope: ContentInfo = reader.decode().context("the signature cannot be read")?;
    let rest = reader.read_slice(reader.remaining_len())?;
    ensure!(rest.iter().all(|&byte| byte == 0), "found other bytes than zeros after the signature");
    let data: SignedData =
        envelope.content.decode_as().context("the signature is not a SignedData")?;
    let signed_type = data.encap_content_info.econtent_type;
    ensure!(
        signed_type == content_type,
        "the signature is for a {signed_type}, expected a {content_type}"
    );
    let content = data.encap_content_info.econtent.context("the signature has no content")?;
    let [signer] = data.signer_infos.0.as_slice() else {
        anyhow::bail!("the signature has {} signers, expected one", data.signer_infos.0.len());
    };
    let attributes =
        signer.signed_attrs.as_ref().context("the signature has no signed attributes")?;
    let digest = attributes.iter().find(|attribute| attribute.oid == rfc5911::ID_MESSAGE_DIGEST);
    let digest = digest.and_then(|attribute| attribute.values.get(0));
    let digest: OctetString = digest.context("the signature has no signed digest")?.decode_as()?;
    ensure!(
        digest.as_bytes() == Sha256::digest(content.value()).as_slice(),
        "the content was changed after it was signed"
    );
    let key = VerifyingKey::<Sha256>::new(certificate::public_key(certificate)?);
    let signature = Signature::try_from(signer.signature.as_bytes())?;
    key.verify(&attributes.to_der()?, &signature)
        .ok()
        .context("the signature was not made with the key of the certificate")?;
    Ok(content)
}
