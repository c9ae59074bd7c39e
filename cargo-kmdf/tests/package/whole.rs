//! A whole package, of a generated image.

use std::fs;
use std::path::Path;

use cargo_kmdf::package::stamp::stamp;
use cargo_kmdf::package::{Names, asn1, files, signature, verify};
use cargo_kmdf::target::Arch;

use crate::image::image;
use crate::{KEY, message, scratch, signer, template, values};

const AMD64: u16 = 0x8664;
const ARM64: u16 = 0xAA64;

fn names() -> Names {
    Names::of("echo")
}

fn inf(arch: Arch) -> String {
    stamp(&template(), &values(arch)).expect("an INF")
}

fn write(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).expect("a file");
    }
}

fn package(arch: Arch, machine: u16) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    files(
        &names(),
        &image(machine, 0x400),
        inf(arch).as_bytes(),
        arch,
        values(arch).date,
        &signer(),
    )
}

#[test]
fn package_of_each_architecture_verifies() {
    for (arch, machine) in [(Arch::X64, AMD64), (Arch::Arm64, ARM64)] {
        let folder = scratch(&format!("whole-{arch}"));
        write(&folder, &package(arch, machine).expect("a package"));
        verify(&folder, "echo").expect("the package is unchanged");
    }
}

#[test]
fn package_of_the_same_inputs_has_the_same_bytes() {
    let signer = signer();
    let make = || {
        let arch = Arch::X64;
        files(
            &names(),
            &image(AMD64, 0x400),
            inf(arch).as_bytes(),
            arch,
            values(arch).date,
            &signer,
        )
        .expect("files")
    };
    assert_eq!(make(), make());
}

#[test]
fn package_with_a_changed_file_does_not_verify() {
    let folder = scratch("changed");
    let files = package(Arch::X64, AMD64).expect("a package");
    let expected = [
        // Code, in an image whose headers end at 0x190; not the signature.
        ("echo.sys", 0x190..0x400, "echo.sys was changed after it was signed"),
        ("echo.inf", 0..500, "echo.inf was changed after echo.cat was made"),
        // Inside the list.
        ("echo.cat", 0x60..0x300, "echo.cat: "),
    ];
    for (name, places, expected) in expected {
        write(&folder, &files);
        let (_, bytes) = files.iter().find(|(file, _)| *file == name).expect("the file");
        for at in places.step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x20;
            fs::write(folder.join(name), changed).expect("a file");
            let message = message(verify(&folder, "echo"));
            assert!(message.contains(expected), "{name} at {at:#x}: {message}");
        }
    }
}

#[test]
fn signature_of_another_kind_of_content_does_not_verify() {
    let signer = signer();
    let text = der::asn1::OctetString::new("text").expect("a content");
    let catalog = signature::sign(asn1::CTL, &text, &signer).expect("a signature");
    let verify = |kind| signature::verify(&catalog, kind, signer.certificate());
    assert_eq!(verify(asn1::CTL).expect("the content is unchanged").value(), b"text");
    assert!(
        message(verify(asn1::SPC_INDIRECT_DATA))
            .contains("the signature is for a 1.3.6.1.4.1.311.10.1,")
    );
}

#[test]
fn package_with_another_certificate_does_not_verify() {
    let folder = scratch("other-certificate");
    write(&folder, &package(Arch::X64, AMD64).expect("a package"));
    let other = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 512).expect("a key");
    assert_ne!(other, *KEY);
    let now = std::time::SystemTime::now();
    let other =
        cargo_kmdf::package::certificate::Signer::self_signed("Other", other, now, crate::HOUR);
    let der = der::Encode::to_der(other.expect("a certificate").certificate()).expect("DER");
    fs::write(folder.join("echo.cer"), der).expect("a file");
    let message = message(verify(&folder, "echo"));
    assert!(message.contains("not made with the key of the certificate"), "{message}");
}

#[test]
fn package_with_an_image_of_another_machine_is_refused() {
    let message = message(package(Arch::X64, ARM64));
    assert!(message.contains("0xaa64") && message.contains("0x8664"), "{message}");
}

#[test]
fn package_with_an_inf_that_does_not_fit_is_refused() {
    for (from, to, expected) in [
        ("= echo.cat", "= other.cat", "`other.cat`"),
        ("CatalogFile", ";CatalogFile", "``"),
        ("echo.sys", "more.sys", "more.sys, which is not in the package"),
        ("NTamd64", "NTarm64", "echo.inf"),
    ] {
        let text = inf(Arch::X64).replace(from, to);
        let date = values(Arch::X64).date;
        let result =
            files(&names(), &image(AMD64, 0x400), text.as_bytes(), Arch::X64, date, &signer());
        let message = message(result);
        assert!(message.contains(expected), "{to}: {message}");
    }
}
