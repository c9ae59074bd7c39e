//! The programs that this repository's own commands run, besides those of an image's build.

use std::path::PathBuf;

use cargo_kmdf::toolchain::Toolchain;
use cargo_kmdf::tools::places::{existing, installed_by_cargo, program};
use cargo_kmdf::tools::{Install, Tool};

/// The independent program with which the tests check every signature.
pub const OSSLSIGNCODE: Tool = Tool {
    name: "osslsigncode",
    purpose: "checks the signatures in the tests",
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
    install: Install {
        debian: "sudo apt-get install openssl",
        macos: "brew install openssl",
        windows: "install it in WSL: sudo apt-get install openssl",
    },
    version: Some(&["version"]),
    find: || program("openssl"),
};

/// What counts the instructions of a run.
pub const VALGRIND: Tool = Tool {
    name: "valgrind",
    purpose: "counts the instructions of the image",
    install: Install {
        debian: "sudo apt-get install valgrind",
        macos: "count on Linux: sudo apt-get install valgrind",
        windows: "count in WSL: sudo apt-get install valgrind",
    },
    version: Some(&["--version"]),
    find: || program("valgrind"),
};

/// What builds and runs fuzz targets.
pub const CARGO_FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    purpose: "builds and runs the fuzz targets",
    install: Install::everywhere("cargo install cargo-fuzz --locked"),
    version: Some(&["--version"]),
    find: || program("cargo-fuzz").or_else(|| installed_by_cargo("cargo-fuzz")),
};

/// The C++ compiler, for libFuzzer.
pub const CXX: Tool = Tool {
    name: "c++",
    purpose: "compiles libFuzzer",
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
    install: Install::everywhere(
        "rustup component add rust-src (or, on Debian: sh xtask/install-tools.sh)",
    ),
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
    install: Install {
        debian: "sudo apt-get install wine64",
        macos: "brew install --cask wine-stable",
        windows: NOT_ON_WINDOWS,
    },
    version: Some(&["--version"]),
    find: wine,
};

/// The linker for ARM64 Linux, with the libraries that it links.
pub const ARM64_GCC: Tool = Tool {
    name: "aarch64-linux-gnu-gcc",
    purpose: "links the tests for ARM64 Linux",
    install: Install {
        debian: "sudo apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
        macos: "run the tests in a Linux machine",
        windows: "run the tests in WSL",
    },
    version: Some(&["-dumpfullversion"]),
    find: || program("aarch64-linux-gnu-gcc"),
};

/// What runs the tests for ARM64 Linux.
pub const QEMU: Tool = Tool {
    name: "qemu-aarch64",
    purpose: "runs the tests for ARM64 Linux",
    install: Install {
        debian: "sudo apt-get install qemu-user",
        macos: "run the tests in a Linux machine",
        windows: "run the tests in WSL",
    },
    version: Some(&["--version"]),
    find: || program("qemu-aarch64"),
};

const NOT_ON_WINDOWS: &str = "not needed on Windows";

/// Wine's loader. On Debian, the loader's package alone does not put it on the search path.
fn wine() -> Option<PathBuf> {
    program("wine64")
        .or_else(|| existing("/usr/lib/wine/wine64".into()))
        .or_else(|| program("wine"))
}
