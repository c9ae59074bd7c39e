//! `cargo kmdf infverif` as a command: what it prints, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_kmdf::package::stamp::{Stamp, stamp};
use cargo_kmdf::target::Arch;

/// The folder of the driver.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The driver's INF for the architecture.
fn good(arch: Arch) -> String {
    let template = template();
    let values = Stamp {
        architecture: arch.inf_name().into(),
        kmdf: "1.31".into(),
        date: "2026-01-02".parse().unwrap(),
        version: "1.2.3.4".parse().unwrap(),
    };
    stamp(&template, &values).unwrap()
}

/// Runs the command; returns its standard output, its standard error, and whether it succeeds.
fn infverif(arguments: &[&str]) -> (String, String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-kmdf"))
        .arg("infverif")
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.success())
}

/// Writes a file with that name and text.
fn file(name: &str, text: impl AsRef<[u8]>) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn command_without_file_checks_template_for_each_architecture() {
    let (output, _, success) = infverif(&[]);
    assert!(success, "{output}");
    for arch in ["amd64", "arm64"] {
        let line = format!("echo.inx, stamped for {arch}: 0 errors, 0 warnings (InfVerif /w)");
        assert!(output.contains(&line), "{output}");
    }
}

#[test]
fn mode_is_chosen_and_said() {
    let path = file("unlocked.inf", good(Arch::X64).replace("PnpLockdown = 1", ""));
    for (mode, word, succeeds) in
        [("k", "warning", true), ("/u", "warning", true), ("w", "error", false)]
    {
        let (output, _, success) = infverif(&["--mode", mode, &path]);
        assert_eq!(success, succeeds, "{output}");
        assert!(output.contains(&format!("{word} 1324: ")), "{output}");
        let said = format!("(InfVerif /{})\n", mode.trim_start_matches('/'));
        assert!(output.ends_with(&said), "{output}");
    }
    let (_, error, success) = infverif(&["--mode", "h", &path]);
    assert!(!success && error.contains("expected k, u or w"), "{error}");
}

/// The driver's template.
fn template() -> String {
    fs::read_to_string(root().join("echo.inx")).unwrap()
}

#[test]
fn named_template_is_stamped_for_each_architecture() {
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(template().encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for path in [file("own.inx", template()), file("UTF16.INX", utf16)] {
        let (output, _, success) = infverif(&[&path]);
        assert!(success, "{output}");
        for arch in ["amd64", "arm64"] {
            let line = format!("{path}, stamped for {arch}: 0 errors, 0 warnings");
            assert!(output.contains(&line), "{output}");
        }
    }
}

#[test]
fn bytes_of_named_template_stay_ansi() {
    let (start, end) =
        template().split_once("[Strings]").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let bytes = [start.as_bytes(), b"[Strings]\r\nX = \xae\r\n", end.as_bytes()].concat();
    let (output, _, success) = infverif(&[&file("ansi.inx", bytes)]);
    assert!(success, "{output}");
    assert_eq!(output.matches("beyond ASCII").count(), 2, "{output}");
}

#[test]
fn template_that_cannot_be_stamped_is_named() {
    let path = file("bare.inx", template().replace("DriverVer ", "; "));
    let (_, error, success) = infverif(&[&path]);
    assert!(!success);
    assert!(error.contains("cannot stamp") && error.contains("DriverVer"), "{error}");
}

#[test]
fn template_under_another_name_is_not_stamped() {
    let (output, _, success) = infverif(&[&file("template.inf", template())]);
    assert!(!success && output.contains("error 1274: Unresolved $ARCH$"), "{output}");
}

#[test]
fn error_in_file_is_printed_and_fails() {
    let inf = good(Arch::X64).replace("PnpLockdown = 1", "");
    let line = inf.lines().position(|line| line == "[Version]").unwrap() + 1;
    let path = file("broken.inf", &inf);
    let (output, _, success) = infverif(&[&path]);
    assert!(!success, "{output}");
    assert!(output.contains(&format!("broken.inf:{line}: error 1324: ")), "{output}");
    assert!(output.contains("broken.inf: 1 error, 0 warnings (InfVerif /w)"), "{output}");
}

#[test]
fn warning_in_file_is_printed_and_does_not_fail() {
    let path = file("warning.inf", good(Arch::Arm64).replace("[Strings]", "[Left]\n[Strings]"));
    let (output, _, success) = infverif(&[&path]);
    assert!(success, "{output}");
    assert!(output.contains("warning 2083: Section [Left]"), "{output}");
}

#[test]
fn missing_file_fails_with_its_name() {
    let (_, error, success) = infverif(&["no-such.inf"]);
    assert!(!success);
    assert!(error.contains("no-such.inf"), "{error}");
}
