//! Rules for the `.Wdf` section: the framework version of the driver (INF `DDInstall.Wdf` Section).

use crate::names::same_name;

use super::finding::Findings;
use super::models::decoration;
use super::package::{Package, Role};
use super::version::{filled, missing_at};

/// The framework versions 1.x that Windows 10 and later came with, and the builds that were the
/// first to have them (KMDF Version History). Windows 11 counts on in the same row.
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
pub fn services_are_added(package: &Package<'_>, findings: &mut Findings) {
    let added: Vec<_> = package
        .of(Role::Services)
        .flat_map(|section| section.all("AddService"))
        .map(|line| package.inf.text(line, 0))
        .collect();
    for section in package.of(Role::Wdf) {
        for line in section.all("KmdfService") {
            let service = package.inf.text(line, 0);
            if !added.iter().any(|name| same_name(name, &service)) {
                findings.error(
                    None,
                    line.number,
                    format!(
                        "KmdfService names the service `{service}`, which no AddService adds; \
                         correct the name"
                    ),
                );
            }
            if package.inf.text(line, 1).is_empty() {
                findings.error(
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

/// The framework version is one.
pub fn version_is_valid(package: &Package<'_>, findings: &mut Findings) {
    for section in package.of(Role::Kmdf) {
        match filled(package, section, "KmdfLibraryVersion") {
            None => findings.error(
                None,
                missing_at(section, "KmdfLibraryVersion"),
                format!(
                    "[{}] has no KmdfLibraryVersion; add the version that the driver was built \
                     for, such as 1.31",
                    section.name
                ),
            ),
            Some((value, line)) if minor(&value).is_none() => findings.error(
                None,
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

/// The package is not offered to a Windows that comes with an older framework.
pub fn windows_has_the_framework(package: &Package<'_>, findings: &mut Findings) {
    for section in package.of(Role::Kmdf) {
        let value = filled(package, section, "KmdfLibraryVersion");
        let Some((value, line)) = value else { continue };
        let needed = minor(&value);
        let Some((_, first)) = VERSIONS.iter().find(|(version, _)| needed == Some(*version)) else {
            continue;
        };
        for models in &package.models {
            if let Ok(decoration) = decoration(&models.decoration)
                && decoration.first_build() < *first
            {
                findings.warning(
                    None,
                    line,
                    format!(
                        "KMDF {value} came with build {first}, but [{}] is for earlier ones too, \
                         where the driver cannot be loaded; decorate it with .10.0...{first}",
                        models.name
                    ),
                );
            }
        }
    }
}

/// The minor version of `1.x`.
fn minor(version: &str) -> Option<u32> {
    let minor = version.strip_prefix("1.")?;
    minor.bytes().all(|byte| byte.is_ascii_digit()).then(|| minor.parse().ok())?
}
