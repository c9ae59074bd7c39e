//! Rules for services: `AddService` and the sections that it names (INF `AddService` Directive).

use std::collections::{HashMap, HashSet};

use super::files;
use super::finding::Findings;
use super::package::Package;
use super::reserved::is_reserved;
use super::roles::Role;
use super::targets::Targets;
use super::version::{filled, missing_at};
use crate::line::Line;
use crate::names::{Folded, fold, same_name, short};
use crate::path::{join, split_dirid};
use crate::strings::number;

/// `SPSVCINST_ASSOCSERVICE`: the service is the device's function driver.
const FUNCTION_DRIVER: u32 = 2;
/// All flags of `AddService`, from `SPSVCINST_TAGTOFRONT` to `SPSVCINST_NOCLOBBER_FAILUREACTIONS`.
const FLAGS: u32 = 0x3_ffff;
/// The most sections of one service that are compared with later ones. Real INFs have one for each
/// Windows version that they distinguish.
const MOST_SECTIONS: usize = 64;
const AUTO_START: u32 = 2;
const DISABLED: u32 = 4;

/// A numeric entry of a service's section.
struct Number {
    key: &'static str,
    values: &'static [u32],
    example: &'static str,
}

const NUMBERS: [Number; 3] = [
    Number {
        key: "ServiceType",
        values: &[0x1, 0x2, 0x8, 0x10, 0x20, 0x50, 0x60, 0xd0, 0xe0, 0x110, 0x120],
        example: "1 is SERVICE_KERNEL_DRIVER",
    },
    Number {
        key: "StartType",
        values: &[0, 1, AUTO_START, 3, DISABLED],
        example: "3 is SERVICE_DEMAND_START",
    },
    Number { key: "ErrorControl", values: &[0, 1, 2, 3], example: "1 is SERVICE_ERROR_NORMAL" },
];

/// Whether an `AddService` directive adds the device's function driver.
pub(super) fn is_function_driver(package: &Package<'_>, line: &Line) -> bool {
    flags(package, line).is_some_and(|flags| flags & FUNCTION_DRIVER != 0)
}

/// The flags of an `AddService` directive; `None` if they are not a number.
fn flags(package: &Package<'_>, line: &Line) -> Option<u32> {
    match package.inf.text(line, 1) {
        flags if flags.is_empty() => Some(0),
        flags => number(&flags),
    }
}

/// `AddService` has valid flags, and a name and a section, or neither for a device without driver.
pub(super) fn directives_are_complete(package: &Package<'_>, findings: &mut Findings) {
    for line in package.of(Role::Services).flat_map(|part| part.section.all("AddService")) {
        let (name, install) = (package.inf.text(line, 0), package.inf.text(line, 2));
        if flags(package, line).is_none_or(|flags| flags & !FLAGS != 0) {
            findings.error(
                line.number,
                format!(
                    "the AddService flags are `{}`, not a sum of SPSVCINST_XXX flags; write \
                     0x00000002 for the function driver",
                    package.inf.text(line, 1)
                ),
            );
        }
        if !name.is_empty() && install.is_empty() {
            findings.code(
                1005,
                line.number,
                format!(
                    "Section name required for AddService directive; write AddService = {name}, \
                     0x00000002, and the name of the service's section"
                ),
            );
        }
        if name.is_empty() && !install.is_empty() {
            findings.code(
                1272,
                line.number,
                format!("AddService has no name for the service of [{install}]; add one"),
            );
        }
    }
}

