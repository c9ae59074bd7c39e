//! Rules for the `.Wdf` section: the framework version of the driver (INF `DDInstall.Wdf` Section).

use std::collections::HashSet;

use super::finding::Findings;
use super::package::Package;
use super::roles::Role;
use super::version::{filled, missing_at};
use crate::names::fold;

/// The framework versions 1.x of Windows 10 and later, each with the first build that has it (KMDF
/// Version History). The builds of Windows 11 continue those of Windows 10.
const VERSIONS: [(u32, u32); 10] = [
    (15, 10240),
    (17, 10586),
    (19, 14393),
    (21, 15063),
    (23, 16299),
    (25, 17134),
    (27, 17763),
    (29, 18362),
    (31, 19041),
    (33, 22000),
];

/// `KmdfService` names a service that the package adds, and a section.
pub(super) fn services_are_added(package: &Package<'_>, findings: &mut Findings) {
    let added: HashSet<_> = package
        .of(Role::Services)
        .flat_map(|part| part.section.all("AddService"))
        .map(|line| fold(&package.inf.text(line, 0)))
        .collect();
    for part in package.of(Role::Wdf) {
        for line in part.section.all("KmdfService") {
            let service = package.inf.text(line, 0);
            if !added.contains(&fold(&service)) {
                findings.error(
                    line.number,
                    format!(
                        "KmdfService names the service `{service}`, which no AddService adds; \
                         correct the name"
                    ),
                );
            }
            if package.inf.text(line, 1).is_empty() {
                findings.code(
                    1005,
                    line.number,
                    format!(
                        "Section name required for KmdfService directive; write KmdfService = \
                         {service}, and the name of the section with KmdfLibraryVersion"
                    ),
                );
            }
        }
    }
}

/// The framework version is valid.
pub(super) fn version_is_valid(package: &Package<'_>, findings: &mut Findings) {
    for section in package.of(Role::Kmdf).map(|part| part.section) {
        match filled(package, section, "KmdfLibraryVersion") {
            None => findings.code(
                1080,
                missing_at(section, "KmdfLibraryVersion"),
                format!(
                    "[{}] has no KmdfLibraryVersion; add the version that the driver was built \
                     for, such as 1.31",
                    section.name
                ),
            ),
            Some((value, line)) if minor(&value).is_none() => findings.code(
                1081,
                line,
                format!(
                    "KmdfLibraryVersion directive has invalid value \"{value}\"; write the version \
                     that the driver was built for, such as 1.31"
                ),
            ),
            Some(_) => {}
        }
    }
}

/// The package is only for Windows versions with a framework that is new enough.
pub(super) fn windows_has_the_framework(package: &Package<'_>, findings: &mut Findings) {
    for part in package.of(Role::Kmdf) {
        let value = filled(package, part.section, "KmdfLibraryVersion");
        let Some((value, line)) = value else { continue };
        let needed = minor(&value);
        let Some((_, first)) = VERSIONS.iter().find(|(version, _)| needed == Some(*version)) else {
            continue;
        };
        if package.reaches.first_build(part.targets) < *first {
            findings.warning(
                line,
                format!(
                    "KMDF {value} came with build {first}, but [{}] is for earlier builds too, \
                     where the driver cannot be loaded; decorate the models section with \
                     .10.0...{first}",
                    part.section.name
                ),
            );
        }
    }
}

/// The minor version of `1.x`.
fn minor(version: &str) -> Option<u32> {
    let minor = version.strip_prefix("1.")?;
    minor.bytes().all(|byte| byte.is_ascii_digit()).then(|| minor.parse().ok())?
}
