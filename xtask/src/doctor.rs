//! `cargo xtask doctor`: what each command of this repository needs, and what is missing.

use std::process::ExitCode;

use cargo_kmdf::doctor::{self, Needs};
use cargo_kmdf::print::Output;

use crate::app::GNU;
use crate::elsewhere::{ARM64, HAS_EMULATOR};
use crate::tools::{
    ARM64_GCC, CARGO_FUZZ, CXX, MINGW, OPENSSL, OSSLSIGNCODE, QEMU, RUST_SRC, VALGRIND, WINE,
};

/// The commands of `cargo xtask` that need more than Rust.
const COMMANDS: &[Needs] = if cfg!(windows) {
    &[TEST]
} else {
    &[
        Needs { command: "cargo xtask app", tools: &[&MINGW], targets: &[GNU] },
        TEST,
        Needs { command: "cargo xtask measure", tools: &[&VALGRIND], targets: &[] },
        EMULATED,
        Needs { command: "cargo xtask wine", tools: &[&MINGW, &WINE], targets: &[GNU] },
        Needs { command: "cargo xtask fuzz", tools: &[&CARGO_FUZZ, &CXX], targets: &[] },
        Needs { command: "cargo xtask sanitize", tools: &[&RUST_SRC], targets: &[] },
    ]
};

const TEST: Needs = if cfg!(windows) {
    Needs { command: "cargo xtask test", tools: &[&OSSLSIGNCODE, &OPENSSL], targets: &[] }
} else {
    Needs {
        command: "cargo xtask test",
        tools: &[&OSSLSIGNCODE, &OPENSSL, &MINGW, &WINE],
        targets: &[GNU],
    }
};

const EMULATED: Needs = Needs {
    command: "cargo xtask arm64",
    tools: if HAS_EMULATOR { &[&ARM64_GCC, &QEMU] } else { &[] },
    targets: if HAS_EMULATOR { &[ARM64] } else { &[] },
};

/// Prints the list, that of `cargo kmdf` first; fails if anything is missing.
///
/// # Errors
/// If rustc cannot be run, or standard output cannot be written.
pub fn run() -> anyhow::Result<ExitCode> {
    doctor::run(&[&doctor::COMMANDS, COMMANDS].concat(), Output::Text)
}
