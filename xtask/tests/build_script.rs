//! The driver's build script off Windows, compiled and run as Cargo does.

#![cfg(not(windows))]

use std::path::Path;
use std::process::Command;

/// What the build script prints for a target, with some variables.
fn printed(name: &str, variables: &[(&str, &str)]) -> String {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("build-script-{name}"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../build.rs");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let compiled = Command::new(rustc)
        .args(["--edition=2024", "--check-cfg=cfg(hosted)", source, "-o"])
        .arg(&program)
        .status();
    assert!(compiled.is_ok_and(|status| status.success()), "{source} does not compile");
    let mut script = Command::new(&program);
    for name in ["CARGO_CFG_WINDOWS", "CARGO_CFG_HOSTED", "WDKContentRoot"] {
        script.env_remove(name);
    }
    let output = script.envs(variables.iter().copied()).output().expect("it starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn kernel_target_without_the_kit_names_the_commands_that_work() {
    let target = [("CARGO_CFG_WINDOWS", ""), ("TARGET", "x86_64-pc-windows-msvc")];
    let printed = printed("kernel", &target);
    let error = printed.lines().find(|line| line.starts_with("cargo::error=")).expect("an error");
    for part in ["x86_64-pc-windows-msvc", "cargo kmdf build --arch x64", "cargo run --bin echoapp"]
    {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn target_that_can_be_built_gets_no_error() {
    for (name, variables) in [
        ("linux", &[][..]),
        ("hosted", &[("CARGO_CFG_WINDOWS", ""), ("CARGO_CFG_HOSTED", "")]),
        ("kit", &[("CARGO_CFG_WINDOWS", ""), ("WDKContentRoot", "/kit")]),
    ] {
        let printed = printed(name, variables);
        assert!(!printed.contains("cargo::error"), "{name}: {printed}");
    }
}
