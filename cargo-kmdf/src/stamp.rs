//! `cargo kmdf stamp`: makes an INF from a template, as stampinf does.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use serde_json::json;

use crate::driver::Driver;
use crate::image::folder;
use crate::package::stamp::{self, Stamp, stamp_bytes};
use crate::print::Output;
use crate::target::Arch;

/// The arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The architecture
    #[arg(long, value_enum, default_value = "x64")]
    pub arch: Arch,
    /// The date and the version.
    #[command(flatten)]
    pub values: stamp::DriverVer,
    /// Write the INF to this file; by default to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The template; by default the driver's own
    pub template: Option<PathBuf>,
}

/// Stamps the template, and writes the INF.
///
/// # Errors
/// If the template cannot be read or stamped, or the INF cannot be written.
pub fn run(driver: &Driver, options: &Options, output: Output) -> anyhow::Result<()> {
    let template = options.template.clone().map_or_else(|| driver.template(), Ok)?;
    let values = Stamp::of(driver, options.arch, &options.values)?;
    let text =
        fs::read(&template).with_context(|| format!("cannot read {}", template.display()))?;
    let inf = stamp_bytes(&text, &values)
        .with_context(|| format!("cannot stamp {}", template.display()))?;
    let driver_ver = values.driver_ver();
    let Some(file) = &options.output else {
        if output == Output::Json {
            let text = String::from_utf8(inf).context(
                "the INF is not UTF-8, which JSON needs: write the INF to a file with --output",
            )?;
            let json = || json!({"reason": "stamped", "path": null, "driver-ver": driver_ver, "text": text});
            return output.result(format_args!(""), json);
        }
        let mut stdout = io::stdout().lock();
        return stdout
            .write_all(&inf)
            .and_then(|()| stdout.flush())
            .context("cannot write to standard output");
    };
    folder::write(file, &inf)?;
    output.result(
        format_args!("{}: DriverVer {driver_ver}", file.display()),
        || json!({"reason": "stamped", "path": file, "driver-ver": driver_ver}),
    )
}
