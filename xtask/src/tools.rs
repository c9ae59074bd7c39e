//! The programs that the commands run, where they are, and what installs them.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::toolchain::Toolchain;

/// Something that a command needs on the machine.
pub struct Tool {
    /// The name by which people search for it.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The commands that need it.
    pub commands: &'static [&'static str],
    /// What installs it.
    pub install: Install,
    /// The arguments that make the program print its version; `None` if the tool is not a program.
    pub version: Option<&'static [&'static str]>,
    find: fn() -> Option<PathBuf>,
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

const fn everywhere(line: &'static str) -> Install {
    Install { debian: line, macos: line, windows: line }
}

/// The C compiler: for the entry code, and for a C file of the crate `wdk-sys`.
pub const CLANG: Tool = Tool {
    name: "clang",
    purpose: "compiles the image's entry code",
    commands: &["build", "package", "test"],
    install: llvm("sudo apt-get install clang"),
    version: Some(&["--version"]),
    find: || program("clang"),
};

/// The library with which bindgen, inside `wdk-sys`, reads C headers.
pub const LIBCLANG: Tool = Tool {
    name: "libclang",
    purpose: "reads the kit's headers for wdk-sys",
    commands: &["build", "package", "test"],
    install: llvm("sudo apt-get install libclang-dev"),
    version: None,
    find: libclang,
};

/// The archiver for objects of the MSVC targets.
pub const LLVM_LIB: Tool = Tool {
    name: "llvm-lib",
    purpose: "makes the static library of wdk-sys's C file",
    commands: &["build", "package", "test"],
    install: llvm("sudo apt-get install llvm"),
    version: None,
    find: || program("llvm-lib"),
};

/// The linker; it comes with rustc.
pub const RUST_LLD: Tool = Tool {
    name: "rust-lld",
    purpose: "links the image",
    commands: &["build", "package", "test"],
    install: everywhere(RUSTUP_TOOLCHAIN),
    version: Some(&["-flavor", "link", "--version"]),
    find: || existing(Toolchain::of_this_cargo().ok()?.linker()),
};

/// The independent program with which the tests check every signature.
pub const OSSLSIGNCODE: Tool = Tool {
    name: "osslsigncode",
    purpose: "checks the signatures in the tests",
    commands: &["test"],
    install: Install {
        debian: "sudo apt-get install osslsigncode",
        macos: "brew install osslsigncode",
        windows: "install it in WSL: sudo apt-get install osslsigncode",
    },
    version: Some(&["--version"]),
    find: || program("osslsigncode"),
};

/// The independent program with which the tests read certificates and the catalog.
pub const OPENSSL: Tool = Tool {
    name: "openssl",
    purpose: "reads the certificates and the catalog in the tests",
    commands: &["test"],
    install: Install {
        debian: "sudo apt-get install openssl",
        macos: "brew install openssl",
        windows: "install it in WSL: sudo apt-get install openssl",
    },
    version: Some(&["version"]),
    find: || program("openssl"),
};

/// What builds and runs fuzz targets.
pub const CARGO_FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    purpose: "builds and runs the fuzz targets",
    commands: &["fuzz"],
    install: everywhere("cargo install cargo-fuzz --locked"),
    version: Some(&["--version"]),
    find: || program("cargo-fuzz").or_else(|| installed_by_cargo("cargo-fuzz")),
};

/// The C++ compiler, for libFuzzer.
pub const CXX: Tool = Tool {
    name: "c++",
    purpose: "compiles libFuzzer",
    commands: &["fuzz"],
    install: Install {
        debian: "sudo apt-get install g++",
        macos: "xcode-select --install",
        windows: "fuzz in WSL: sudo apt-get install g++",
    },
    version: Some(&["--version"]),
    find: || program("c++"),
};

/// The standard library's source, which must be compiled with the thread sanitizer.
pub const RUST_SRC: Tool = Tool {
    name: "rust-src",
    purpose: "is the standard library's source, which the thread sanitizer compiles",
    commands: &["sanitize"],
    install: everywhere("rustup component add rust-src (or, on Debian: sh xtask/install-tools.sh)"),
    version: None,
    find: || {
        let source = Toolchain::of_this_cargo().ok()?.source();
        source.join("library/std/Cargo.toml").exists().then_some(source)
    },
};

/// The app's linker outside Windows, with the libraries that it links.
pub const MINGW: Tool = Tool {
    name: "x86_64-w64-mingw32-gcc",
    purpose: "links echoapp.exe",
    commands: &["app", "test"],
    install: Install {
        debian: "sudo apt-get install gcc-mingw-w64-x86-64",
        macos: "brew install mingw-w64",
        windows: NOT_ON_WINDOWS,
    },
    version: Some(&["-dumpfullversion"]),
    find: || program("x86_64-w64-mingw32-gcc"),
};

/// What runs the app outside Windows.
pub const WINE: Tool = Tool {
    name: "wine",
    purpose: "runs echoapp.exe in the tests",
    commands: &["test"],
    install: Install {
        debian: "sudo apt-get install wine64",
        macos: "brew install --cask wine-stable",
        windows: NOT_ON_WINDOWS,
    },
    version: Some(&["--version"]),
    find: wine,
};

/// All tools that this system needs.
pub const ALL: &[&Tool] = if cfg!(windows) {
    &[&CLANG, &LIBCLANG, &LLVM_LIB, &RUST_LLD, &OSSLSIGNCODE, &OPENSSL]
} else {
    &[
        &CLANG,
        &LIBCLANG,
        &LLVM_LIB,
        &RUST_LLD,
        &OSSLSIGNCODE,
        &OPENSSL,
        &MINGW,
        &WINE,
        &CARGO_FUZZ,
        &CXX,
        &RUST_SRC,
    ]
};

const NOT_ON_WINDOWS: &str = "not needed on Windows";

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

/// A program on the search path or in a folder of LLVM. Distributions append LLVM's version to
/// names.
fn program(name: &str) -> Option<PathBuf> {
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
fn installed_by_cargo(name: &str) -> Option<PathBuf> {
    let home = env::home_dir()?.join(".cargo");
    let home = env::var_os("CARGO_HOME").map_or(home, PathBuf::from);
    existing(home.join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Wine's loader. On Debian, the loader's package alone does not put it on the search path.
fn wine() -> Option<PathBuf> {
    program("wine64")
        .or_else(|| existing("/usr/lib/wine/wine64".into()))
        .or_else(|| program("wine"))
}

/// libclang's file or folder: what `LIBCLANG_PATH` names if it exists, else a folder known to have
/// it.
fn libclang() -> Option<PathBuf> {
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

fn existing(path: PathBuf) -> Option<PathBuf> {
    path.exists().then_some(path)
}
