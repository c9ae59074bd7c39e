//! The page of the differences between the recordings of the real framework and the host.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use cargo_kmdf::image::folder;
use cargo_kmdf::print::say;
use cargo_kmdf::{process, toolchain};

use crate::paths;

/// The environment variable that names the folder for the findings of each test: `FOLDER` in
/// `kmdf_host_recordings`.
const VARIABLE: &str = "KMDF_HOST_DIFFERENCES";

/// The tests that compare recordings with the host: the arguments of `cargo test`.
const TESTS: [&[&str]; 2] = [
    &["--package", "kmdf-host", "--test", "host", "--", "fidelity::", "scripted::"],
    &["--package", "echo-recordings", "--test", "this_build"],
];

/// The page.
///
/// # Errors
/// If a test fails, or leaves a line of another form.
pub fn differences() -> Result<Vec<u8>> {
    let findings = paths::target().join("docs").join("differences");
    folder::make_folder(&findings)?;
    for file in folder::files(&findings)? {
        folder::remove_file(&findings.join(file))?;
    }
    for arguments in TESTS {
        say!("+ cargo test {}", arguments.join(" "))?;
        let mut cargo = Command::new(toolchain::cargo());
        cargo.args(["test", "--quiet", "--locked"]).args(arguments);
        cargo.current_dir(paths::root()).env(VARIABLE, &findings);
        process::output(&mut cargo, "the replay of the recordings")?;
    }
    let mut text = String::new();
    for file in folder::files(&findings)? {
        let file = findings.join(file);
        text += &String::from_utf8(folder::read(&file)?)
            .with_context(|| format!("expected UTF-8 in {}", file.display()))?;
    }
    page(&text)
}

/// The page of the findings: lines of a recording, a tab and a reason, which is empty for the
/// recording itself.
fn page(findings: &str) -> Result<Vec<u8>> {
    let mut recordings = BTreeSet::new();
    let mut reasons: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in findings.lines() {
        let (recording, why) = line
            .split_once('\t')
            .with_context(|| format!("expected a recording, a tab and a reason, found {line:?}"))?;
        if why.is_empty() {
            recordings.insert(recording);
        } else {
            reasons.entry(why).or_default().insert(recording);
        }
    }
    ensure!(!recordings.is_empty(), "expected compared recordings, found none");
    let differing: BTreeSet<&str> = reasons.values().flatten().copied().collect();
    let mut rows: Vec<_> = reasons.iter().collect();
    rows.sort_by_key(|(why, names)| (std::cmp::Reverse(names.len()), **why));
    let mut page = format!(
        "# Differences between the real framework and the host\n\n\
         Made by `cargo xtask docs --only differences`, from a run of the tests that replay the \
         recordings.\n\n\
         The host replays {all} recordings of KMDF 1.33. {equal} of them agree line by line. The others \
         agree line by line, except for rows with one of these {reasons} reasons. A difference that is not \
         listed fails the test, and so does a listed difference that no longer occurs.\n\n\
         | reason | recordings | drivers |\n|---|---:|---|\n",
        all = recordings.len(),
        equal = recordings.difference(&differing).count(),
        reasons = rows.len(),
    );
    for (why, names) in rows {
        writeln!(page, "| {why} | {} | {} |", names.len(), sets(names))?;
    }
    Ok(page.into_bytes())
}

/// The drivers of recordings: the first word of each name, without the digit before it.
fn sets(names: &BTreeSet<&str>) -> String {
    let driver = |name: &&str| {
        let word = name.split('-').next().unwrap_or_default();
        word.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
    };
    names.iter().map(driver).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
}
