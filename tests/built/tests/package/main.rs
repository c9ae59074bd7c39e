//! The packages, checked by independent programs: osslsigncode and openssl.
//!
//! osslsigncode does not know INF files. It verifies the catalog; openssl then shows the INF's hash
//! in the catalog and computes the hash of the file.

use std::fs;

use self::support::{
    Headers, Package, assert_accepted, assert_refused, certificates, hashes, other_certificate,
    sha256, text, verify, word,
};
use cargo_kmdf::target::Profile;
use xtask::paths;

mod support;

#[test]
fn signature_of_the_image_is_accepted() {
    for package in Package::each("signature") {
        assert_accepted(verify(&package.file("echo.sys"), None, &package.certificate()));
    }
}

#[test]
fn image_is_accepted_by_the_catalog() {
    for package in Package::each("by-catalog") {
        let (image, catalog) = (package.file("echo.sys"), package.file("echo.cat"));
        assert_accepted(verify(&image, Some(&catalog), &package.certificate()));
    }
}

#[test]
fn signature_of_the_catalog_is_accepted() {
    for package in Package::each("catalog") {
        assert_accepted(verify(&package.file("echo.cat"), None, &package.certificate()));
    }
}

#[test]
fn package_with_an_untrusted_certificate_is_refused() {
    for package in Package::each("untrusted") {
        let other = other_certificate(&package.scratch);
        let (image, catalog) = (package.file("echo.sys"), package.file("echo.cat"));
        assert_refused(verify(&image, None, &other), "the image");
        assert_refused(verify(&image, Some(&catalog), &other), "the image checked by the catalog");
        assert_refused(verify(&catalog, None, &other), "the catalog");
    }
}

#[test]
fn image_with_a_changed_byte_is_refused() {
    for package in Package::each("changed-image") {
        let certificate = package.certificate();
        let catalog = package.file("echo.cat");
        let (headers, table) = package.image_and_table();
        let behind_headers = 0x400..table.start;
        let step = behind_headers.len().div_ceil(12);
        let mut places = vec![0x30, headers.time_stamp, headers.checksum + 4, table.start - 1];
        places.extend(behind_headers.step_by(step));
        for at in places {
            let image = package.changed("echo.sys", at);
            let what = format!("{} with byte {at:#x} changed", package.arch);
            assert_refused(verify(&image, None, &certificate), &what);
            assert_refused(verify(&image, Some(&catalog), &certificate), &what);
        }
    }
}

#[test]
fn image_with_a_changed_signature_is_refused() {
    for package in Package::each("changed-signature") {
        let certificate = package.certificate();
        let (_, table) = package.image_and_table();
        // In the signed digest, in the signed attributes, and in the RSA signature (the last 256
        // bytes before the padding).
        for at in [table.start + 0x60, table.end - 0x150, table.end - 0x40] {
            let image = package.changed("echo.sys", at);
            assert_refused(verify(&image, None, &certificate), &format!("signature at {at:#x}"));
        }
    }
}

#[test]
fn catalog_with_a_changed_byte_is_refused() {
    for package in Package::each("changed-catalog") {
        let certificate = package.certificate();
        // The list starts after the fixed header and is longer than these offsets.
        for at in (0x50..0x440).step_by(0x35) {
            let catalog = package.changed("echo.cat", at);
            let what = format!("the catalog with byte {at:#x} changed");
            assert_refused(verify(&catalog, None, &certificate), &what);
            let image = package.file("echo.sys");
            assert_refused(verify(&image, Some(&catalog), &certificate), &what);
        }
    }
}

#[test]
fn inf_has_the_hash_in_the_catalog() {
    for package in Package::each("inf") {
        let listed = hashes(&package.file("echo.cat"), "echo.inf");
        let own = sha256(&package.file("echo.inf"));
        assert_eq!(listed, [own.clone(), own]);
    }
}

#[test]
fn inf_with_a_changed_byte_is_not_in_the_catalog() {
    for package in Package::each("changed-inf") {
        let listed = hashes(&package.file("echo.cat"), "echo.inf");
        let length = package.read("echo.inf").len();
        for at in (0..length).step_by(length / 10).chain([length - 1]) {
            let hash = sha256(&package.changed("echo.inf", at));
            assert!(
                !listed.contains(&hash),
                "the catalog lists echo.inf with byte {at:#x} changed"
            );
        }
    }
}

#[test]
fn changed_inf_or_image_fails_the_package_check() {
    for package in Package::each("own-check") {
        cargo_kmdf::package::verify(&package.folder, "echo").expect("the unchanged package");
        for name in ["echo.sys", "echo.inf"] {
            for copied in ["echo.sys", "echo.inf", "echo.cat", "echo.cer"] {
                fs::write(package.scratch.join(copied), package.read(copied)).expect("a copy");
            }
            package.changed(name, 0x800);
            let error = cargo_kmdf::package::verify(&package.scratch, "echo")
                .expect_err("a changed package");
            assert!(format!("{error:#}").contains(name), "{error:#}");
        }
    }
}

#[test]
fn signed_image_differs_only_by_its_signature() {
    for package in Package::each("unsigned") {
        let path = paths::image(package.arch, Profile::Release).join("echo.sys");
        let mut unsigned = fs::read(&path).expect("the unsigned image");
        let (headers, table) = package.image_and_table();
        assert_eq!(word(&unsigned, headers.security), 0, "{} is signed", path.display());
        let mut signed = package.read("echo.sys");
        assert_eq!(table.end, signed.len());
        signed.truncate(table.start);
        for bytes in [&mut unsigned, &mut signed] {
            bytes[headers.checksum..headers.checksum + 4].fill(0);
            bytes[headers.security..headers.security + 8].fill(0);
        }
        assert!(signed == unsigned, "signing changed more than the signature");
    }
}

#[test]
fn checksum_of_the_image_covers_the_signature() {
    for package in Package::each("checksum") {
        let mut image = package.read("echo.sys");
        let at = Headers::of(&image).checksum;
        let checksum = word(&image, at);
        image[at..at + 4].fill(0);
        assert_eq!(image.len() % 8, 0);
        let words = image.chunks(2).map(|pair| usize::from(pair[0]) + 256 * usize::from(pair[1]));
        // Adding the carries back in is arithmetic modulo 65535, with 65535 for zero.
        assert_eq!(checksum, (words.sum::<usize>() - 1) % 0xFFFF + 1 + image.len());
        let (_, said) = verify(&package.file("echo.sys"), None, &package.certificate());
        assert!(!said.to_lowercase().contains("invalid pe checksum"), "{said}");
        assert!(said.contains(&format!("{checksum:08X}")), "{said}");
    }
}

#[test]
fn certificate_is_that_of_the_image_and_catalog_signer() {
    for package in Package::each("signer") {
        let pem = fs::read_to_string(package.certificate()).expect("the certificate");
        let signature = text(&package.scratch.join("signature.der"));
        let (_, table) = package.image_and_table();
        // After the header of WIN_CERTIFICATE.
        let embedded = &package.read("echo.sys")[table][8..];
        fs::write(&signature, embedded).expect("the image's signature");
        assert_eq!(certificates(&signature), pem.trim());
        assert_eq!(certificates(&package.file("echo.cat")), pem.trim());
    }
}
