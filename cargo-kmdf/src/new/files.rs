//! The files of a new driver: the template, the layer over the framework, and a lock file.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use include_dir::{Dir, include_dir};
use kmdf_inf::checks::{Finding, Mode, Severity, check};
use rsa::rand_core::{OsRng, RngCore};

use super::name::Name;

/// The driver, with names and GUIDs to be replaced.
static TEMPLATE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/template");

/// The framework as types: the source that echo uses.
static LAYER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../src/wdf");

/// The versions with which the host and the image's build were tested. Cargo removes what the driver
/// does not need.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// Configures a build with the WDK, for each driver in the same way.
const BUILD: &str = include_str!("../../../build.rs");

/// The format in which the layer is written, for `cargo fmt` in any folder.
const FORMAT: &str = include_str!("../../../.rustfmt.toml");

/// A file of the driver.
pub struct File {
    /// Its path in the driver's folder.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// The files of a driver with that name, and with the host in that folder.
///
/// # Errors
/// If `InfVerif` would reject the INF because of the name.
pub fn files(name: &Name, host: &str) -> Result<Vec<File>> {
    let (class, interface) = (Guid::new(), Guid::new());
    let fields = interface.fields();
    let replaced = [
        ("my-driver", &*name.package),
        ("my_driver", &name.file),
        ("MyDriver", &name.title),
        ("HOST_FOLDER", host),
        ("HOST_VERSION", env!("CARGO_PKG_VERSION")),
        ("FEDCBA98-7654-3210-FEDC-BA9876543210", &class.text()),
        ("01234567-89AB-CDEF-0123-456789ABCDEF", &interface.text()),
        ("0x0123_4567", &fields[0]),
        ("0x89AB", &fields[1]),
        ("0xCDEF", &fields[2]),
        ("[0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]", &fields[3]),
    ];
    let fill = |text: &str| {
        replaced.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let mut files = Vec::new();
    for (path, text) in texts(&TEMPLATE)? {
        let path = PathBuf::from(fill(&path.to_string_lossy()));
        files.push(File { path, text: fill(text) });
    }
    for (path, text) in texts(&LAYER)? {
        files.push(File { path: Path::new("src/wdf").join(path), text: text.to_owned() });
    }
    files.push(File { path: "Cargo.lock".into(), text: LOCK.to_owned() });
    files.push(File { path: "build.rs".into(), text: BUILD.to_owned() });
    files.push(File { path: ".rustfmt.toml".into(), text: FORMAT.to_owned() });
    check_inf(name, &files)?;
    Ok(files)
}

/// Some names are reserved for drivers of Windows and of Microsoft's samples.
fn check_inf(name: &Name, files: &[File]) -> Result<()> {
    let inf = files.iter().find(|file| file.path.extension().is_some_and(|end| end == "inx"));
    let inf = inf.context("the template has no INF")?;
    let stamped = inf.text.replace("$ARCH$", "amd64").replace("$KMDFVERSION$", "1.31");
    let findings = check(stamped.as_bytes(), Mode::default());
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    if let Some(finding) = findings.iter().find(is_error) {
        bail!(
            "InfVerif would reject a driver with the name {}: {}; choose another name",
            name.package,
            finding.message
        );
    }
    Ok(())
}

/// The files of a folder and the folders below.
fn texts(folder: &'static Dir<'_>) -> Result<Vec<(&'static Path, &'static str)>> {
    let mut texts = Vec::new();
    let mut left = vec![folder];
    while let Some(folder) = left.pop() {
        left.extend(folder.dirs());
        for file in folder.files() {
            let text = file.contents_utf8();
            let text = text.with_context(|| format!("{} is no text", file.path().display()))?;
            texts.push((file.path(), text));
        }
    }
    Ok(texts)
}

/// A random GUID (version 4 of RFC 9562).
struct Guid([u8; 16]);

impl Guid {
    fn new() -> Self {
        let mut bytes = [0; 16];
        OsRng.fill_bytes(&mut bytes);
        bytes[6] = bytes[6] & 0x0F | 0x40;
        bytes[8] = bytes[8] & 0x3F | 0x80;
        Self(bytes)
    }

    /// As in an INF, without braces.
    fn text(&self) -> String {
        let digits = digits(&self.0);
        let part = |range: std::ops::Range<usize>| &digits[range];
        [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
    }

    /// The values of `Data1` to `Data4` as Rust writes them.
    fn fields(&self) -> [String; 4] {
        let digits = digits(&self.0);
        let bytes: Vec<String> = self.0[8..].iter().map(|byte| format!("{byte:#04X}")).collect();
        [
            format!("0x{}_{}", &digits[..4], &digits[4..8]),
            format!("0x{}", &digits[8..12]),
            format!("0x{}", &digits[12..16]),
            format!("[{}]", bytes.join(", ")),
        ]
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02X}"))
}
