//! The security catalog, decoded from its DER.

use cargo_kmdf::package::asn1::{CatNameValue, CertificateTrustList, TrustedSubject};
use cargo_kmdf::package::catalog::{Catalog, Member, digests};
use cargo_kmdf::package::pe::Image;
use cargo_kmdf::target::Arch;
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::image::image;

const NAME_VALUE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.12.2.1");
const INF: &[u8] = b"[Version]\r\n";

fn catalog(arch: Arch) -> Catalog {
    let bytes = image(0x8664, 0x400);
    let image = Image::parse(&bytes).expect("an image");
    Catalog {
        members: vec![
            Member::image("echo.sys", &image).expect("a member"),
            Member::file("echo.inf", INF).expect("a member"),
        ],
        hardware_ids: vec![r"root\ECHO".into(), r"root\ECHO_2".into()],
        arch,
        date: "2026-03-09".parse().expect("a date"),
    }
}

fn list(catalog: &Catalog) -> CertificateTrustList {
    let der = catalog.list().and_then(|list| Ok(list.to_der()?)).expect("a list");
    CertificateTrustList::from_der(&der).expect("a list that can be read")
}

/// A member's names and values.
fn texts(subject: &TrustedSubject) -> Vec<(String, String)> {
    let pairs = subject.attributes.iter().filter(|attribute| attribute.oid == NAME_VALUE);
    let values = pairs.flat_map(|attribute| attribute.values.iter());
    values.map(|value| text(&value.decode_as().expect("a pair"))).collect()
}

fn text(pair: &CatNameValue) -> (String, String) {
    assert_eq!(pair.flags, 0x1001_0001);
    (pair.tag.to_string(), pair.text())
}

#[test]
fn catalog_lists_each_file_by_both_hashes_in_order() {
    let list = list(&catalog(Arch::X64));
    let bytes = image(0x8664, 0x400);
    let image = Image::parse(&bytes).expect("an image");
    let mut expected = vec![
        (image.digest::<Sha256>(), "echo.sys", 4),
        (image.digest::<Sha1>(), "echo.sys", 3),
        (Sha256::digest(INF).to_vec(), "echo.inf", 4),
        (Sha1::digest(INF).to_vec(), "echo.inf", 3),
    ];
    expected.sort();
    assert_eq!(list.trusted_subjects.len(), expected.len());
    for (subject, (hash, name, attributes)) in list.trusted_subjects.iter().zip(expected) {
        assert_eq!(subject.identifier.as_bytes(), hash);
        assert_eq!(subject.attributes.len(), attributes, "{name}");
        let texts = texts(subject);
        assert!(texts.contains(&("File".into(), name.into())), "{texts:?}");
        assert!(texts.contains(&("OSAttr".into(), "2:10.0".into())), "{texts:?}");
    }
}

#[test]
fn catalog_digests_have_the_kinds_that_inf2cat_writes() {
    let digests = digests(&list(&catalog(Arch::X64))).expect("digests");
    let inf = &digests["echo.inf"];
    assert_eq!(inf.message_digest.digest.as_bytes(), Sha256::digest(INF).as_slice());
    assert_eq!(inf.data.kind.to_string(), "1.3.6.1.4.1.311.2.1.25");
    assert_eq!(inf.data.value.to_der().expect("DER"), [0xA2, 2, 0x80, 0]);
    let sys = &digests["echo.sys"];
    assert_eq!(sys.data.kind.to_string(), "1.3.6.1.4.1.311.2.1.15");
    let image_data = [0x30, 9, 3, 1, 0, 0xA0, 4, 0xA2, 2, 0x80, 0];
    assert_eq!(sys.data.value.to_der().expect("DER"), image_data);
    assert_eq!(digests.len(), 2);
}

#[test]
fn catalog_names_system_and_devices() {
    for (arch, os) in [(Arch::X64, "_v100_X64_VB"), (Arch::Arm64, "_v100_ARM64_VB")] {
        let list = list(&catalog(arch));
        let extensions = list.extensions.expect("extensions");
        let pairs: Vec<_> = extensions
            .iter()
            .map(|extension| {
                assert_eq!(extension.extn_id, NAME_VALUE);
                let value = extension.extn_value.as_bytes();
                text(&CatNameValue::from_der(value).expect("a pair"))
            })
            .collect();
        let expected = [("OS", os), ("HWID2", r"root\echo_2"), ("HWID1", r"root\echo")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

#[test]
fn catalog_header_has_version_2_and_the_day() {
    let list = list(&catalog(Arch::X64));
    assert_eq!(list.subject_algorithm.oid.to_string(), "1.3.6.1.4.1.311.12.1.3");
    assert_eq!(list.subject_usage[0].to_string(), "1.3.6.1.4.1.311.12.1.1");
    assert_eq!(list.this_update.to_date_time().to_string(), "2026-03-09T00:00:00Z");
}

#[test]
fn catalog_identifier_follows_from_the_contents() {
    let identifier = |catalog: &Catalog| list(catalog).list_identifier;
    let one = catalog(Arch::X64);
    assert_eq!(identifier(&one), identifier(&one.clone()));
    assert_eq!(identifier(&one).as_bytes().len(), 16);
    assert_ne!(identifier(&one), identifier(&catalog(Arch::Arm64)));
    let mut other = one.clone();
    other.members.pop();
    assert_ne!(identifier(&one), identifier(&other));
}

#[test]
fn name_value_has_the_layout_of_mscat_h() {
    let pair = CatNameValue::new("OS", "a").expect("a pair");
    let expected = [0x30, 18, 0x1E, 4, 0, b'O', 0, b'S', 2, 4, 0x10, 1, 0, 1, 4, 4, b'a', 0, 0, 0];
    assert_eq!(pair.to_der().expect("DER"), expected);
}
