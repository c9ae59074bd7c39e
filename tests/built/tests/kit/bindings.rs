//! The declarations against which the driver was compiled: the kit's headers as bindgen saw them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use cargo_kmdf::target::Arch;
use xtask::paths;

use super::declarations::{Declarations, Things};
use super::layouts;

/// The declarations of the kit for one architecture.
pub struct Bindings {
    /// The architecture.
    pub arch: Arch,
    /// The declarations of the headers.
    pub declared: Declarations,
    /// The layouts that clang gave to the structures.
    pub layouts: Things<i64>,
    /// The words of the header of what the host lacks.
    rest: BTreeSet<String>,
}

impl Bindings {
    /// Whether the header of what the host lacks declares a name, or what the name is a part of.
    /// The header has its numbers beside it, and clang compares them.
    pub fn host_lacks(&self, name: &str) -> bool {
        let of = name.split("::").next().unwrap_or(name);
        self.rest.contains(of.split("__bindgen").next().unwrap_or(of))
    }
}

/// The bindings of both architectures.
pub fn bindings() -> [Bindings; 2] {
    [Arch::X64, Arch::Arm64].map(|arch| {
        let folder = folder(arch);
        let mut declared = Declarations::default();
        let mut layouts = Things::new();
        for name in ["types.rs", "constants.rs", "ntddk.rs", "wdf.rs"] {
            let path = folder.join(name);
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
            let file = syn::parse_file(&text).expect("bindgen writes Rust");
            declared.add(&file.items);
            layouts.extend(layouts::asserted(&file.items));
        }
        Bindings { arch, declared, layouts, rest: rest() }
    })
}

/// The words of the header that `cargo kmdf` makes.
fn rest() -> BTreeSet<String> {
    let kit = cargo_kmdf::paths::kernel(&paths::target(), "echo").join("kit");
    let path = kit.join("Include/wdf/kmdf/1.31").join(cargo_kmdf::image::rest::FILE);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.map(str::to_owned).collect()
}

/// The newest output folder of the build script of `wdk-sys`.
fn folder(arch: Arch) -> PathBuf {
    let build = cargo_kmdf::paths::kernel(&paths::target(), "echo")
        .join("target")
        .join(arch.triple())
        .join("release/build");
    let entries = fs::read_dir(&build).unwrap_or_else(|error| {
        panic!("cannot list {}: {error}: run 'cargo xtask test' first", build.display())
    });
    let outputs = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let output = entry.path().join("out");
        let written = output.join("types.rs").metadata().and_then(|types| types.modified()).ok()?;
        entry.file_name().to_str()?.starts_with("wdk-sys-").then_some((written, output))
    });
    let last = outputs.max().map(|(_, output)| output);
    last.unwrap_or_else(|| panic!("no bindings of wdk-sys below {}", build.display()))
}
