//! Builds `echoapp.exe`, also for the scripts of the driver's package: on Windows with its own linker, elsewhere with mingw-w64's.

pub mod tests;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use cargo_kmdf::print::say;
use cargo_kmdf::process;
use cargo_kmdf::target::{Arch, Profile};
use cargo_kmdf::toolchain::{self, Library, Toolchain};

use crate::{paths, tools};

/// The name of the executable.
pub const EXECUTABLE: &str = "echoapp.exe";

/// Rust's target for the app: MSVC on Windows, [`GNU`] elsewhere.
///
/// # Errors
/// If this machine has no linker for the architecture.
pub fn triple(arch: Arch) -> Result<&'static str> {
    if cfg!(windows) {
        return Ok(arch.triple());
    }
    ensure!(
        arch == Arch::X64,
        "{EXECUTABLE} for {arch} can be built on Windows only, with the same command: elsewhere it \
         needs mingw-w64's linker, which Debian and Homebrew do not have for {arch}"
    );
    Ok(GNU)
}

/// The target that mingw-w64 links for.
pub const GNU: &str = "x86_64-pc-windows-gnu";

/// Builds the app, copies it into the folder of the driver's package too, and returns its path:
/// [`EXECUTABLE`] in [`crate::paths::app`].
///
/// # Errors
/// If a tool is missing, or the app does not compile.
pub fn build(arch: Arch, profile: Profile) -> Result<PathBuf> {
    let triple = triple(arch)?;
    say!("building {EXECUTABLE} for {arch}, {profile}")?;
    let mut cargo = cargo("build", triple)?;
    cargo.args(["--bin", "echoapp"]);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    process::run(&mut cargo, "compiling the app")?;

    let built = paths::target().join(triple).join(profile.to_string()).join(EXECUTABLE);
    let executable = copy(&built, &paths::app(arch, profile))?;
    // The scripts of the package run the app.
    copy(&built, &paths::package(arch, profile))?;
    Ok(executable)
}

/// Copies the app into a folder, and returns its path there.
fn copy(built: &Path, folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let executable = folder.join(EXECUTABLE);
    let size = fs::copy(built, &executable)
        .with_context(|| format!("cannot copy {} to {}", built.display(), executable.display()))?;
    say!("{}: {size} bytes", executable.display())?;
    Ok(executable)
}

/// A command of Cargo for the app and a target; the caller may add arguments.
fn cargo(command: &str, triple: &str) -> Result<Command> {
    let toolchain = Toolchain::of_this_cargo()?;
    let mut cargo = toolchain::cargo_in(&paths::root(), &paths::target());
    cargo
        .args([command, "--locked", "--package", "echoapp", "--target", triple])
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(&toolchain)?);
    if triple == GNU {
        cargo.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", tools::MINGW.path()?);
    }
    if toolchain.library(triple)? == Library::Source {
        // A stable compiler takes `-Zbuild-std` only with this variable.
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort,proc_macro,test");
    }
    Ok(cargo)
}

/// The flags for every crate of the app. They link the C runtime statically, so that only the
/// executable has to be copied to the test machine, and keep this machine's paths out of it.
fn rustflags(toolchain: &Toolchain) -> Result<String> {
    let mut flags = vec!["-Ctarget-feature=+crt-static".to_owned()];
    let (root, library, registry) = (paths::root(), toolchain.source(), cargo_home());
    // If two prefixes match, the compiler uses the later one.
    let places =
        [(registry.as_deref(), "cargo"), (Some(&*library), "rust"), (Some(&*root), "echo")];
    for (place, name) in places.into_iter().filter_map(|(place, name)| Some((place?, name))) {
        let place = place.to_str().with_context(|| {
            format!("the path {} is not Unicode; move the folder to one that is", place.display())
        })?;
        flags.push(format!("--remap-path-prefix={place}={name}"));
    }
    Ok(flags.join("\x1f"))
}

/// Where Cargo keeps the crates' sources.
fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| env::home_dir().map(|home| home.join(".cargo"))).filter(|home| is_used(home))
}

fn is_used(home: &Path) -> bool {
    home.join("registry").is_dir()
}

#[cfg(all(test, not(windows)))]
mod builds {
    use super::*;

    #[test]
    fn app_for_arm64_outside_windows_is_refused_with_the_remedy() {
        let refusal = build(Arch::Arm64, Profile::Release).expect_err("no linker").to_string();
        assert!(refusal.contains("arm64 can be built on Windows only"), "{refusal}");
        assert_eq!(triple(Arch::X64).expect("a target"), GNU);
    }

    #[test]
    fn flags_name_this_machines_folders_only_to_replace_them() {
        let flags = rustflags(&Toolchain::of_this_cargo().expect("a toolchain")).expect("flags");
        let root = paths::root();
        let naming = flags.split('\x1f').filter(|flag| flag.contains(&*root.to_string_lossy()));
        let naming: Vec<_> = naming.collect();
        assert_eq!(naming, [format!("--remap-path-prefix={}=echo", root.display())]);
    }
}
