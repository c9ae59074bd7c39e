//! `cargo kmdf infverif`: what `InfVerif` rejects in INF files, on a machine without the WDK.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use kmdf_inf::checks::{Finding, Mode, Severity, check};

use crate::driver::Driver;
use crate::package::stamp::{Stamp, stamp};
use crate::package::version::{Date, DriverVersion};
use crate::paths;
use crate::print::say;
use crate::target::Arch;

/// Checks INF files and prints their faults; fails if one is an error. A template (`.inx`) is
/// stamped for each architecture first, with the versions of this driver. If no file is named, the
/// driver's own template is checked.
///
/// # Errors
/// If a file cannot be read, or a template cannot be stamped.
pub fn run(files: &[PathBuf], mode: Mode) -> anyhow::Result<ExitCode> {
    if files.is_empty() {
        return Ok(code(check_file(&paths::root().join("echo.inx"), "echo.inx", mode)?));
    }
    let mut valid = true;
    for file in files {
        valid &= check_file(file, &file.display().to_string(), mode)?;
    }
    Ok(code(valid))
}

fn code(valid: bool) -> ExitCode {
    if valid { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Checks a file and prints its faults under a name; true if none is an error.
fn check_file(file: &Path, name: &str, mode: Mode) -> anyhow::Result<bool> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    if !file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("inx")) {
        return report(name, "", mode, &check(&bytes, mode));
    }
    let infs = stamped(&bytes).with_context(|| format!("cannot stamp {}", file.display()))?;
    let mut valid = true;
    for (architecture, inf) in infs {
        let stamped = format!(", stamped for {architecture}");
        valid &= report(name, &stamped, mode, &check(&inf, mode))?;
    }
    Ok(valid)
}

/// What stampinf makes of a template for each architecture.
fn stamped(template: &[u8]) -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    let kmdf = Driver::read(&paths::root())?.kmdf_version()?;
    let mut infs = Vec::new();
    for arch in Arch::ALL {
        let values = Stamp {
            architecture: arch.inf_name().to_owned(),
            kmdf: kmdf.clone(),
            date: Date::of_the_build()?,
            version: DriverVersion::of_the_package()?,
        };
        infs.push((arch.inf_name(), stamp_bytes(template, &values)?));
    }
    Ok(infs)
}

/// Stamps a template and keeps its encoding, which is checked too.
fn stamp_bytes(template: &[u8], values: &Stamp) -> anyhow::Result<Vec<u8>> {
    let Some(units) = template.strip_prefix(&[0xff, 0xfe]) else {
        // A character for each byte, whatever the code page is.
        let text: String = template.iter().copied().map(char::from).collect();
        let inf = stamp(&text, values)?;
        return Ok(inf.chars().filter_map(|character| u8::try_from(character).ok()).collect());
    };
    let units: Vec<_> = units.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect();
    let inf = stamp(&String::from_utf16_lossy(&units), values)?;
    Ok(std::iter::once(0xfeff).chain(inf.encode_utf16()).flat_map(u16::to_le_bytes).collect())
}

/// Prints the findings and how many there are; true if none is an error.
fn report(file: &str, stamped: &str, mode: Mode, findings: &[Finding]) -> anyhow::Result<bool> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    for finding in findings {
        say!("{}", finding.in_file(file))?;
    }
    let warnings = findings.len() - errors;
    say!(
        "{file}{stamped}: {}, {} (InfVerif {mode})",
        count(errors, "error"),
        count(warnings, "warning")
    )?;
    Ok(errors == 0)
}

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
