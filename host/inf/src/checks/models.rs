//! Rules for `[Manufacturer]` and the models: the Windows versions and devices of the package.

use std::collections::HashMap;

use super::class::is_one_of;
use super::classes::{EXTENSION, NETWORK_COMPONENTS};
use super::files::{self, DRIVER_STORE};
use super::finding::Findings;
use super::package::Package;
use super::roles::Role;
use super::services::is_function_driver;
use super::targets::Targets;
use crate::decoration::{ARCHITECTURES, Decoration, WINDOWS_10};
use crate::names::fold;
use crate::path::split_dirid;
use crate::syntax::Section;

/// The longest device ID, without the terminating zero (Device Identification Strings).
const DEVICE_ID_MAX: usize = 199;
/// Windows 10 version 1709, the first that lets drivers run from the driver store (DIRID 13).
const DRIVER_STORE_BUILD: u32 = 16299;
/// The first build that a decoration can name: Windows before version 1607 does not read builds.
const FIRST_BUILD: u32 = 14310;
/// `VER_NT_WORKSTATION`, `VER_NT_DOMAIN_CONTROLLER` and `VER_NT_SERVER`.
const PRODUCT_TYPES: std::ops::RangeInclusive<u32> = 1..=3;

/// The INF installs devices.
pub(super) fn devices_are_installed(package: &Package<'_>, findings: &mut Findings) {
    let manufacturer = package.inf.find("Manufacturer");
    let default = package.inf.family("DefaultInstall").next();
    match (manufacturer, default) {
        (Some(manufacturer), Some(_)) => findings.code(
            1212,
            manufacturer.header(),
            "Cannot have both [DefaultInstall] and [Manufacturer]; remove one",
        ),
        (None, None) => findings.code(
            1297,
            None,
            "Device driver does not install on any devices: there is no [Manufacturer] section; \
             add one that names a models section",
        ),
        (Some(_), None) if package.devices.is_empty() => findings.code(
            1297,
            manufacturer.and_then(Section::header),
            "Device driver does not install on any devices; add a model to a models section",
        ),
        _ => {}
    }
    for section in package.inf.family("DefaultInstall") {
        if !section.name.to_ascii_lowercase().contains(".nt") {
            findings.code(
                1421,
                section.header(),
                "Section [DefaultInstall] should have an architecture decoration; write for \
                 example [DefaultInstall.NTamd64]",
            );
        }
    }
}

/// Models sections name their architecture in a form that Windows reads.
pub(super) fn models_are_decorated(package: &Package<'_>, findings: &mut Findings) {
    for models in &package.models {
        let line = models.by.number;
        if models.decoration.is_empty() {
            findings.code(
                2010,
                line,
                format!(
                    "Section [{}] should have an architecture decoration, without which it is for \
                     x86; write for example NTamd64.10.0...19041 after its name",
                    models.name
                ),
            );
        } else {
            let fault = |fault: String| {
                format!(
                    "the decoration `{}` {fault}; write for example NTamd64.10.0...19041",
                    models.decoration
                )
            };
            match Decoration::parse(&models.decoration) {
                Err(text) => findings.code(1287, line, fault(text)),
                Ok(decoration) => {
                    if let Some((code, text)) = decoration_fault(&decoration) {
                        findings.code(code, line, fault(text));
                    }
                }
            }
        }
    }
}

fn decoration_fault(decoration: &Decoration) -> Option<(u16, String)> {
    let architecture = decoration.architecture.as_str();
    let build = decoration.build;
    if architecture.is_empty() {
        Some((1287, "has no architecture, which 64-bit Windows needs".into()))
    } else if !ARCHITECTURES.contains(&architecture) {
        let text = format!("has the architecture `{architecture}`, which Windows does not run on");
        Some((1287, text))
    } else if let Some(product) =
        decoration.product_type.filter(|product| !PRODUCT_TYPES.contains(product))
    {
        Some((1287, format!("has the product type {product} instead of 1, 2 or 3")))
    } else if decoration.version == WINDOWS_10 && (1..FIRST_BUILD).contains(&build) {
        let text =
            format!("has the build {build}, but builds in decorations begin with {FIRST_BUILD}");
        Some((1288, text))
    } else {
        None
    }
}

/// Every models section that is named exists.
pub(super) fn models_are_there(package: &Package<'_>, findings: &mut Findings) {
    for models in package.models.iter().filter(|models| models.section.is_none()) {
        findings.code(
            1203,
            models.by.number,
            format!("Section [{}] not found; add it, or correct the name", models.name),
        );
    }
}

