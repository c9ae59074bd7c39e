//! The programs that the commands run, where they are, and what installs them.

pub mod places;

use std::path::PathBuf;

use anyhow::{Context, Result};

use self::places::{existing, libclang, program};
use crate::toolchain::Toolchain;

/// Something that a command needs on the machine.
pub struct Tool {
    /// The name by which people search for it.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// What installs it.
    pub install: Install,
    /// The arguments that make the program print its version; `None` if the tool is not a program.
    pub version: Option<&'static [&'static str]>,
    /// Looks for it.
    pub find: fn() -> Option<PathBuf>,
}

/// The command lines that install a tool.
pub struct Install {
    /// On Debian and Ubuntu.
    pub debian: &'static str,
    /// On macOS, by Homebrew.
    pub macos: &'static str,
    /// On Windows.
    pub windows: &'static str,
}

impl Install {
    /// The same command line on every system.
    #[must_use]
    pub const fn everywhere(line: &'static str) -> Self {
        Self { debian: line, macos: line, windows: line }
    }

    /// The command line for this system.
    #[must_use]
    pub const fn here(&self) -> &'static str {
        if cfg!(windows) {
            self.windows
        } else if cfg!(target_os = "macos") {
            self.macos
        } else {
            self.debian
        }
    }
}

const fn llvm(debian: &'static str) -> Install {
    Install { debian, macos: "brew install llvm", windows: "winget install LLVM.LLVM" }
}

/// The C compiler: for the entry code, and for a C file of the crate `wdk-sys`.
pub const CLANG: Tool = Tool {
    name: "clang",
    purpose: "compiles the image's entry code",
    install: llvm("sudo apt-get install clang"),
    version: Some(&["--version"]),
    find: || program("clang"),
};

/// The library with which bindgen, inside `wdk-sys`, reads C headers.
pub const LIBCLANG: Tool = Tool {
    name: "libclang",
    purpose: "reads the kit's headers for wdk-sys",
    install: llvm("sudo apt-get install libclang-dev"),
    version: None,
    find: libclang,
};

/// The archiver for objects of the MSVC targets.
pub const LLVM_LIB: Tool = Tool {
    name: "llvm-lib",
    purpose: "makes the static library of wdk-sys's C file",
    install: llvm("sudo apt-get install llvm"),
    version: None,
    find: || program("llvm-lib"),
};

/// The linker; it comes with rustc.
pub const RUST_LLD: Tool = Tool {
    name: "rust-lld",
    purpose: "links the image",
    install: Install::everywhere(RUSTUP_TOOLCHAIN),
    version: Some(&["-flavor", "link", "--version"]),
    find: || existing(Toolchain::of_this_cargo().ok()?.linker()),
};

const RUSTUP_TOOLCHAIN: &str = "rustup toolchain install stable (rust-lld comes with rustc)";

impl Tool {
    /// The tool's path, if it is installed.
    #[must_use]
    pub fn find(&self) -> Option<PathBuf> {
        (self.find)()
    }

    /// The tool's path.
    ///
    /// # Errors
    /// If the tool is missing; the error has the command line that installs it.
    pub fn path(&self) -> Result<PathBuf> {
        self.find().with_context(|| {
            format!(
                "{} is missing: it {}. Install it: {}",
                self.name,
                self.purpose,
                self.install.here()
            )
        })
    }
}
