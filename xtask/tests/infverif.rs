//! `cargo xtask infverif` as a command: what it prints, and how it ends.

use std::fs;
use std::path::Path;
use std::process::Command;

use xtask::driver::Driver;
use xtask::package::stamp::{Stamp, stamp};
use xtask::paths;
use xtask::target::Arch;

/// The driver's INF for the architecture.
fn good(arch: Arch) -> String {
    let template = fs::read_to_string(paths::root().join("echo.inx")).unwrap();
    let values = Stamp {
        architecture: arch.inf_name().into(),
        kmdf: Driver::read(&paths::root()).unwrap().kmdf_version().unwrap(),
        date: "2026-01-02".parse().unwrap(),
        version: "1.2.3.4".parse().unwrap(),
    };
    stamp(&template, &values).unwrap()
}

/// Runs the command; its standard output, its error output, and whether it succeeds.
fn infverif(file: Option<&Path>) -> (String, String, bool) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).arg("infverif").args(file).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.success())
}

/// A file of that name with that text.
fn file(name: &str, text: &str) -> std::path::PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn command_without_file_checks_template_for_each_architecture() {
    let (output, _, success) = infverif(None);
    assert!(success, "{output}");
    for arch in ["amd64", "arm64"] {
        assert!(output.contains(&format!("stamped for {arch}: 0 errors, 0 warnings")), "{output}");
    }
}

#[test]
fn error_in_file_is_printed_and_fails() {
    let inf = good(Arch::X64).replace("PnpLockdown = 1", "");
    let line = inf.lines().position(|line| line == "[Version]").unwrap() + 1;
    let path = file("broken.inf", &inf);
    let (output, _, success) = infverif(Some(&path));
    assert!(!success, "{output}");
    assert!(output.contains(&format!("broken.inf:{line}: error 1324: ")), "{output}");
    assert!(output.contains("broken.inf: 1 error, 0 warnings"), "{output}");
}

#[test]
fn warning_in_file_is_printed_and_does_not_fail() {
    let path = file("warning.inf", &good(Arch::Arm64).replace("[Strings]", "[Left]\n[Strings]"));
    let (output, _, success) = infverif(Some(&path));
    assert!(success, "{output}");
    assert!(output.contains("warning 2083: Section [Left]"), "{output}");
}

#[test]
fn file_that_is_not_there_is_named() {
    let (_, error, success) = infverif(Some(Path::new("no-such.inf")));
    assert!(!success);
    assert!(error.contains("no-such.inf"), "{error}");
}
