//! Makes an INF from its template, as stampinf does in a build with the WDK.
//!
//! Source of the replacements: "stampinf command options". The lines end in CR LF whatever the
//! template has, so the file and its hash are the same on every machine.

use anyhow::bail;

use super::version::{Date, DriverVersion};
use crate::driver::Driver;
use crate::target::Arch;

/// The choice of `DriverVer`, the date and the version, on a command line.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DriverVer {
    /// The version in `DriverVer`; by default the package's
    #[arg(long, value_name = "W.X.Y.Z")]
    pub driver_version: Option<DriverVersion>,
    /// The date in `DriverVer`; by default that of `SOURCE_DATE_EPOCH`, else today (UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
}

/// The values for the template.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// For `$ARCH$`: `amd64` or `arm64`.
    pub architecture: String,
    /// For `$KMDFVERSION$`: the framework version that the driver is built for, such as `1.31`.
    pub kmdf: String,
    /// The date of `DriverVer`.
    pub date: Date,
    /// The version of `DriverVer`.
    pub version: DriverVersion,
}

impl Stamp {
    /// The values for a driver.
    ///
    /// # Errors
    /// If the manifest has no version that an INF can have, or `SOURCE_DATE_EPOCH` is no time.
    pub fn of(driver: &Driver, arch: Arch, chosen: &DriverVer) -> anyhow::Result<Self> {
        let version = || DriverVersion::of_the_package(&driver.version());
        Ok(Self {
            architecture: arch.inf_name().to_owned(),
            kmdf: driver.kmdf_version()?,
            date: chosen.date.map_or_else(Date::of_the_build, Ok)?,
            version: chosen.driver_version.map_or_else(version, Ok)?,
        })
    }

    /// The value of `DriverVer`.
    #[must_use]
    pub fn driver_ver(&self) -> String {
        format!("{},{}", self.date, self.version)
    }
}

/// Puts the values into the bytes of a template and keeps its encoding, UTF-16 or any code page.
///
/// # Errors
/// If `[Version]` has no `DriverVer`, or the template has another variable.
pub fn stamp_bytes(template: &[u8], values: &Stamp) -> anyhow::Result<Vec<u8>> {
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

/// Puts the values into the text of a template.
///
/// # Errors
/// If `[Version]` has no `DriverVer`, or the template has another variable.
pub fn stamp(template: &str, values: &Stamp) -> anyhow::Result<String> {
    let driver_ver = values.driver_ver();
    let mut inf = String::with_capacity(template.len() + template.lines().count());
    let (mut in_version, mut stamped) = (false, false);
    for (line, number) in template.lines().zip(1..) {
        let mut line =
            line.replace("$ARCH$", &values.architecture).replace("$KMDFVERSION$", &values.kmdf);
        let code = without_comment(&line).trim();
        if let Some(section) = code.strip_prefix('[') {
            in_version = section.trim_end_matches(']').eq_ignore_ascii_case("Version");
        }
        let key = code.split_once('=').map_or("", |(key, _)| key.trim());
        if in_version && key.eq_ignore_ascii_case("DriverVer") {
            let end = line.find('=').map_or(0, |equals| equals + 1);
            line.truncate(end);
            line = format!("{line} {driver_ver}");
            stamped = true;
        // `Signature` has dollar signs too: $CHICAGO$.
        } else if let Some(variable) = variable(code)
            && !key.eq_ignore_ascii_case("Signature")
        {
            bail!(
                "line {number} of the INF template has {variable}, expected $ARCH$ or \
                 $KMDFVERSION$; write the value itself"
            );
        }
        inf.push_str(&line);
        inf.push_str("\r\n");
    }
    if !stamped {
        bail!(
            "the INF template has no DriverVer in its [Version] section; add the line \
             `DriverVer = {driver_ver}`, whose value each build replaces"
        );
    }
    Ok(inf)
}

/// The line up to its comment: a semicolon outside quotes ("General syntax rules for INF files").
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let comment = line.find(|character| {
        quoted ^= character == '"';
        character == ';' && !quoted
    });
    comment.map_or(line, |at| &line[..at])
}

/// The first `$NAME$` in the text.
fn variable(text: &str) -> Option<&str> {
    let name = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let dollars: Vec<usize> = text.match_indices('$').map(|(at, _)| at).collect();
    let ends = dollars.windows(2).find(|ends| name(&text[ends[0] + 1..ends[1]]))?;
    text.get(ends[0]..=ends[1])
}
