//! `cargo kmdf package` without the driver's image: its parts, and a package of a generated image.

mod catalog;
mod certificate;
mod image;
mod scripts;
mod stamp;
mod whole;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use cargo_kmdf::package::certificate::Signer;
use cargo_kmdf::package::stamp::Stamp;
use cargo_kmdf::target::Arch;
use rsa::RsaPrivateKey;
use rsa::rand_core::OsRng;

/// A short key, because making a long one takes long.
static KEY: LazyLock<RsaPrivateKey> =
    LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 1024).expect("a key"));

const HOUR: Duration = Duration::from_hours(1);

fn signer() -> Signer {
    let from = SystemTime::now() - HOUR;
    Signer::self_signed("Test, of echo", KEY.clone(), from, 24 * HOUR).expect("a certificate")
}

fn template() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join("echo.inx")).expect("echo.inx")
}

fn values(arch: Arch) -> Stamp {
    Stamp {
        architecture: arch.inf_name().into(),
        kmdf: "1.31".into(),
        date: "2026-03-09".parse().expect("a date"),
        version: "1.2.3.4".parse().expect("a version"),
    }
}

/// An empty folder for the files of one test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("package").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The text of an error with its causes, as people read it.
fn message<T>(result: anyhow::Result<T>) -> String {
    result.err().map(|error| format!("{error:#}")).expect("an error")
}