/// A device has one function driver.
pub(super) fn function_driver_is_one(package: &Package<'_>, findings: &mut Findings) {
    for section in package.of(Role::Services).map(|part| part.section) {
        let lines = section.all("AddService");
        for line in lines.filter(|line| is_function_driver(package, line)).skip(1) {
            findings.code(
                1211,
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

/// No service has a reserved name.
pub(super) fn names_are_not_reserved(package: &Package<'_>, findings: &mut Findings) {
    for line in package.of(Role::Services).flat_map(|part| part.section.all("AddService")) {
        let name = package.inf.text(line, 0);
        if is_reserved(&name) {
            findings.code(
                1293,
                line.number,
                format!("Service name '{name}' is reserved; choose another one"),
            );
        }
    }
}

/// A service that is added in two places for one Windows version has the same section in both.
pub(super) fn services_are_consistent(package: &Package<'_>, findings: &mut Findings) {
    // For each service, the sections that install it, with the first line and the targets of each.
    let mut services: HashMap<Folded, Vec<(String, usize, Targets)>> = HashMap::new();
    for part in package.of(Role::Services) {
        for line in part.section.all("AddService") {
            let (name, install) = (package.inf.text(line, 0), package.inf.text(line, 2));
            let install = short(&install).to_owned();
            if name.is_empty() {
                continue;
            }
            let known = services.entry(fold(&name)).or_default();
            let other = known.iter().find(|(section, _, targets)| {
                !same_name(section, &install) && package.reaches.meet(*targets, part.targets)
            });
            if let Some((section, first, _)) = other {
                findings.code(
                    1333,
                    line.number,
                    format!(
                        "the service {name} has the section [{install}] here and [{section}] in \
                         line {first}; name the same section in both"
                    ),
                );
            } else if let Some((_, _, targets)) =
                known.iter_mut().find(|(section, ..)| same_name(section, &install))
            {
                *targets = targets.union(part.targets);
            } else if known.len() < MOST_SECTIONS {
                known.push((install, line.number, part.targets));
            }
        }
    }
}

/// A service has its required entries, with valid values.
pub(super) fn entries_are_valid(package: &Package<'_>, findings: &mut Findings) {
    for service in package.of(Role::Service).map(|part| part.section) {
        for Number { key, values, example } in NUMBERS {
            match filled(package, service, key) {
                None => findings.code(
                    1013,
                    missing_at(service, key),
                    format!("the service [{}] has no {key}; add it ({example})", service.name),
                ),
                Some((value, line)) => {
                    if number(&value).is_none_or(|number| !values.contains(&number)) {
                        findings.code(
                            1014,
                            line,
                            format!("{key} is `{value}`, which is not a valid value ({example})"),
                        );
                    }
                }
            }
        }
    }
}

/// A device's driver starts when the device appears.
pub(super) fn function_driver_can_start(package: &Package<'_>, findings: &mut Findings) {
    for line in package.of(Role::Services).flat_map(|part| part.section.all("AddService")) {
        let section = package.inf.find(&package.inf.text(line, 2));
        let Some(section) = section.filter(|_| is_function_driver(package, line)) else { continue };
        let start = filled(package, section, "StartType");
        let Some((start, line)) = start.and_then(|(text, line)| Some((number(&text)?, line)))
        else {
            continue;
        };
        let fault = match start {
            DISABLED => (1251, "StartType 4 disables the device's driver; write 3"),
            AUTO_START => {
                let fault = "StartType 2 starts the driver without its device; write 3, or 0 for a \
                             boot driver";
                (1252, fault)
            }
            _ => continue,
        };
        findings.code(fault.0, line, fault.1);
    }
}

/// A service's image is a file that the package copies.
pub(super) fn image_is_copied(package: &Package<'_>, findings: &mut Findings) {
    let copied: HashSet<_> = files::copied(package)
        .into_iter()
        .filter_map(|file| Some((file.dirid?.to_string(), fold(&join([&file.folder, &file.name])))))
        .collect();
    for service in package.of(Role::Service).map(|part| part.section) {
        let Some((path, line)) = filled(package, service, "ServiceBinary") else {
            findings.code(
                1013,
                missing_at(service, "ServiceBinary"),
                format!(
                    "the service [{}] has no ServiceBinary; add ServiceBinary = %13%\\name.sys",
                    service.name
                ),
            );
            continue;
        };
        let Some((dirid, below)) = split_dirid(&path) else {
            findings.code(
                2085,
                line,
                format!(
                    "the ServiceBinary `{path}` does not begin with a directory number; write \
                     %13%\\name.sys"
                ),
            );
            continue;
        };
        if !copied.contains(&(dirid.to_owned(), fold(below))) {
            findings.code(
                2084,
                line,
                format!(
                    "the ServiceBinary `{path}` is not a file that CopyFiles copies there; \
                     correct the path, or copy the file"
                ),
            );
        }
    }
}
