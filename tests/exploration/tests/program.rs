//! The program `explore` with invalid arguments, and with output that cannot be written.
#![cfg(any(not(windows), hosted))]

use std::process::{Command, Output, Stdio};

fn explore(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_explore"));
    program.args(arguments);
    program
}

fn run(arguments: &[&str]) -> Output {
    explore(arguments).output().expect("the program starts")
}

/// Checks that arguments are refused before a scenario runs: the exit code is 2, and the error has
/// these parts.
#[track_caller]
fn refuses(arguments: &[&str], parts: &[&str]) {
    let output = run(arguments);
    let (out, error) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{out}{error}");
    for part in parts {
        assert!(error.contains(part), "{part:?} is missing in {error}");
    }
    assert!(!out.contains("schedules in"), "it has run: {out}");
}

const QUICK: [&str; 4] = ["--scenario", "lengths", "--variant", "auto-sync"];

#[test]
fn table_or_timeline_in_a_missing_folder_is_refused_before_the_run() {
    for option in ["--table", "--timeline"] {
        let arguments = [&QUICK[..], &[option, "no-such-folder/file"]].concat();
        refuses(&arguments, &[option, "there is no folder no-such-folder", "make the folder"]);
    }
    refuses(&["--mutants", "no-such-folder/file"], &["there is no folder no-such-folder"]);
}

#[test]
fn scenario_runs_with_another_inf_and_refuses_one_of_another_device() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let utf_16 = |text: &str| -> Vec<u8> {
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("a file in the folder for tests");
        path.to_str().expect("a path in Unicode").to_owned()
    };
    let same = file("same.inf", &utf_16(echo_support::INF));
    let replay = |inf: &str| run(&[&QUICK[..], &["--replay", "-", "--inf", inf]].concat());
    let output = replay(&same);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    refuses(&[&QUICK[..], &["--inf", "none.inf"]].concat(), &["--inf none.inf: cannot be read"]);
}

#[test]
fn replay_of_a_decision_that_the_run_never_reaches_is_refused() {
    let core = ["--scenario", "core", "--variant", "auto-sync", "--replay"];
    for schedule in ["9999=clock", "1=nobody"] {
        let arguments = [&core[..], &[schedule]].concat();
        refuses(&arguments, &[schedule, "changes nothing", "expected", "the run took -"]);
    }
    assert_eq!(run(&[&core[..], &["-"]].concat()).status.code(), Some(0));
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_run_with_the_table_of_the_results_so_far() {
    use std::io::{BufRead, BufReader};

    let table = std::env::temp_dir().join(format!("explore-{}.md", std::process::id()));
    let mut program = explore(&["--strategy", "random", "--budget", "1000000000", "--table"]);
    let mut child = program.arg(&table).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut heading = String::new();
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    lines.read_line(&mut heading).expect("it prints a heading");
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let text = std::fs::read_to_string(&table).expect("the table was written");
    std::fs::remove_file(&table).expect("the table can be removed");
    assert!(text.contains("| scenario | variant |"), "{text}");
}

#[test]
fn help_names_the_mutants_and_how_to_keep_going() {
    let help = String::from_utf8(run(&["--help"]).stdout).expect("UTF-8");
    for option in
        ["--mutants <FILE.md>", "--only <MUTANT>", "--keep-going", "--memory <MIB>", "Exit codes"]
    {
        assert!(help.contains(option), "{option} is missing in {help}");
    }
}

#[test]
fn progress_is_printed_to_no_terminal_only_if_asked_for() {
    let without = run(&QUICK);
    assert_eq!(String::from_utf8_lossy(&without.stderr), "");
    let with = run(&[&QUICK[..], &["--progress"]].concat());
    // The lines name the time that each run took.
    let lines = |output: &Output| output.stdout.split(|byte| *byte == b'\n').count();
    assert_eq!(lines(&with), lines(&without));
    let text = String::from_utf8_lossy(&with.stderr).into_owned();
    let parts = [" schedules, ", " a second, ", " states, ", " MiB, "];
    let is_line = |line: &str| parts.iter().all(|part| line.contains(part));
    assert!(!text.is_empty() && text.lines().all(is_line), "{text}");
}

#[test]
fn memory_limit_without_a_size_is_refused() {
    refuses(&[&QUICK[..], &["--memory", "0"]].concat(), &["--memory <MIB>"]);
}

#[test]
fn closed_standard_output_ends_the_program_without_a_panic() {
    let mut program = explore(&["--list"]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    program.stdout(writer).stderr(Stdio::piped());
    let output = program.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
#[cfg(target_os = "linux")]
fn full_disk_below_standard_output_is_reported_without_a_panic() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let output = explore(&["--list"]).stdout(full).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.starts_with("error: standard output: "), "{error}");
}
