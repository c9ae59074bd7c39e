//! `cargo xtask arm64`: the tests as ARM64 Linux, under qemu where this machine is another.

use anyhow::Result;
use cargo_kmdf::print::say;
use cargo_kmdf::target::Arch;

use super::{Machine, skipped};
use crate::tools;

/// Rust's target.
pub const TARGET: &str = "aarch64-unknown-linux-gnu";

/// Whether this machine can emulate ARM64, and needs to.
pub const HAS_EMULATOR: bool = cfg!(all(target_os = "linux", not(target_arch = "aarch64")));

/// The folder of the libraries of ARM64 Linux, where Debian's cross compiler has them.
const LIBRARIES: &str = "/usr/aarch64-linux-gnu";

/// The random sequences of steps per test: fewer than on the machine itself.
const SEQUENCES: &str = "10";

/// The packages that an exploration under qemu runs: the driver, the host, and what is between them.
const OPTIMIZED: &[&str] =
    &["corosensei", "echo", "echo-support", "hosted-wdk-sys", "kmdf-abi", "kmdf-host"];

/// Builds and packages the ARM64 images. Then runs, as ARM64 Linux, the hosted tests and those of the
/// images, the exploration of the core scenario, and the device's acceptance test on both variants of the
/// release image. Where no emulator is needed, or none exists, prints so and does nothing.
///
/// # Errors
/// If a tool is missing, a build fails, or a test does.
pub fn run() -> Result<()> {
    if !HAS_EMULATOR {
        return say!(
            "left out: {}",
            if cfg!(target_arch = "aarch64") {
                "this machine runs ARM64 programs itself; cargo test and cargo xtask test run the tests"
            } else {
                "only Linux has the emulator, qemu-aarch64"
            }
        );
    }
    let qemu = tools::QEMU.path()?.display().to_string();
    let machine = Machine {
        name: "ARM64 Linux",
        triple: TARGET,
        linker: tools::ARM64_GCC.path()?.into_os_string(),
        extension: "",
        flags: "",
        optimized: OPTIMIZED,
        variables: vec![
            ("ECHO_SEQUENCES", SEQUENCES.into()),
            ("PROPTEST_CASES", SEQUENCES.into()),
            ("ECHOAPP_RUNNER", format!("{qemu} -L {LIBRARIES}").into()),
        ],
        runner: vec![qemu, "-L".into(), LIBRARIES.into()],
        skipped: skipped::ARM64,
    };
    let sys = &*super::build_images(Arch::Arm64)?;
    machine.test()?;
    machine.explore(&[])?;
    machine.explore(&["--sys", sys])?;
    for device in ["1", "2"] {
        // The processor cannot start a program for ARM64, not even the app that starts itself.
        let verify = ["verify", "--sleep", "--device", device, "--sys", sys, "--in-child-process"];
        machine.app(&verify)?;
    }
    Ok(())
}
