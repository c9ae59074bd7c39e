//! The command as a program: which driver it takes, the forms of its output, and output that cannot
//! be written.

#[cfg(target_os = "linux")]
use std::fs::File;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn kmdf(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-kmdf"));
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    command.args(arguments).current_dir(root);
    command
}

/// Runs a command that must succeed in the folder of another driver, the bell; returns its output.
fn of_bell(arguments: &[&str]) -> String {
    let bell = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bell/src");
    let output = kmdf(arguments).current_dir(bell).output().expect("it starts");
    assert!(output.status.success(), "{arguments:?}: {}", error(&output));
    String::from_utf8(output.stdout).expect("text")
}

/// The JSON objects in the lines of an output.
fn json(output: &str) -> Vec<Value> {
    output.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn closed_standard_output_ends_each_command_without_panic() {
    for arguments in [&["infverif"][..], &["doctor"], &["--help"]] {
        let mut command = kmdf(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(error(&output), "", "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_fails_the_command_with_an_error() {
    for arguments in [["infverif"], ["doctor"]] {
        let full = File::options().write(true).open("/dev/full").expect("Linux has it");
        let output = kmdf(&arguments).stdout(full).output().expect("it starts");
        let error = error(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {error}");
        assert!(error.starts_with("error: cannot write to standard output: "), "{error}");
    }
}

#[test]
fn package_with_a_missing_certificate_fails_before_it_builds() {
    let arguments = ["package", "--certificate", "none.pem", "--key", "none.key"];
    let output = kmdf(&arguments).output().expect("it starts");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert!(error(&output).starts_with("error: cannot read none.pem"), "{}", error(&output));
}

#[test]
fn driver_is_that_of_the_current_folder_or_of_the_named_manifest() {
    let bell = of_bell(&["infverif"]);
    assert!(bell.starts_with("silver_bell.inx, stamped for amd64: 0 errors"), "{bell}");
    let echo = of_bell(&["infverif", "--manifest-path", "../../../../Cargo.toml"]);
    assert!(echo.starts_with("echo.inx, stamped for amd64: 0 errors"), "{echo}");
}

#[test]
fn name_of_the_subcommand_from_cargo_is_skipped() {
    assert_eq!(of_bell(&["kmdf", "infverif"]), of_bell(&["infverif"]));
}

#[test]
fn stamp_writes_the_inf_to_standard_output_or_a_file() {
    let values =
        ["stamp", "--arch", "arm64", "--date", "2026-05-06", "--driver-version", "7.8.9.1"];
    let inf = of_bell(&values);
    assert!(inf.contains("DriverVer   = 05/06/2026,7.8.9.1\r\n"), "{inf}");
    assert!(inf.contains("%Provider% = Models, NTarm64.10.0...19041\r\n"), "{inf}");
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/stamped.inf");
    let told = of_bell(&[&values[..], &["--output", file, "--message-format", "json"]].concat());
    assert_eq!(std::fs::read_to_string(file).expect("the file"), inf);
    let [told] = &json(&told)[..] else { panic!("{told}") };
    assert_eq!((&told["reason"], &told["path"]), (&"stamped".into(), &file.into()));
    let told = of_bell(&[&values[..], &["--message-format", "json"]].concat());
    let [told] = &json(&told)[..] else { panic!("{told}") };
    assert_eq!((&told["reason"], &told["text"]), (&"stamped".into(), &inf.into()));
}

/// The limit on the size of a file stands for the end of the disk: 1 block of 512 or 1024 bytes.
#[cfg(unix)]
#[test]
fn file_that_does_not_fit_on_the_disk_is_removed() {
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/cut.inf");
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec {} stamp --output {file}",
        env!("CARGO_BIN_EXE_cargo-kmdf")
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let output = shell.output().expect("it starts");
    assert_eq!(output.status.code(), Some(1), "{}", error(&output));
    assert!(error(&output).starts_with(&format!("error: cannot write {file}: ")), "{output:?}");
    assert!(!std::path::Path::new(file).exists());
}

#[test]
fn version_of_a_stamped_inf_is_that_of_the_package() {
    let inf = of_bell(&["stamp", "--date", "2026-05-06"]);
    assert!(inf.contains("DriverVer   = 05/06/2026,2.3.4.0\r\n"), "{inf}");
}

#[test]
fn json_has_a_result_on_each_line() {
    let checked = json(&of_bell(&["infverif", "--message-format", "json"]));
    assert_eq!(checked.len(), 2);
    assert!(checked.iter().all(|line| line["reason"] == "checked" && line["errors"] == 0));
    let output = kmdf(&["doctor", "--message-format", "json"]).output().expect("it starts");
    let needs = json(&String::from_utf8_lossy(&output.stdout));
    assert!(needs.iter().any(|need| need["name"] == "clang" && need["reason"] == "need"));
}

#[test]
fn finding_in_json_has_its_line_and_code() {
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/faulty.inf");
    let inf = of_bell(&["stamp"]).replace("PnpLockdown", ";");
    std::fs::write(file, inf).expect("a file");
    let output = kmdf(&["infverif", file, "--message-format", "json"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let lines = json(&String::from_utf8_lossy(&output.stdout));
    let finding = &lines[0];
    assert_eq!((&finding["reason"], &finding["code"]), (&"finding".into(), &1324.into()));
    assert_eq!((&finding["line"], &finding["is-error"]), (&1.into(), &true.into()));
}

#[test]
fn quiet_command_prints_findings_only() {
    assert_eq!(of_bell(&["infverif", "--quiet"]), "");
}

#[test]
fn build_says_first_what_it_builds() {
    // Without a compiler the build ends at once.
    let output = kmdf(&["build"]).env("RUSTC", "no-such-rustc").output().expect("it starts");
    assert!(!output.status.success());
    let error = error(&output);
    assert!(error.starts_with("building echo.sys for "), "{error}");
}
