//! `cargo xtask miri`: runs the unit tests of the host's memory and exploration under Miri.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use cargo_kmdf::print::say;
use cargo_kmdf::process;

use crate::paths;

/// Tree Borrows as the model of references; casts between integers and pointers are intended, because a
/// driver's addresses are integers to the host.
const FLAGS: &str = "-Zmiri-tree-borrows -Zmiri-permissive-provenance";

/// The tests: those of the modules that follow pointers to a driver's memory, and of those that build
/// on them. What switches stacks or maps images is not among them: Miri cannot run it.
const ARGUMENTS: [&str; 15] = [
    "+nightly",
    "miri",
    "test",
    "--locked",
    "--package",
    "kmdf-host",
    "--lib",
    "--",
    "explore::",
    "footprint::",
    "kernel::",
    "memory::",
    "running::",
    "--test-threads",
    "1",
];

/// Runs the tests; says so and does nothing where Miri is not installed.
///
/// # Errors
/// If Miri finds undefined behavior, or a test fails.
pub fn run() -> Result<()> {
    if let Some(missing) = missing() {
        return say!(
            "skipped: {missing}; rustup toolchain install nightly --component miri,rust-src"
        );
    }
    let mut cargo = Command::new("cargo");
    // The variables of the cargo that runs this program would choose its toolchain again.
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "CARGO_ENCODED_RUSTFLAGS"] {
        cargo.env_remove(variable);
    }
    cargo
        .args(ARGUMENTS)
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", target())
        .env("MIRIFLAGS", FLAGS);
    process::run(&mut cargo, "testing under Miri")
}

fn target() -> PathBuf {
    paths::target().join("miri")
}

/// What is missing for a run, for people.
fn missing() -> Option<&'static str> {
    let succeeds = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).env_remove("RUSTUP_TOOLCHAIN").output();
        output.is_ok_and(|output| output.status.success())
    };
    if !succeeds("rustc", &["+nightly", "--version"]) {
        return Some("there is no nightly toolchain, which Miri is a part of");
    }
    if !succeeds("cargo", &["+nightly", "miri", "--version"]) {
        return Some("the nightly toolchain has no Miri");
    }
    None
}
