//! Makes an INF from its template, as stampinf does in a build with the WDK.
//!
//! Source of the replacements: "stampinf command options". The lines end in CR LF whatever the
//! template has, so the file and its hash are the same on every machine.

use anyhow::bail;

use super::version::{Date, DriverVersion};

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

/// Puts the values into the template.
///
/// # Errors
/// If `[Version]` has no `DriverVer`, or the template has another variable.
pub fn stamp(template: &str, values: &Stamp) -> anyhow::Result<String> {
    let driver_ver = format!("{},{}", values.date, values.version);
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
