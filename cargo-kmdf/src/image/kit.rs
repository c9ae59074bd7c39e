//! Stages the kit that stands for the WDK: headers, import libraries, entry code.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use include_dir::{Dir, include_dir};

use super::{folder, rest};
use crate::target::Arch;
use crate::toolchain::Toolchain;
use crate::{process, tools};

/// The files of the kit.
static KIT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/wdk-kit");

/// The version of the WDK that the kit's folders name: that of Windows 10 2004.
pub const VERSION: &str = "10.0.19041.0";

/// The kit, ready for one architecture.
#[derive(Debug)]
pub struct Kit {
    /// Its root, which `wdk-build` takes from the environment variable `WDKContentRoot`.
    pub root: PathBuf,
    /// The libraries and objects to link into every image.
    pub objects: Vec<PathBuf>,
}

/// Prepares the kit for one architecture in a folder.
///
/// # Errors
/// If a file cannot be copied, or the compiler or the librarian fails.
pub fn stage(root: &Path, kmdf_version: &str, toolchain: &Toolchain, arch: Arch) -> Result<Kit> {
    let include = root.join("Include");
    if unpack_headers(&include)? {
        forget_macro_cache(root)?;
    }
    let (exports, entry) = (root.join("exports"), root.join("entry"));
    unpack("Lib", &exports)?;
    unpack("entry", &entry)?;
    let (km, shared) = (include.join(VERSION).join("km"), include.join(VERSION).join("shared"));
    let kmdf = include.join("wdf/kmdf").join(kmdf_version);
    // wdk-build requires these folders, and Git cannot store an empty one.
    for required in [&km.join("crt"), &km.join("ufx/1.1"), &shared] {
        folder::make_folder(required)?;
    }
    ensure!(
        kmdf.is_dir(),
        "the driver's manifest asks for KMDF {kmdf_version}; this program has headers for {} only: \
         name one of these in [package.metadata.wdk.driver-model]",
        versions().join(", "),
    );

    let made = root.join("Lib").join(arch.kit_name());
    folder::make_folder(&made)?;
    let mut objects = Vec::new();
    for module in ["ntoskrnl", "WdfLdr"] {
        let library = made.join(module).with_extension("lib");
        let exports = exports.join(module).with_extension("def");
        import_library(&exports, &library, toolchain, arch)?;
        objects.push(library);
    }
    for code in ["entry.c", "loadcfg.S"] {
        let object = made.join(code).with_extension("obj");
        compile(&entry.join(code), &object, &[&km, &shared, &kmdf], arch)?;
        objects.push(object);
    }
    Ok(Kit { root: root.to_owned(), objects })
}

/// Writes a folder of the kit, and returns whether anything changed.
fn unpack(name: &str, to: &Path) -> Result<bool> {
    folder::fill(to, &files(name)?)
}

/// Writes the headers and, beside each `wdf.h`, the header of what they do not declare.
fn unpack_headers(to: &Path) -> Result<bool> {
    let mut headers = files("Include")?;
    let texts = headers.iter().filter_map(|(_, text)| std::str::from_utf8(text).ok());
    let rest = rest::header(texts);
    let main = headers.iter().filter(|(path, _)| path.ends_with("wdf.h"));
    let paths: Vec<PathBuf> = main.map(|(path, _)| path.with_file_name(rest::FILE)).collect();
    headers.extend(paths.iter().map(|path| (&**path, rest.as_bytes())));
    folder::fill(to, &headers)
}

/// The files in a folder of the kit, with their paths in this folder.
fn files(name: &str) -> Result<Vec<(&'static Path, &'static [u8])>> {
    let folder = KIT.get_dir(name).with_context(|| format!("the kit has no folder {name}"))?;
    let mut files = Vec::new();
    let mut left = vec![folder];
    while let Some(inside) = left.pop() {
        left.extend(inside.dirs());
        for file in inside.files() {
            files.push((file.path().strip_prefix(name)?, file.contents()));
        }
    }
    Ok(files)
}

/// The versions of the framework whose headers the kit has.
fn versions() -> Vec<String> {
    let folders = KIT.get_dir("Include/wdf/kmdf").into_iter().flat_map(Dir::dirs);
    let names = folders.filter_map(|folder| folder.path().file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

/// Removes what `wdk-macros` caches of the headers: it does not notice that they change.
fn forget_macro_cache(kit: &Path) -> Result<()> {
    let scratch = kit.join("../target/scratch");
    if scratch.is_dir() {
        for file in folder::files(&scratch)? {
            if file.file_name().is_some_and(|name| name == "cached_function_info_map.json") {
                folder::remove_file(&scratch.join(file))?;
            }
        }
    }
    Ok(())
}

/// Makes the import library of a module from the list of its exports.
fn import_library(exports: &Path, library: &Path, toolchain: &Toolchain, arch: Arch) -> Result<()> {
    let mut librarian = Command::new(toolchain.linker());
    librarian
        .args(["-flavor", "link", "/lib", "/nologo"])
        .arg(option("/def:", exports))
        .arg(option("/out:", library))
        .arg(format!("/machine:{}", machine(arch)));
    process::output(&mut librarian, "making an import library").map(drop)
}

/// Compiles the entry code for the kernel: no C library, no stack cookies, guarded calls.
fn compile(code: &Path, object: &Path, include: &[&Path], arch: Arch) -> Result<()> {
    let mut compiler = Command::new(tools::CLANG.path()?);
    compiler
        .arg(format!("--target={}", arch.triple()))
        .args(["-c", "-Oz", "-Wall", "-Wextra", "-Werror", "-std=c11"])
        .args(["-ffreestanding", "-fno-stack-protector", "-fms-extensions"])
        .args(["-Xclang", "-cfguard", "-mno-implicit-float"])
        .args(include.iter().flat_map(|folder| [Path::new("-isystem"), folder]))
        .arg(code)
        .arg("-o")
        .arg(object);
    process::output(&mut compiler, "compiling the entry code").map(drop)
}

/// The machine's name for the linker and the librarian.
#[must_use]
pub const fn machine(arch: Arch) -> &'static str {
    match arch {
        Arch::X64 => "x64",
        Arch::Arm64 => "arm64",
    }
}

/// An option of the linker with a path as its value.
pub fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}
