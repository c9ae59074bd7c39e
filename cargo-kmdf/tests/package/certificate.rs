//! Certificates and keys: generated ones, and files that the user names.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cargo_kmdf::package::certificate::Signer;
use cargo_kmdf::print::Output;
use der::oid::db::rfc5280;
use der::{Encode, EncodePem, pem::LineEnding};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::rand_core::OsRng;
use x509_cert::Certificate;

use crate::{HOUR, KEY, message, scratch, signer};

/// Writes a certificate and a key, and returns their paths.
fn files(name: &str, certificate: &Certificate, key: &RsaPrivateKey) -> (PathBuf, PathBuf) {
    let folder = scratch(name);
    let (certificate_file, key_file) = (folder.join("a.pem"), folder.join("a.key"));
    fs::write(&certificate_file, certificate.to_pem(LineEnding::LF).expect("PEM")).expect("file");
    fs::write(&key_file, key.to_pkcs8_pem(LineEnding::LF).expect("PEM")).expect("file");
    (certificate_file, key_file)
}

fn load(name: &str, certificate: &Certificate, key: &RsaPrivateKey) -> anyhow::Result<Signer> {
    let (certificate, key) = files(name, certificate, key);
    Signer::load(&certificate, &key)
}

#[test]
fn load_of_matching_files_succeeds() {
    let own = signer();
    let loaded = load("matching", own.certificate(), &KEY).expect("it fits");
    assert_eq!(loaded.certificate(), own.certificate());
}

#[test]
fn load_of_a_key_in_pkcs1_succeeds() {
    let (certificate, key) = files("pkcs1", signer().certificate(), &KEY);
    fs::write(&key, KEY.to_pkcs1_pem(LineEnding::LF).expect("PEM")).expect("file");
    Signer::load(&certificate, &key).expect("it fits");
}

#[test]
fn load_of_another_certificates_key_is_refused() {
    let other = RsaPrivateKey::new(&mut OsRng, 512).expect("a key");
    let message = message(load("other-key", signer().certificate(), &other));
    assert!(
        message.contains("does not belong to the certificate of CN=Test\\, of echo"),
        "{message}"
    );
    assert!(message.contains("a.key"), "{message}");
}

#[test]
fn load_of_a_certificate_outside_its_time_is_refused_with_it() {
    let now = SystemTime::now();
    let past =
        Signer::self_signed("Test", KEY.clone(), now - 24 * HOUR, HOUR).expect("a certificate");
    let message_past = message(load("past", past.certificate(), &KEY));
    assert!(message_past.contains("expired at"), "{message_past}");
    let future =
        Signer::self_signed("Test", KEY.clone(), now + 24 * HOUR, HOUR).expect("a certificate");
    let message_future = message(load("future", future.certificate(), &KEY));
    assert!(message_future.contains("not valid before"), "{message_future}");
}

#[test]
fn load_of_a_certificate_not_for_code_signing_is_refused() {
    let mut certificate = signer().certificate().clone();
    let extensions = certificate.tbs_certificate.extensions.as_mut().expect("extensions");
    extensions.retain(|extension| extension.extn_id != rfc5280::ID_CE_EXT_KEY_USAGE);
    assert_eq!(extensions.len(), 2);
    let message = message(load("no-usage", &certificate, &KEY));
    assert!(message.contains("1.3.6.1.5.5.7.3.3"), "{message}");
}

#[test]
fn load_of_other_files_is_refused_with_their_names() {
    let (certificate, key) = files("swapped", signer().certificate(), &KEY);
    assert!(message(Signer::load(&key, &key)).contains("a.key has no readable certificate"));
    assert!(message(Signer::load(&certificate, &certificate)).contains("found no RSA private key"));
    assert!(message(Signer::load(&certificate.join("x"), &key)).contains("cannot read"));
    fs::write(&key, "-----BEGIN ENCRYPTED PRIVATE KEY-----").expect("file");
    assert!(message(Signer::load(&certificate, &key)).contains("openssl pkey"));
}

/// The test certificate of a driver named bell.
fn of_bell(folder: &Path, name: &str) -> anyhow::Result<Signer> {
    Signer::test(folder, "bell", name, Output::Quiet)
}

#[test]
fn test_certificate_is_kept_and_its_key_is_private() {
    let folder = scratch("own").join("certificate");
    let first = of_bell(&folder, "Bell makers' test").expect("a certificate");
    let second = of_bell(&folder, "Bell makers' test").expect("the same");
    assert_eq!(first.certificate(), second.certificate());
    let subject = first.certificate().tbs_certificate.subject.to_string();
    assert_eq!(subject, "CN=Bell makers' test");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.join("bell.key")).expect("the key").permissions().mode();
        assert_eq!(mode & 0o077, 0, "others may read the key: {mode:o}");
    }
    fs::remove_file(folder.join("bell.key")).expect("the key");
    assert!(message(of_bell(&folder, "x")).contains("remove the folder"));
}

#[test]
fn certificate_can_have_any_name() {
    for name in ["a, b + c", "\"quoted\" <mail>; x=y", "#1 \\ 2", " Grüße 🔔 "] {
        let from = SystemTime::now();
        let signer = Signer::self_signed(name, KEY.clone(), from, HOUR).expect(name);
        let der = signer.certificate().tbs_certificate.subject.to_der().expect("DER");
        let text = String::from_utf8_lossy(&der).into_owned();
        assert!(text.ends_with(name.trim()), "{name}: {text}");
    }
}
