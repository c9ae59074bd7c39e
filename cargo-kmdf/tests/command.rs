//! The command as a program: output that cannot be written, and arguments that cannot serve.

#[cfg(target_os = "linux")]
use std::fs::File;
use std::process::{Command, Output, Stdio};

fn kmdf(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-kmdf"));
    command.args(arguments);
    command
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
