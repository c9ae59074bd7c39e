//! `cargo xtask infverif`: what `InfVerif` would reject in INF files, on a machine without the WDK.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use kmdf_inf::checks::{Finding, Severity, check_bytes};

use crate::driver::Driver;
use crate::package::stamp::{Stamp, stamp};
use crate::package::version::{Date, DriverVersion};
use crate::paths;
use crate::print::say;
use crate::target::Arch;

/// Checks INF files and prints what is wrong with them; fails if one has an error. If none is
/// named, the driver's own is checked, stamped for each architecture.
///
/// # Errors
/// If a file cannot be read.
pub fn run(files: &[impl AsRef<Path>]) -> anyhow::Result<ExitCode> {
    let mut valid = true;
    for file in files {
        let file = file.as_ref();
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        valid &= report(&file.display().to_string(), "", &check_bytes(&bytes))?;
    }
    if files.is_empty() {
        let path = paths::root().join("echo.inx");
        let template =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let kmdf = Driver::read(&paths::root())?.kmdf_version()?;
        for arch in Arch::ALL {
            let architecture = arch.inf_name().to_owned();
            let stamped = format!(", stamped for {architecture}");
            let values = Stamp {
                architecture,
                kmdf: kmdf.clone(),
                date: Date::of_the_build()?,
                version: DriverVersion::of_the_package()?,
            };
            let inf = stamp(&template, &values)?;
            valid &= report("echo.inx", &stamped, &check_bytes(inf.as_bytes()))?;
        }
    }
    Ok(if valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the findings and how many there are; true if none is an error.
fn report(file: &str, stamped: &str, findings: &[Finding]) -> anyhow::Result<bool> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    for finding in findings {
        say!("{}", finding.in_file(file))?;
    }
    let warnings = findings.len() - errors;
    say!("{file}{stamped}: {}, {}", count(errors, "error"), count(warnings, "warning"))?;
    Ok(errors == 0)
}

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
