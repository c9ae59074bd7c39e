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
        ["--mutants <FILE.md>", "--only <MUTANT>", "--keep-going", "--memory <SIZE>", "Exit codes"]
    {
        assert!(help.contains(option), "{option} is missing in {help}");
    }
}

/// A driver that reads address 0 in its entry point fails every scenario.
#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn keep_going_runs_the_scenarios_after_a_crash() {
    use kmdf_host_images::{code::Code, synthetic::Image};

    let image = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("crashes-at-once.sys");
    // xor eax, eax; mov eax, [rax]
    let file = Image::new(&Code::new().raw(&[0x31, 0xC0, 0x8B, 0x00])).file();
    std::fs::write(&image, file).expect("a file in the folder for tests");
    let image = image.to_str().expect("a path in Unicode");
    let both = ["--scenario", "limits,lengths", "--variant", "auto-sync", "--sys", image];
    for (more, failures) in [(&["--keep-going"][..], 2), (&[], 1)] {
        let output = run(&[&both[..], more].concat());
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{text}");
        let crashes = text.matches("access violation reading 0x0").count();
        assert!(crashes >= failures, "{text}");
        assert_eq!(text.matches("\nWRONG: ").count(), failures, "{text}");
        let summary = text.split_once(&format!("\n{failures} of {failures} results are failures:"));
        let (_, names) = summary.unwrap_or_else(|| panic!("the summary is missing in {text}"));
        assert_eq!(names.matches(" as auto-sync: ").count(), failures, "{text}");
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
fn memory_limit_without_a_size_or_with_an_unknown_unit_is_refused() {
    for size in ["0", "GiB", "1GB", "99999999999GiB"] {
        let parts = ["--memory <SIZE>", size, "B, KiB, MiB or GiB, such as 512MiB"];
        refuses(&[&QUICK[..], &["--memory", size]].concat(), &parts);
    }
}

#[test]
fn scenario_beyond_its_memory_says_so_and_is_still_exhausted() {
    let small = ["--scenario", "stop_and_start_active", "--variant", "auto-sync", "--threads", "2"];
    let output = run(&[&small[..], &["--memory", "1KiB"]].concat());
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains(" exhausted ") && out.contains("met its memory limit of 1024"), "{out}");
}

#[test]
fn number_of_threads_that_is_no_number_from_1_is_refused() {
    for threads in ["0", "two", "1000"] {
        let parts = ["--threads <THREADS>", threads];
        refuses(&[&QUICK[..], &["--threads", threads]].concat(), &parts);
    }
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

/// The path of a file for a test.
fn scratch(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    path.to_str().expect("a path in Unicode").to_owned()
}

/// Explores two scenarios in shards, each in a process of its own. Returns the files.
fn shards(count: u32, name: &str, more: &[&str]) -> Vec<String> {
    let both = ["--scenario", "tick_and_cancel,remove_active", "--variant", "auto-sync"];
    let shard = |number| {
        let (shard, file) =
            (format!("{number}/{count}"), scratch(&format!("{name}-{number}.json")));
        let output = run(&[&both[..], more, &["--shard", &shard, "--out", &file]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        file
    };
    (1..=count).map(shard).collect()
}

/// Checks that a merge of these files is refused with an error that has these parts.
#[track_caller]
fn does_not_merge(files: &[&str], parts: &[&str]) {
    refuses(&[&["merge"], files].concat(), parts);
}

#[test]
fn merged_shards_have_the_table_of_one_process() {
    let table = scratch("unsharded.md");
    let both = ["--scenario", "tick_and_cancel,remove_active", "--variant", "auto-sync"];
    assert!(run(&[&both[..], &["--table", &table]].concat()).status.success());
    // Two shards have a scenario each; of five, each has a part of both.
    for count in [2, 5] {
        let files = shards(count, &format!("of-{count}"), &[]);
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let output = run(&[&["merge", "--against", &table][..], &files].concat());
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("nothing was wrong"), "{text}");
    }
    let text = std::fs::read_to_string(&table).expect("the table");
    std::fs::write(&table, text.replace("exhausted |", "not all |")).expect("the table");
    let file = &shards(1, "of-1", &[])[0];
    let output = run(&["merge", "--against", &table, file]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!((output.status.code(), text.matches("not as in").count()), (Some(1), 2), "{text}");
}

#[test]
fn shard_that_does_not_exist_is_refused() {
    for shard in ["3/0", "17/16", "0/4", "3"] {
        refuses(&["--shard", shard], &[shard, "expected NUMBER/COUNT", "such as 3/16"]);
    }
    refuses(&["--shard", "1/2", "--budget", "9"], &["--budget without --strategy"]);
    refuses(&["--shard", "1/2", "--table", "table.md"], &["--table", "cannot be used with"]);
}

#[test]
fn files_that_make_no_whole_are_refused() {
    let files = shards(2, "whole", &[]);
    let [one, other] = [&*files[0], &*files[1]];
    does_not_merge(&[one], &["the results of shard 2/2 are missing", "add its file"]);
    does_not_merge(&[one, other, one], &["found shard 1/2 twice"]);
    does_not_merge(&[one, "none.json"], &["none.json: "]);
    let text = std::fs::read_to_string(other).expect("a file");
    let changed = scratch("changed.json");
    let change = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        std::fs::write(&changed, text.replace(from, to)).expect("a file in the folder for tests");
    };
    let refused =
        |parts: &[&str]| does_not_merge(&[one, &changed], &[&[&*changed], parts].concat());
    change("\"source\": \"", "\"source\": \"0");
    refused(&["other sources", "on one commit"]);
    change("\"format\": 1", "\"format\": 2");
    refused(&["found no results of a shard in format 1", "explore --shard has written"]);
    change("\"ends\": \"", "\"ends\": \"0");
    refused(&["found no results of a shard in format 1"]);
    let more = shards(2, "seconds", &["--seconds", "1000"]);
    does_not_merge(&[one, &more[1]], &["seconds 1000", "seconds none", "the same options"]);
}
