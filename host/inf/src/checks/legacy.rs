//! Rules for what was given up: directives and sections that do more than to add the driver (Using
//! a Universal INF File).

use super::finding::Findings;
use super::package::Package;

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
/// Directives that change something that is not the package's.
const EXTERNAL: [&str; 4] = ["DelFiles", "DelReg", "DelService", "RenFiles"];

/// The INF only adds.
pub fn directives_only_add(package: &Package<'_>, findings: &mut Findings) {
    for part in &package.parts {
        for directive in LEGACY {
            for line in part.section.all(directive) {
                findings.error(
                    1301,
                    line.number,
                    format!("Found legacy operation {directive}; take it out"),
                );
            }
        }
        for directive in EXTERNAL {
            for line in part.section.all(directive) {
                findings.error(
                    1302,
                    line.number,
                    format!(
                        "Found legacy {directive} operation for `{}`, which is not the package's \
                         own; take it out",
                        line.fields.join(",")
                    ),
                );
            }
        }
    }
}

/// There are no sections of the sort that Windows ignores, or runs code for.
pub fn sections_are_current(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.sections() {
        let name = section.name.to_ascii_lowercase();
        if name.ends_with(".coinstallers") || name.ends_with(".factdef") {
            findings.error(
                1300,
                section.header(),
                format!("Found legacy section [{}]; take it out", section.name),
            );
        }
        if name.ends_with(".logconfigoverride") {
            findings.warning(
                2222,
                section.header(),
                format!(
                    "Legacy directive will be ignored: [{}]; take the section out",
                    section.name
                ),
            );
        }
    }
}
