//! Rules for `[Version]`: class, provider, catalog, date and version (INF Version Section).

use super::finding::Findings;
use super::package::Package;
use super::text::repeated;
use crate::line::Line;
use crate::names::same_name;
use crate::syntax::{Section, head};

/// There is a `[Version]` section with the signature of an INF.
pub(super) fn signature_is_known(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else {
        findings.code(
            1001,
            None,
            "there is no [Version] section with Signature = \"$Windows NT$\"; is this an INF?",
        );
        return;
    };
    let signature = package.inf.value(version, "Signature");
    let (signature, line) =
        signature.unwrap_or_else(|| (String::new(), version.header().unwrap_or(1)));
    if !signature.eq_ignore_ascii_case("$Windows NT$") {
        findings.code(
            1001,
            line,
            format!(
                "the Signature in [Version] is `{signature}`; write Signature = \"$Windows NT$\""
            ),
        );
    }
}

/// No entry of `[Version]` is repeated: only the first one counts.
pub(super) fn entries_are_unique(package: &Package<'_>, findings: &mut Findings) {
    let lines = package.inf.find("Version").map_or(&[][..], |section| &section.lines);
    for (line, first, key) in repeated(lines) {
        findings
            .error(line.number, format!("[Version] has {key} in line {first} already; remove one"));
    }
}

/// `[Version]` has the entries that every package needs.
pub(super) fn entries_are_given(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    for (key, remedy) in [
        ("Class", "add the name of the device setup class"),
        ("ClassGuid", "add the GUID of the device setup class, in braces"),
        ("Provider", "add Provider = %ProviderName%, and the name to [Strings]"),
        ("DriverVer", "write DriverVer = mm/dd/yyyy,w.x.y.z, or stamp the template"),
    ] {
        if filled(package, version, key).is_none() {
            let line = missing_at(version, key);
            findings.code(1234, line, format!("[Version] has no {key}; {remedy}"));
        }
    }
}

/// The provider is not Microsoft, and can be translated.
pub(super) fn provider_is_translatable(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    let Some((provider, line)) = filled(package, version, "Provider") else { return };
    if provider.eq_ignore_ascii_case("Microsoft") {
        findings.code(
            1204,
            line,
            "Provider cannot be \"Microsoft\"; name the organization that wrote the INF",
        );
    }
    let written = version.first("Provider").map_or("", |line| line.field(0));
    if !written.contains('%') {
        findings.warning(
            line,
            format!(
                "the Provider `{written}` is not a %token%; write one and define it in \
                 [Strings], where it can be translated"
            ),
        );
    }
}

/// The `CatalogFile` entries of `[Version]`, including those with an architecture's extension.
pub(super) fn catalogs<'a>(package: &Package<'a>) -> impl Iterator<Item = &'a Line> {
    let lines = package.inf.find("Version").map_or(&[][..], |section| &section.lines);
    let is_catalog = |key: &str| same_name(head(key), "CatalogFile");
    lines.iter().filter(move |line| {
        line.key.as_deref().is_some_and(is_catalog) && !line.field(0).is_empty()
    })
}

/// The package has a catalog file: without one, the package cannot be signed.
pub(super) fn catalog_is_given(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    if catalogs(package).next().is_none() {
        findings.code(
            1233,
            missing_at(version, "CatalogFile"),
            "[Version] has no CatalogFile, which the signature needs; add CatalogFile = name.cat",
        );
    }
    for line in catalogs(package) {
        let file = package.inf.text(line, 0);
        let name = file.to_ascii_lowercase();
        let stem = name.strip_suffix(".cat");
        if stem.is_none_or(|stem| stem.is_empty() || stem.contains(['\\', '/'])) {
            findings.code(
                1214,
                line.number,
                format!(
                    "the CatalogFile `{file}` is not a file name that ends in .cat; write name.cat"
                ),
            );
        }
    }
}

/// The driver's date and version are valid (INF `DriverVer` Directive).
pub(super) fn driver_ver_is_valid(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    let Some((date, line)) = filled(package, version, "DriverVer") else { return };
    if !is_date(&date) {
        findings.code(
            1218,
            line,
            format!("Invalid driver date `{date}` in [Version]; write MM/DD/YYYY"),
        );
    }
    let number = version.first("DriverVer").map(|line| package.inf.text(line, 1));
    let number = number.unwrap_or_default();
    if !is_version(&number) {
        findings.code(
            1217,
            line,
            format!(
                "Invalid driver version `{number}` in [Version]; write w.x.y.z, each from 0 to \
                 65535 and not all 0"
            ),
        );
    }
}

/// Applications cannot change the installed files.
pub(super) fn files_are_locked(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    let locked = package.inf.value(version, "PnpLockdown");
    if locked.is_none_or(|(value, _)| value != "1") {
        findings.code(
            1324,
            missing_at(version, "PnpLockdown"),
            "[Version] should specify PnpLockdown=1, so that applications cannot change the \
             installed files",
        );
    }
}

/// The value of an entry; `None` if the entry is missing or empty.
pub(super) fn filled(
    package: &Package<'_>,
    section: &Section,
    key: &str,
) -> Option<(String, usize)> {
    package.inf.value(section, key).filter(|(value, _)| !value.is_empty())
}

/// The line to report for a missing entry: the line of the empty entry, or the section's header.
pub(super) fn missing_at(section: &Section, key: &str) -> Option<usize> {
    section.first(key).map(|line| line.number).or_else(|| section.header())
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split(['/', '-']).collect();
    let [month, day, year] = parts[..] else { return false };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        let fits = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| fits)
    };
    let (Some(month), Some(day), Some(year)) =
        (number(month, 1..=2), number(day, 1..=2), number(year, 4..=4))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_version(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    let number = |part: &&str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| digits)
    };
    let numbers: Option<Vec<_>> = parts.iter().map(number).collect();
    numbers.is_some_and(|numbers| numbers.len() == 4 && numbers.iter().any(|&number| number != 0))
}
