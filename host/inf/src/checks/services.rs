//! Rules for services: `AddService` and what it names (INF `AddService` Directive).

use crate::names::same_name;
use crate::strings::number;
use crate::syntax::{Line, Section};

use super::files;
use super::finding::Findings;
use super::package::{Package, Role};
use super::split_dirid;
use super::version::{filled, missing_at};

/// Names that `InfVerif` was seen to refuse, all of Microsoft's samples. It has more of them, which
/// are not documented.
const RESERVED: [&str; 3] = ["echo", "dynambus", "statbus"];
/// `SPSVCINST_ASSOCSERVICE`: the service is the device's function driver.
const FUNCTION_DRIVER: u32 = 2;
/// All flags of `AddService` that are documented.
const FLAGS: u32 = 0xfff;

/// The flags of an `AddService` directive, if they are a number.
pub fn flags(package: &Package<'_>, line: &Line) -> Option<u32> {
    match package.inf.text(line, 1) {
        flags if flags.is_empty() => Some(0),
        flags => number(&flags),
    }
}

/// `AddService` has valid flags, and a name and a section, or neither for a device without driver.
pub fn directives_are_complete(package: &Package<'_>, findings: &mut Findings) {
    for section in package.of(Role::Services) {
        for line in section.all("AddService") {
            let (name, install) = (package.inf.text(line, 0), package.inf.text(line, 2));
            match flags(package, line) {
                Some(flags) if flags & !FLAGS == 0 => {}
                _ => findings.error(
                    None,
                    line.number,
                    format!(
                        "the AddService flags are `{}`, which is no sum of SPSVCINST_XXX flags; \
                         write 0x00000002 for the function driver",
                        package.inf.text(line, 1)
                    ),
                ),
            }
            if !name.is_empty() && install.is_empty() {
                findings.error(
                    1005,
                    line.number,
                    format!(
                        "Section name required for AddService directive; write AddService = \
                         {name}, 0x00000002, and the name of the service's section"
                    ),
                );
            }
            if name.is_empty() && !install.is_empty() {
                findings.error(
                    None,
                    line.number,
                    format!("AddService has no name for the service of [{install}]; add one"),
                );
            }
        }
    }
}

/// A device has one function driver.
pub fn function_driver_is_one(package: &Package<'_>, findings: &mut Findings) {
    for section in package.of(Role::Services) {
        let drives =
            |line: &&Line| flags(package, line).is_some_and(|flags| flags & FUNCTION_DRIVER != 0);
        for line in section.all("AddService").filter(drives).skip(1) {
            findings.error(
                None,
                line.number,
                format!(
                    "[{}] has a second service with the flag 2 (SPSVCINST_ASSOCSERVICE); a \
                     device has one function driver",
                    section.name
                ),
            );
        }
    }
}

/// The services do not have the names of Microsoft's.
pub fn names_are_not_reserved(package: &Package<'_>, findings: &mut Findings) {
    for section in package.of(Role::Services) {
        for line in section.all("AddService") {
            let name = package.inf.text(line, 0);
            if RESERVED.iter().any(|reserved| same_name(reserved, &name)) {
                findings.error(
                    1293,
                    line.number,
                    format!("Service name '{name}' is reserved; choose another one"),
                );
            }
        }
    }
}

/// A service that is added in two places is the same one in both.
pub fn services_are_consistent(package: &Package<'_>, findings: &mut Findings) {
    let added: Vec<_> = package
        .of(Role::Services)
        .flat_map(|section| section.all("AddService"))
        .map(|line| (line, package.inf.text(line, 0), package.inf.text(line, 2)))
        .filter(|(_, name, _)| !name.is_empty())
        .collect();
    for (index, (line, name, install)) in added.iter().enumerate() {
        let mut earlier = added.iter().take(index);
        let other = earlier
            .find(|(_, other, section)| same_name(other, name) && !same_name(section, install));
        if let Some((other, _, section)) = other {
            findings.error(
                None,
                line.number,
                format!(
                    "the service {name} is [{install}] here and [{section}] in line {}; name the \
                     same section in both",
                    other.number
                ),
            );
        }
    }
}

/// A service has the entries that it needs, with values that there are.
pub fn entries_are_valid(package: &Package<'_>, findings: &mut Findings) {
    let kernel = "1 is SERVICE_KERNEL_DRIVER";
    for service in package.of(Role::Service) {
        let types = [0x1, 0x2, 0x8, 0x10, 0x20, 0x50, 0x60, 0xd0, 0xe0, 0x110, 0x120];
        number_is(package, service, "ServiceType", &types, kernel, findings);
        let starts = [0, 1, 2, 3, 4];
        number_is(package, service, "StartType", &starts, "3 is SERVICE_DEMAND_START", findings);
        let controls = [0, 1, 2, 3];
        number_is(
            package,
            service,
            "ErrorControl",
            &controls,
            "1 is SERVICE_ERROR_NORMAL",
            findings,
        );
    }
}

fn number_is(
    package: &Package<'_>,
    service: &Section,
    key: &str,
    values: &[u32],
    example: &str,
    findings: &mut Findings,
) {
    let name = &service.name;
    match filled(package, service, key) {
        None => findings.error(
            None,
            missing_at(service, key),
            format!("the service [{name}] has no {key}; add it ({example})"),
        ),
        Some((value, line)) => {
            if number(&value).is_none_or(|number| !values.contains(&number)) {
                findings.error(
                    None,
                    line,
                    format!("{key} is `{value}`, which there is not ({example})"),
                );
            }
        }
    }
}

/// A service's image is a file that the package copies.
pub fn image_is_copied(package: &Package<'_>, findings: &mut Findings) {
    let copied = files::copied(package);
    for service in package.of(Role::Service) {
        let Some((path, line)) = filled(package, service, "ServiceBinary") else {
            findings.error(
                None,
                missing_at(service, "ServiceBinary"),
                format!(
                    "the service [{}] has no ServiceBinary; add ServiceBinary = %13%\\name.sys",
                    service.name
                ),
            );
            continue;
        };
        let Some((dirid, below)) = split_dirid(&path) else {
            findings.error(
                None,
                line,
                format!(
                    "the ServiceBinary `{path}` does not begin with a directory number; write \
                     %13%\\name.sys"
                ),
            );
            continue;
        };
        let is_image = |file: &files::Copied<'_>| {
            let folder = file.folder.trim_matches('\\');
            let full = if folder.is_empty() {
                file.name.clone()
            } else {
                format!("{folder}\\{}", file.name)
            };
            file.dirid.is_some_and(|own| own.to_string() == dirid) && same_name(&full, below)
        };
        if !copied.iter().any(is_image) {
            findings.error(
                None,
                line,
                format!(
                    "the ServiceBinary `{path}` is no file that CopyFiles copies there; correct \
                     the path, or copy the file"
                ),
            );
        }
    }
}
