//! Failing output: a closed pipe ends the app quietly, a full disk is an error.

use std::io::pipe;
#[cfg(any(not(windows), hosted))]
use std::io::{BufRead, BufReader};

use crate::running::{Finished, Running, echoapp, run};

/// A run whose standard output is a closed pipe.
fn unread(arguments: &[&str]) -> Finished {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    Running::start(echoapp(arguments).stdout(writer)).finish()
}

#[test]
fn closed_pipe_ends_help_and_version_quietly() {
    for argument in ["--help", "--version"] {
        let finished = unread(&[argument]);
        assert_eq!(finished.complaints, "", "{argument}");
        assert_eq!(finished.code, Some(0), "{argument}");
    }
}

#[cfg(any(not(windows), hosted))]
#[test]
fn closed_pipe_ends_each_mode_quietly() {
    let runs: [(&[&str], i32); 4] = [
        (&["--device", "1"], 1),
        (&["--device", "1", "-Async"], 1),
        (&["--device", "1", "--trace"], 1),
        (&["--list"], 0),
    ];
    for (arguments, code) in runs {
        let finished = unread(arguments);
        assert_eq!(finished.complaints, "", "{arguments:?}");
        assert_eq!(finished.code, Some(code), "{arguments:?}");
    }
}

#[cfg(any(not(windows), hosted))]
#[test]
fn pipe_closed_after_one_line_ends_an_endless_run() {
    let (reader, writer) = pipe().expect("a pipe");
    let mut command = echoapp(&["-Async", "0", "--device", "2", "--period-ms", "1"]);
    let running = Running::start(command.stdout(writer));
    // The command keeps a copy of the writing end. Only the reading end must close.
    let mut line = String::new();
    BufReader::new(reader).read_line(&mut line).expect("a line");
    assert!(line.starts_with("DevicePath: "));
    let finished = running.finish();
    assert_eq!(finished.complaints, "");
    assert!(finished.code.is_some());
}

#[test]
fn closed_standard_error_leaves_the_exit_code() {
    let closed = || {
        let (reader, writer) = pipe().expect("a pipe");
        drop(reader);
        writer
    };
    let code = |arguments: &[&str]| {
        let mut command = echoapp(arguments);
        command.stdout(closed()).stderr(closed());
        command.status().expect("the app runs").code()
    };
    assert_eq!(code(&["--nonsense"]), Some(2));
    assert_eq!(code(&["--device", "no-such-path"]), Some(1));
    #[cfg(any(not(windows), hosted))]
    assert_eq!(code(&[]), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_is_an_error_and_exits_with_one() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let finished = Running::start(echoapp(&["--device", "1"]).stdout(full)).finish();
    assert_eq!(finished.code, Some(1));
    assert!(finished.complaints.starts_with("error: cannot write to standard output: "));
}

#[test]
fn control_characters_in_arguments_are_not_printed() {
    // A build for Windows opens a real device, and names the device only if there is one.
    #[cfg(any(not(windows), hosted))]
    for arguments in [["--device", "\u{1B}[31m"], ["--sys", "\u{1B}[31m"]] {
        let finished = run(&arguments);
        assert!(finished.complaints.contains(r"\u{1b}[31m"), "{finished:#?}");
        assert!(!finished.complaints.contains('\u{1B}'), "{finished:#?}");
    }
    let finished = run(&["--\u{1B}[31m"]);
    assert!(!finished.complaints.contains('\u{1B}'), "{finished:#?}");
}
