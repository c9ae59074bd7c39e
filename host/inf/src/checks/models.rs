//! Rules for `[Manufacturer]` and the models: for which Windows and which devices the package is.

use crate::names::same_name;

use super::files;
use super::finding::Findings;
use super::package::{Package, Role};
use super::split_dirid;
use crate::decoration::Decoration;
use crate::syntax::Section;

/// The architectures of Windows past and present (INF Manufacturer Section).
const ARCHITECTURES: [&str; 5] = ["amd64", "arm", "arm64", "ia64", "x86"];
/// The longest device ID, without the zero at its end (Device Identification Strings).
const DEVICE_ID_MAX: usize = 199;
/// Windows 10 version 1709, the first that lets drivers run from the driver store (DIRID 13).
const DRIVER_STORE_BUILD: u32 = 16299;

/// The INF installs devices.
pub fn devices_are_installed(package: &Package<'_>, findings: &mut Findings) {
    let manufacturer = package.inf.find("Manufacturer");
    let default = package.inf.family("DefaultInstall").next();
    match (manufacturer, default) {
        (Some(manufacturer), Some(_)) => findings.error(
            1212,
            manufacturer.header(),
            "Cannot have both [DefaultInstall] and [Manufacturer]; take one out",
        ),
        (None, None) => findings.error(
            1297,
            None,
            "Device driver does not install on any devices: there is no [Manufacturer] section; \
             add one that names a models section",
        ),
        (Some(_), None) if package.devices.is_empty() => findings.error(
            1297,
            manufacturer.and_then(Section::header),
            "Device driver does not install on any devices; add a model to a models section",
        ),
        _ => {}
    }
    for section in package.inf.family("DefaultInstall") {
        if !section.name.to_ascii_lowercase().contains(".nt") {
            findings.error(
                1421,
                section.header(),
                "Section [DefaultInstall] should have an architecture decoration; write for \
                 example [DefaultInstall.NTamd64]",
            );
        }
    }
}

/// Models sections say which architecture they are for.
pub fn models_are_decorated(package: &Package<'_>, findings: &mut Findings) {
    for models in &package.models {
        let line = models.by.number;
        if models.decoration.is_empty() {
            findings.warning(
                2223,
                line,
                format!(
                    "Section [{}] should have an architecture decoration, without which it is for \
                     x86; write for example NTamd64.10.0...19041 after its name",
                    models.name
                ),
            );
        } else if let Err(fault) = decoration(&models.decoration) {
            findings.error(
                None,
                line,
                format!("the decoration `{}` {fault}; see NTamd64.10.0...19041", models.decoration),
            );
        }
    }
}

/// Reads a decoration, as a universal INF can have it.
///
/// # Errors
/// The fault, as the end of a sentence.
pub fn decoration(text: &str) -> Result<Decoration, String> {
    let decoration = Decoration::parse(text)?;
    let architecture = decoration.architecture.as_str();
    if architecture.is_empty() {
        Err("has no architecture, which 64-bit Windows needs".into())
    } else if !ARCHITECTURES.contains(&architecture) {
        Err(format!("has the architecture `{architecture}`, for which there is no Windows"))
    } else if decoration.product_type.is_some() || decoration.suite_mask.is_some() {
        Err("has a product type or suite mask, which a universal INF cannot have".into())
    } else {
        Ok(decoration)
    }
}

/// The models sections that are named are there.
pub fn models_are_there(package: &Package<'_>, findings: &mut Findings) {
    for models in package.models.iter().filter(|models| models.section.is_none()) {
        findings.error(
            1203,
            models.by.number,
            format!("Section [{}] not found; add it, or correct the name", models.name),
        );
    }
}

/// A model has a name, an install section and hardware IDs in the right form.
pub fn models_are_complete(package: &Package<'_>, findings: &mut Findings) {
    for model in &package.devices {
        let line = model.line;
        if line.key.is_none() || model.install.is_empty() {
            findings.error(
                None,
                line.number,
                "this is no model; write: description = install section, hardware ID",
            );
            continue;
        }
        if line.fields.iter().skip(1).all(String::is_empty) {
            findings.error(
                None,
                line.number,
                format!("the model of [{}] has no hardware ID; add one", model.install),
            );
        }
        for id in package.inf.list(line, 1) {
            if let Some(fault) = id_fault(&id) {
                findings.error(
                    None,
                    line.number,
                    format!("the hardware ID `{id}` {fault}; write for example root\\DEVICE"),
                );
            }
        }
    }
}

/// No two models of a models section have the same hardware ID.
pub fn hardware_ids_are_unique(package: &Package<'_>, findings: &mut Findings) {
    for section in package.models.iter().filter_map(|models| models.section) {
        for (index, line) in section.lines.iter().enumerate() {
            let id = package.inf.text(line, 1);
            let mut earlier = section.lines.iter().take(index);
            let same = earlier.find(|line| same_name(&package.inf.text(line, 1), &id));
            if let Some(same) = same.filter(|_| !id.is_empty()) {
                findings.warning(
                    None,
                    line.number,
                    format!(
                        "the model of line {} has the hardware ID `{id}` too; take one out",
                        same.number
                    ),
                );
            }
        }
    }
}

/// Every model's install section is there, and says which service is the device's.
pub fn models_have_services(package: &Package<'_>, findings: &mut Findings) {
    for model in package.devices.iter().filter(|model| !model.install.is_empty()) {
        let line = model.line.number;
        let Some(section) = model.section else {
            findings.error(
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
                || services.all("AddService").any(|line| {
                    super::services::flags(package, line).is_some_and(|flags| flags & 2 != 0)
                })
        });
        if !associated {
            findings.error(
                1296,
                line,
                format!(
                    "Specified service not associated with hardware: [{name}] is missing, or no \
                     AddService in it has the flag 2 (SPSVCINST_ASSOCSERVICE)"
                ),
            );
        }
    }
}

/// A driver that runs from the driver store is not offered to a Windows that cannot do that.
pub fn windows_has_the_driver_store(package: &Package<'_>, findings: &mut Findings) {
    let copied = files::copied(package).iter().any(|file| file.dirid == Some(13));
    let run = package.of(Role::Service).any(|service| {
        package
            .inf
            .value(service, "ServiceBinary")
            .is_some_and(|(path, _)| split_dirid(&path).is_some_and(|(dirid, _)| dirid == "13"))
    });
    if !copied && !run {
        return;
    }
    for models in &package.models {
        if let Ok(decoration) = decoration(&models.decoration)
            && decoration.first_build() < DRIVER_STORE_BUILD
        {
            findings.error(
                1199,
                models.by.number,
                format!(
                    "The syntax 'DIRID 13' was introduced in OS version 10.0.{DRIVER_STORE_BUILD} \
                     but [{}] is for earlier ones too; decorate it with \
                     .10.0...{DRIVER_STORE_BUILD} or later",
                    models.name
                ),
            );
        }
    }
}

/// What is wrong with a device ID.
fn id_fault(id: &str) -> Option<String> {
    if let Some(bad) = id.chars().find(|&c| c <= ' ' || c > '\x7f' || c == ',') {
        return Some(format!("has the character {bad:?}, which device IDs cannot have"));
    }
    if id.len() > DEVICE_ID_MAX {
        return Some(format!("has {} characters; it can have {DEVICE_ID_MAX}", id.len()));
    }
    let empty_part = id.split('\\').any(str::is_empty);
    empty_part.then(|| "has an empty part between its backslashes".into())
}
