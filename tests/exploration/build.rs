//! Gives the program the digest of the sources that decide what an exploration finds, so that results of
//! different sources are never taken for parts of one.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Where these sources lie, from the root of the repository.
const SOURCES: [&str; 9] = [
    "Cargo.lock",
    "echo.inx",
    "echoapp/interface/src",
    "host/abi/src",
    "host/inf/src",
    "host/kmdf-host/src",
    "src",
    "tests/exploration/src",
    "tests/support/src",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut digest = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed=../../{source}");
        if let Err(error) = add(&Path::new("../..").join(source), &mut digest) {
            println!("cargo::error={source} cannot be read: {error}");
        }
    }
    println!("cargo::rustc-env=EXPLORATION_SOURCE={:016x}", digest.finish());
}

/// Adds a file, or all files of a folder in the order of their names.
fn add(path: &Path, digest: &mut DefaultHasher) -> io::Result<()> {
    if !path.is_dir() {
        path.file_name().hash(digest);
        fs::read(path)?.hash(digest);
        return Ok(());
    }
    let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
    let mut entries = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| add(entry, digest))
}
