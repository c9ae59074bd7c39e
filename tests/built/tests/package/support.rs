//! The files of a package, changed copies of them, and the programs that check them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_kmdf::target::{Arch, Profile};
use xtask::paths;

/// A package, with a folder for changed copies of its files.
pub struct Package {
    pub arch: Arch,
    pub folder: PathBuf,
    pub scratch: PathBuf,
}

impl Package {
    /// The release packages of both architectures, with a scratch folder for each test.
    pub fn each(test: &str) -> impl Iterator<Item = Self> {
        Arch::ALL.into_iter().map(move |arch| {
            let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{arch}"));
            fs::create_dir_all(&scratch).expect("a scratch folder");
            Self { arch, folder: paths::package(arch, Profile::Release), scratch }
        })
    }

    pub fn file(&self, name: &str) -> String {
        text(&self.folder.join(name))
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        let path = self.folder.join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// A copy of the file with one byte changed.
    pub fn changed(&self, name: &str, at: usize) -> String {
        let mut bytes = self.read(name);
        bytes[at] ^= 0x01;
        let path = self.scratch.join(name);
        fs::write(&path, bytes).expect("a changed copy");
        text(&path)
    }

    /// The certificate in PEM, the form that the programs read.
    pub fn certificate(&self) -> String {
        let pem = text(&self.scratch.join("certificate.pem"));
        let cer = self.file("echo.cer");
        ask("openssl", &["x509", "-inform", "DER", "-in", &cer, "-out", &pem]);
        pem
    }

    /// The image without its certificate table, and the certificate table.
    pub fn image_and_table(&self) -> (Headers, Range<usize>) {
        let image = self.read("echo.sys");
        let headers = Headers::of(&image);
        let start = word(&image, headers.security);
        let end = start + word(&image, headers.security + 4);
        (headers, start..end)
    }
}

/// Offsets in a PE32+ image, from "PE Format".
pub struct Headers {
    pub time_stamp: usize,
    pub checksum: usize,
    pub security: usize,
}

impl Headers {
    pub fn of(image: &[u8]) -> Self {
        let pe = word(image, 0x3C);
        Self { time_stamp: pe + 8, checksum: pe + 24 + 64, security: pe + 24 + 112 + 4 * 8 }
    }
}

pub fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

pub fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// Runs a program. Returns whether it succeeded, and its output.
fn run(program: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|error| {
        panic!("cannot run {program}: {error}: `cargo xtask doctor` says how to install it")
    });
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Runs a program that must succeed. Returns its output.
fn ask(program: &str, arguments: &[&str]) -> String {
    let (success, said) = run(program, arguments);
    assert!(success, "{program} {arguments:?} fails: {said}");
    said
}

pub fn verify(file: &str, catalog: Option<&str>, trusted: &str) -> (bool, String) {
    let mut arguments = vec!["verify", "-CAfile", trusted];
    arguments.extend(catalog.into_iter().flat_map(|catalog| ["-catalog", catalog]));
    arguments.extend(["-in", file]);
    run("osslsigncode", &arguments)
}

pub fn assert_accepted((accepted, said): (bool, String)) {
    assert!(accepted && said.contains("Signature verification: ok"), "refused: {said}");
}

pub fn assert_refused((accepted, said): (bool, String), what: &str) {
    assert!(!accepted, "{what} is accepted: {said}");
}

/// The certificate of another signer.
pub fn other_certificate(scratch: &Path) -> String {
    let (pem, key) = (text(&scratch.join("other.pem")), text(&scratch.join("other.key")));
    let own = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other"];
    ask("openssl", &[&own[..], &["-keyout", &key, "-out", &pem]].concat());
    pem
}

/// The certificates of a signature, in PEM.
pub fn certificates(signature: &str) -> String {
    let said = ask("openssl", &["pkcs7", "-inform", "DER", "-print_certs", "-in", signature]);
    let start = said.find("-----BEGIN").expect("a certificate");
    said[start..].trim().to_owned()
}

/// The SHA-256 hashes of a file in the catalog: the identifier of the member, and the digest among
/// its attributes.
pub fn hashes(catalog: &str, name: &str) -> Vec<String> {
    // The nesting depth of a member's identifier.
    const IDENTIFIER: &str = ":d=8 ";
    let units = name.encode_utf16().chain([0]);
    let name = units.map(|unit| format!("{:04X}", unit.swap_bytes())).collect::<Vec<_>>().concat();
    let said = ask("openssl", &["asn1parse", "-inform", "DER", "-in", catalog]);
    let mut members: Vec<Vec<&str>> = Vec::new();
    for line in said.lines() {
        let Some((place, value)) = line.split_once("[HEX DUMP]:") else { continue };
        if place.contains(IDENTIFIER) {
            members.push(Vec::new());
        }
        members.last_mut().into_iter().for_each(|member| member.push(value));
    }
    let of_the_file = members.into_iter().filter(|member| member.contains(&&*name));
    of_the_file.flatten().filter(|value| value.len() == 64).map(str::to_owned).collect()
}

/// A file's SHA-256, in the same form.
pub fn sha256(file: &str) -> String {
    let said = ask("openssl", &["dgst", "-sha256", "-r", file]);
    said.split_whitespace().next().expect("a hash").to_uppercase()
}
