//! What an echo costs inside the release image.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use cargo_kmdf::image::{self, folder};
use cargo_kmdf::print::Output;
use cargo_kmdf::target::{Arch, Profile};
use cargo_kmdf::{process, toolchain};

use super::sizes::grouped;
use crate::paths;
use crate::tools::VALGRIND;

/// The numbers of echoes of the two runs. Their difference leaves out what happens once.
const ECHOES: [u64; 2] = [20, 40];

const TITLE: &str = "# What an echo costs inside the image

Made by `cargo xtask measure`, on x86-64 Linux.

An echo is a write of 512 bytes, the tick that completes the write, a read, and the tick that completes the
read. The table counts the instructions of the x64 release image that the processor executes (callgrind),
without those of the framework and the kernel; the image's calls to both; and the allocations of pool. The
numbers are exact: they do not depend on the computer, but on the compiler.

| variant | instructions | calls | allocations |
|---|---:|---:|---:|
";

/// The page.
///
/// # Errors
/// If valgrind is missing, the image cannot be built, or a run fails.
pub fn measured() -> Result<Vec<u8>> {
    let image = image::build(&paths::driver()?, Arch::X64, Profile::Release, Output::Text)?;
    let program = program()?;
    let mut page = TITLE.to_owned();
    for variant in ["AutoSync", "DriverSync"] {
        let [fewer, more] = ECHOES;
        let (first, _) = run(&program, &image, variant, fewer)?;
        let (second, printed) = run(&program, &image, variant, more)?;
        let echoes = more - fewer;
        let instructions = second.checked_sub(first).filter(|more| more % echoes == 0);
        let instructions =
            instructions.context("expected the same number of instructions for every echo")?;
        let [calls, allocations] = numbers(&printed)?;
        let instructions = instructions / echoes;
        writeln!(page, "| {variant} | {instructions} | {calls} | {allocations} |")?;
    }
    let size = image::size(&image)?;
    write!(
        page,
        "\nThe image has {} bytes, {} without its version resource.\n",
        grouped(size.file),
        grouped(size.file - size.resources)
    )?;
    Ok(page.into_bytes())
}

/// Builds the program that runs echoes, and returns its path.
fn program() -> Result<std::path::PathBuf> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["build", "--locked", "--package", "echo-support", "--example", "echoes"])
        .current_dir(paths::root());
    process::run(&mut cargo, "building the program that runs echoes")?;
    Ok(paths::target().join("debug/examples/echoes"))
}

/// Runs echoes; returns the instructions of the image, and what the program printed.
fn run(program: &Path, image: &Path, variant: &str, echoes: u64) -> Result<(u64, String)> {
    let made = paths::target().join("docs");
    folder::make_folder(&made)?;
    let profile = made.join("echoes.callgrind");
    let mut valgrind = Command::new(VALGRIND.path()?);
    valgrind
        .args(["--quiet", "--tool=callgrind"])
        .arg([OsStr::new("--callgrind-out-file="), profile.as_os_str()].join(OsStr::new("")))
        .args([program, image])
        .args([variant, &echoes.to_string()]);
    let printed = process::output(&mut valgrind, "counting instructions")?;
    let profile = String::from_utf8(folder::read(&profile)?).context("a profile is text")?;
    let instructions = outside_of_files(&profile);
    ensure!(instructions > 0, "found no instruction of the image in the profile of callgrind");
    Ok((instructions, printed))
}

fn numbers(printed: &str) -> Result<[u64; 2]> {
    let numbers = printed.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    let count = numbers.len();
    numbers.try_into().ok().with_context(|| format!("expected two numbers, found {count}"))
}

/// The instructions in code that belongs to no object file: those of the image, which the host maps by
/// itself.
///
/// A line `ob=(1) name` begins the code of an object file, and a later `ob=(1)` continues it. A line of
/// numbers ends with a count of instructions. The one behind a line `calls=` counts those of the called
/// function, which has lines of its own (Valgrind User Manual, "Callgrind Format Specification").
fn outside_of_files(profile: &str) -> u64 {
    let (mut names, mut is_outside, mut is_call, mut sum) = (HashMap::new(), false, false, 0);
    for line in profile.lines() {
        if let Some(object) = line.strip_prefix("ob=").or_else(|| line.strip_prefix("cob=")) {
            let (number, name) = object.split_once(' ').unwrap_or((object, ""));
            if !name.is_empty() {
                names.insert(number, name);
            }
            if line.starts_with("ob=") {
                is_outside = names.get(number) == Some(&"???");
            }
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let count = line.rsplit(' ').next().and_then(|count| count.parse::<u64>().ok());
            if is_outside && !is_call {
                sum += count.unwrap_or(0);
            }
            is_call = false;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::outside_of_files;

    #[test]
    fn instructions_of_object_files_and_of_called_functions_are_left_out() {
        let profile = "events: Ir\n\n\
            ob=(1) /bin/program\nfn=(1) main\n16 100\n\
            ob=(2) ???\nfn=(2) 0x1000\n0 7\ncob=(1)\ncfn=(1)\ncalls=1 16\n* 1000\n+3 5\n\
            ob=(1)\nfn=(1)\n17 50\n\
            ob=(2)\nfn=(2)\n0 1\ntotals: 163\n";
        assert_eq!(outside_of_files(profile), 13);
    }
}
