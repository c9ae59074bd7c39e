//! `cargo kmdf infverif`: what `InfVerif` rejects in INF files, on a machine without the WDK.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use kmdf_inf::checks::{Finding, Mode, Severity, check};
use serde_json::json;

use crate::driver::Driver;
use crate::package::stamp::{self, Stamp, stamp_bytes};
use crate::print::Output;
use crate::target::Arch;

/// The arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The mode of `InfVerif`.
    #[arg(
        long,
        default_value_t,
        help = "The mode of InfVerif: k (declarative), u (universal) or w (Windows driver)"
    )]
    pub mode: Mode,
    /// The INF files, and templates (.inx), which are stamped for each architecture; by default
    /// the driver's own template
    pub files: Vec<PathBuf>,
}

/// Checks INF files and reports their faults; fails if one is an error. A template (`.inx`) is
/// stamped for each architecture first, with the versions of the driver, which only templates need.
///
/// # Errors
/// If a file cannot be read, or a template cannot be stamped.
pub fn run(
    driver: impl Fn() -> anyhow::Result<Driver>,
    options: &Options,
    output: Output,
) -> anyhow::Result<ExitCode> {
    let mut run = Run { mode: options.mode, output, valid: true };
    if options.files.is_empty() {
        let driver = driver()?;
        run.template(&driver.template()?, &driver.file("inx"), &driver)?;
    }
    for file in &options.files {
        let name = file.display().to_string();
        if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("inx")) {
            run.template(file, &name, &driver()?)?;
        } else {
            run.report(&name, "", &check(&read(file)?, run.mode))?;
        }
    }
    Ok(if run.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The state of a run.
struct Run {
    mode: Mode,
    output: Output,
    /// Whether no finding was an error.
    valid: bool,
}

impl Run {
    /// Checks what stampinf makes of a template for each architecture.
    fn template(&mut self, file: &Path, name: &str, driver: &Driver) -> anyhow::Result<()> {
        let template = read(file)?;
        for arch in Arch::ALL {
            let values = Stamp::of(driver, arch, &stamp::DriverVer::default())?;
            let inf = stamp_bytes(&template, &values)
                .with_context(|| format!("cannot stamp {}", file.display()))?;
            let stamped = format!(", stamped for {}", arch.inf_name());
            self.report(name, &stamped, &check(&inf, self.mode))?;
        }
        Ok(())
    }

    /// Reports the findings and how many there are.
    fn report(&mut self, file: &str, stamped: &str, findings: &[Finding]) -> anyhow::Result<()> {
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        let errors = findings.iter().filter(is_error).count();
        for finding in findings {
            self.output.finding(format_args!("{}", finding.in_file(file)), || {
                json!({
                    "reason": "finding",
                    "file": file,
                    "line": finding.line,
                    "is-error": is_error(&finding),
                    "code": finding.code,
                    "message": finding.message,
                })
            })?;
        }
        let (warnings, mode) = (findings.len() - errors, self.mode);
        let (error_count, warning_count) = (count(errors, "error"), count(warnings, "warning"));
        self.output.result(
            format_args!("{file}{stamped}: {error_count}, {warning_count} (InfVerif {mode})"),
            || json!({"reason": "checked", "file": file, "errors": errors, "warnings": warnings}),
        )?;
        self.valid &= errors == 0;
        Ok(())
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
