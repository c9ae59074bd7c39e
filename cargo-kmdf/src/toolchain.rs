//! The Rust toolchain that runs `cargo kmdf`: its compiler, its linker and its standard libraries.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// The compiler and what lies beside it.
#[derive(Debug, Clone)]
pub struct Toolchain {
    sysroot: PathBuf,
    host: String,
}

/// How the standard library for a Windows target is obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// Already compiled, as `rustup target add` installs it.
    Installed,
    /// Compiled from source, the component `rust-src`.
    Source,
}

impl Toolchain {
    /// The toolchain whose cargo runs this program, else the one on the search path.
    ///
    /// # Errors
    /// If rustc cannot be run, or does not name its host.
    pub fn of_this_cargo() -> Result<Self> {
        let ask = |arguments: &[&str]| {
            process::output(Command::new(rustc()).args(arguments), "asking rustc about itself")
        };
        let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?.trim());
        let about = ask(&["--version", "--verbose"])?;
        let host =
            about.lines().find_map(|line| line.strip_prefix("host: ")).with_context(|| {
                format!("expected a line `host: …` from rustc --version --verbose, found:\n{about}")
            })?;
        Ok(Self { sysroot, host: host.to_owned() })
    }

    /// The settings (`cfg`) of a target, one a line.
    ///
    /// # Errors
    /// If rustc cannot be run, or does not know the target.
    pub fn settings(triple: &str) -> Result<String> {
        let mut rustc = Command::new(rustc());
        process::output(rustc.args(["--print", "cfg", "--target", triple]), "asking rustc for cfg")
    }

    /// The toolchain's folder.
    #[must_use]
    pub fn sysroot(&self) -> &Path {
        &self.sysroot
    }

    /// The default target: the machine on which the toolchain runs.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `rust-lld`, which rustup installs with the compiler.
    #[must_use]
    pub fn linker(&self) -> PathBuf {
        let name = format!("rust-lld{}", env::consts::EXE_SUFFIX);
        self.libraries().join(&self.host).join("bin").join(name)
    }

    /// How the standard library for a target is obtained: installed if it is there, else from
    /// source.
    ///
    /// # Errors
    /// If neither is there; the error has the commands that install them.
    pub fn library(&self, triple: &str) -> Result<Library> {
        if self.has_installed(triple) {
            Ok(Library::Installed)
        } else if self.source().join("library/core/Cargo.toml").exists() {
            Ok(Library::Source)
        } else {
            bail!(
                "the standard library for {triple} is missing: found neither the installed target \
                 nor the source to compile. Install the target: rustup target add {triple}; or the \
                 source: rustup component add rust-src"
            )
        }
    }

    /// The folder of the standard library's source, which may be missing.
    #[must_use]
    pub fn source(&self) -> PathBuf {
        self.libraries().join("src/rust")
    }

    fn libraries(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib")
    }

    fn has_installed(&self, triple: &str) -> bool {
        let folder = self.libraries().join(triple).join("lib");
        folder.read_dir().is_ok_and(|entries| {
            entries.flatten().any(|entry| entry.file_name().to_str().is_some_and(is_compiled_core))
        })
    }
}

fn is_compiled_core(name: &str) -> bool {
    name.starts_with("libcore-") && Path::new(name).extension().is_some_and(|end| end == "rlib")
}

/// The Cargo that runs this program, else the one on the search path.
#[must_use]
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Cargo in a folder, with a target folder, and without the caller's variables that change what it
/// builds.
#[must_use]
pub fn cargo_in(folder: &Path, target: &Path) -> Command {
    const FOREIGN: [&str; 6] = [
        "CARGO_PROFILE_",
        "CARGO_BUILD_",
        "CARGO_INCREMENTAL",
        "CARGO_TARGET_",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
    ];
    let is_foreign = |name: &str| FOREIGN.iter().any(|prefix| name.starts_with(prefix));
    let mut command = Command::new(cargo());
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_foreign)) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("CARGO_TARGET_DIR", target);
    command
}

fn rustc() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}
