#[cfg(target_os = "linux")]
use std::fs::File;
use std::process::{Command, Output, Stdio};

fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments);
    command
}

fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn list_shows_each_step_with_its_command() {
    let output = xtask(&["ci", "--list"]).output().expect("it starts");
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success());
    let clippy = list.lines().find(|line| line.starts_with("clippy ")).expect("a step");
    let whole = "cargo clippy --workspace --all-targets --features echo-bench/beside --locked -- \
                 -D warnings";
    assert!(clippy.ends_with(whole));
}

#[test]
fn step_is_printed_before_it_runs_and_timed_after() {
    let output = xtask(&["ci", "--only", "top-level"]).output().expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    assert!(text.starts_with("+ cargo xtask ci --only top-level\n  top-level: "), "{text}");
    assert!(text.contains("all 1 steps passed"), "{text}");
}

#[test]
fn unknown_step_is_refused_with_the_command_that_lists_them() {
    let output = xtask(&["ci", "--only", "lint"]).output().expect("it starts");
    assert!(!output.status.success());
    assert!(error(&output).contains("no step lint; cargo xtask ci --list"), "{}", error(&output));
}

#[test]
fn closed_standard_output_ends_the_command_without_panic() {
    let mut command = xtask(&["ci", "--list"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(!error(&output).contains("panicked"), "{}", error(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_fails_the_command_with_an_error() {
    for arguments in [&["ci", "--list"][..], &["docs", "--list"]] {
        let full = File::options().write(true).open("/dev/full").expect("Linux has it");
        let output = xtask(arguments).stdout(full).output().expect("it starts");
        let error = error(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {error}");
        assert!(error.starts_with("error: cannot write to standard output: "), "{error}");
    }
}
