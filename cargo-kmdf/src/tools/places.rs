//! Where programs and libraries are: on the search path, in folders of LLVM, in Cargo's folder.

use std::env;
use std::path::{Path, PathBuf};

/// A program on the search path or in a folder of LLVM. Distributions append LLVM's version to
/// names.
#[must_use]
pub fn program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let mut names = vec![file.clone()];
    names.extend(LLVM_VERSIONS.rev().map(|version| format!("{name}-{version}")));
    let searched: Vec<PathBuf> =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let on_path = |name: &String| searched.iter().find_map(|folder| existing(folder.join(name)));
    names
        .iter()
        .find_map(on_path)
        .or_else(|| llvm_folders("bin").iter().find_map(|folder| existing(folder.join(&file))))
}

/// A program that `cargo install` installed, even if its folder is not on the search path.
#[must_use]
pub fn installed_by_cargo(name: &str) -> Option<PathBuf> {
    let home = env::home_dir()?.join(".cargo");
    let home = env::var_os("CARGO_HOME").map_or(home, PathBuf::from);
    existing(home.join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// libclang's file or folder: what `LIBCLANG_PATH` names if it exists, else a folder known to have
/// it.
#[must_use]
pub fn libclang() -> Option<PathBuf> {
    if let Some(named) = env::var_os("LIBCLANG_PATH").map(PathBuf::from).and_then(existing) {
        return Some(named);
    }
    let mut folders = llvm_folders(if cfg!(windows) { "bin" } else { "lib" });
    let multiarch = format!("{}-linux-gnu", env::consts::ARCH);
    folders.extend(["/usr/lib64", "/usr/lib", "/usr/local/lib"].map(PathBuf::from));
    folders.push(Path::new("/usr/lib").join(multiarch));
    folders.into_iter().find(|folder| has_libclang(folder))
}

fn has_libclang(folder: &Path) -> bool {
    folder.read_dir().is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_str().is_some_and(is_libclang))
    })
}

/// Whether a file has one of the names that bindgen knows: `libclang.so.1`, `libclang-14.so`,
/// `libclang.dylib`, `libclang.dll` and the like.
fn is_libclang(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("libclang") else {
        return false;
    };
    let rest = rest.trim_start_matches(|c: char| c == '-' || c == '.' || c.is_ascii_digit());
    rest == "so" || rest.starts_with("so.") || rest == "dylib" || rest == "dll"
}

/// The LLVM versions to look for by a versioned name. bindgen needs 9, the entry code 14.
const LLVM_VERSIONS: std::ops::RangeInclusive<u32> = 14..=24;

/// The folders of LLVM installations outside the search path, the newest first.
fn llvm_folders(inside: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = LLVM_VERSIONS
        .rev()
        .map(|version| PathBuf::from(format!("/usr/lib/llvm-{version}")))
        .collect();
    folders.extend(["/opt/homebrew/opt/llvm", "/usr/local/opt/llvm"].map(PathBuf::from));
    if let Some(programs) = env::var_os("ProgramFiles") {
        folders.push(Path::new(&programs).join("LLVM"));
    }
    folders.into_iter().map(|folder| folder.join(inside)).filter(|folder| folder.is_dir()).collect()
}

/// The path, if it exists.
#[must_use]
pub fn existing(path: PathBuf) -> Option<PathBuf> {
    path.exists().then_some(path)
}
