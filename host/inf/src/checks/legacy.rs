//! Rules for legacy directives and sections, which do more than add the driver (Using a Universal
//! INF File).

use super::finding::Findings;
use super::package::Package;
use super::roles::Role;
use crate::names::same_name;
use crate::syntax::{Section, head};

/// Directives that are not valid in a universal INF.
const LEGACY: [&str; 9] = [
    "BitReg",
    "Ini2Reg",
    "LogConfig",
    "ProfileItems",
    "RegisterDlls",
    "UnregisterDlls",
    "UpdateIniFields",
    "UpdateInis",
    "DelProperty",
];
/// Directives that change files, keys or services of others.
const EXTERNAL: [&str; 4] = ["DelFiles", "DelReg", "DelService", "RenFiles"];

/// Directives outside `[DefaultUninstall]` only add.
pub(super) fn directives_only_add(package: &Package<'_>, findings: &mut Findings) {
    for part in &package.parts {
        for directive in LEGACY {
            for line in part.section.all(directive) {
                findings.code(
                    1301,
                    line.number,
                    format!("Found legacy operation {directive}; remove it"),
                );
            }
        }
        if is_uninstall(part.section) {
            continue;
        }
        for directive in EXTERNAL {
            for line in part.section.all(directive) {
                findings.code(
                    1302,
                    line.number,
                    format!(
                        "Found legacy {directive} operation for `{}`, which is not the package's \
                         own; remove it",
                        line.fields.join(",")
                    ),
                );
            }
        }
    }
}

/// `[DefaultUninstall]` is marked for Windows versions that cannot remove a driver without it.
pub(super) fn uninstall_is_legacy(package: &Package<'_>, findings: &mut Findings) {
    let parts = package.of(Role::Install).map(|part| part.section);
    for section in parts.filter(|section| is_uninstall(section)) {
        let legacy = package.inf.value(section, "LegacyUninstall");
        if legacy.is_none_or(|(value, _)| value != "1") {
            findings.code(
                1422,
                section.header(),
                format!(
                    "Section [{}] should specify LegacyUninstall=1; Windows from version 1903 on \
                     removes the driver without the section",
                    section.name
                ),
            );
        }
    }
}

fn is_uninstall(section: &Section) -> bool {
    same_name(head(&section.name), "DefaultUninstall")
}

/// No section is of a kind that Windows ignores or runs code for.
pub(super) fn sections_are_current(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.sections() {
        let name = section.name.to_ascii_lowercase();
        if name.ends_with(".coinstallers") || name.ends_with(".factdef") {
            findings.code(
                1300,
                section.header(),
                format!("Found legacy section [{}]; remove it", section.name),
            );
        }
        if name.ends_with(".logconfigoverride") {
            findings.code(
                2009,
                section.header(),
                format!("Legacy directive will be ignored: [{}]; remove the section", section.name),
            );
        }
    }
}