/// A model has a name, an install section and hardware IDs in the right form.
pub(super) fn models_are_complete(package: &Package<'_>, findings: &mut Findings) {
    for model in &package.devices {
        let line = model.line;
        if line.key.is_none() || model.install.is_empty() {
            findings.code(
                1271,
                line.number,
                "this is not a model; write: description = install section, hardware ID",
            );
            continue;
        }
        if line.fields.iter().skip(1).all(String::is_empty) {
            findings.error(
                line.number,
                format!("the model of [{}] has no hardware ID; add one", model.install),
            );
        }
        for id in package.inf.list(line, 1) {
            if let Some(fault) = id_fault(&id) {
                findings.error(
                    line.number,
                    format!("the hardware ID `{id}` {fault}; write for example root\\DEVICE"),
                );
            }
        }
    }
}

/// No two models of a models section have the same hardware ID.
pub(super) fn hardware_ids_are_unique(package: &Package<'_>, findings: &mut Findings) {
    for section in package.models.iter().filter_map(|models| models.section) {
        let mut known = HashMap::new();
        for line in &section.lines {
            let id = package.inf.text(line, 1);
            let first = *known.entry(fold(&id)).or_insert(line.number);
            if first != line.number && !id.is_empty() {
                findings.warning(
                    line.number,
                    format!("the model of line {first} has the hardware ID `{id}` too; remove one"),
                );
            }
        }
    }
}

/// Every model's install section exists and, where the class requires one, has an associated
/// service.
pub(super) fn models_have_services(package: &Package<'_>, findings: &mut Findings) {
    let extension = is_one_of(package, &[EXTENSION]);
    let due = !extension && !is_one_of(package, &NETWORK_COMPONENTS);
    for model in package.devices.iter().filter(|model| !model.install.is_empty()) {
        let line = model.line.number;
        let Some(section) = model.section else {
            findings.code(
                1203,
                line,
                format!("Section [{0}] not found; add [{0}.NT]", model.install),
            );
            continue;
        };
        let name = format!("{}.Services", section.name);
        let services = package.inf.find(&name);
        let associated = services.is_some_and(|services| {
            services.first("Needs").is_some()
                || services.all("AddService").any(|line| is_function_driver(package, line))
        });
        if due && !associated {
            findings.code(
                1296,
                line,
                format!(
                    "Specified service not associated with hardware: [{name}] is missing, or no \
                     AddService in it has the flag 2 (SPSVCINST_ASSOCSERVICE)"
                ),
            );
        }
    }
    if extension {
        for part in package.of(Role::Services) {
            let lines = part.section.all("AddService");
            for line in lines.filter(|line| is_function_driver(package, line)) {
                findings.code(
                    1383,
                    line.number,
                    "an extension INF cannot have an associated service; remove the flag 2 \
                     (SPSVCINST_ASSOCSERVICE)",
                );
            }
        }
    }
}

/// A driver that runs from the driver store is only for Windows versions that allow that.
pub(super) fn windows_has_the_driver_store(package: &Package<'_>, findings: &mut Findings) {
    let copied = files::copied(package).into_iter();
    let copied = copied.filter(|file| file.dirid == Some(DRIVER_STORE)).map(|file| file.targets);
    let run = package.of(Role::Service).filter(|service| {
        package
            .inf
            .value(service.section, "ServiceBinary")
            .is_some_and(|(path, _)| split_dirid(&path).is_some_and(|(dirid, _)| dirid == "13"))
    });
    let run = run.map(|service| service.targets);
    let all = copied.chain(run).fold(Targets::default(), Targets::union);
    for models in &package.models {
        let used = models.targets.common(all);
        if used != Targets::default() && package.reaches.first_build(used) < DRIVER_STORE_BUILD {
            findings.code(
                1199,
                models.by.number,
                format!(
                    "The syntax 'DIRID 13' was introduced in OS version 10.0.{DRIVER_STORE_BUILD} \
                     but [{}] is for earlier versions too; decorate it with \
                     .10.0...{DRIVER_STORE_BUILD} or later",
                    models.name
                ),
            );
        }
    }
}

/// The fault of a device ID, as a predicate: `has an empty part`.
fn id_fault(id: &str) -> Option<String> {
    if let Some(bad) = id.chars().find(|&c| c <= ' ' || c > '\x7f' || c == ',') {
        return Some(format!("has the character {bad:?}, which device IDs cannot have"));
    }
    if id.len() > DEVICE_ID_MAX {
        return Some(format!("has {} characters, more than {DEVICE_ID_MAX}", id.len()));
    }
    let empty_part = id.split('\\').any(str::is_empty);
    empty_part.then(|| "has an empty part between its backslashes".into())
}
