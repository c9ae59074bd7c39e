//! The install sections of a model: all effects of an installation.

use std::fmt;

use super::walk::Walk;
use super::{
    CopiedFile, DeviceProperties, KmdfService, Model, RegistryData, RegistryEntry, Service,
};
use crate::follow::{companion, install_names};
use crate::syntax::Section;
use crate::target::ANY_ARCHITECTURE;
use crate::{InfError, InfErrorKind, Target};

/// The effects of installing the package for a device (INF `DDInstall` Section and its companions).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The model that matches the device.
    pub model: Model,
    /// The name of the install section, with its extension.
    pub section: String,
    /// The files that the installation copies.
    pub files: Vec<CopiedFile>,
    /// The values of the device's hardware key (`.HW` section).
    pub hardware_key: Vec<RegistryEntry>,
    /// The device properties that the `.HW` section sets.
    pub device: DeviceProperties,
    /// The values of the device's software (driver) key.
    pub driver_key: Vec<RegistryEntry>,
    /// The values of the class's key, for a class new to the machine (`[ClassInstall32]`).
    pub class_key: Vec<RegistryEntry>,
    /// The services that the installation creates.
    pub services: Vec<Service>,
    /// The KMDF drivers among the services.
    pub kmdf_services: Vec<KmdfService>,
    /// The parts of the installation that the reader leaves out: those of other INFs and keys.
    pub left_out: Vec<LeftOut>,
}

/// A part of an installation that the reader leaves out: a section of another INF, or a registry
/// value outside the keys of the device, the driver and the service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The line of the INF, from 1.
    pub line: usize,
    /// The part that the line asks for.
    pub what: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INF line {}: left out {}", self.line, self.what)
    }
}

impl Installation {
    /// The service of the device's function driver; `None` for a device without a driver.
    #[must_use]
    pub fn function_driver(&self) -> Option<&Service> {
        self.services.iter().find(|service| service.is_function_driver())
    }

    /// The value with the name in the hardware key itself, not in a subkey.
    #[must_use]
    pub fn hardware_value(&self, name: &str) -> Option<&RegistryData> {
        let named = |entry: &&RegistryEntry| {
            entry.subkey.is_empty() && entry.name.eq_ignore_ascii_case(name)
        };
        self.hardware_key.iter().find(named).map(|entry| &entry.data)
    }
}

impl<'a> Walk<'a> {
    /// The effects of installing the package for the device ID.
    pub(super) fn installation(
        &self,
        hardware_id: &str,
        target: Target,
    ) -> Result<Installation, InfError> {
        let model = self.best_model(hardware_id, target)?;
        let install = self.extended(&model.install_section, target).ok_or_else(|| {
            let name = &model.install_section;
            InfError::at(
                InfErrorKind::MissingSection,
                model.line,
                format!(
                    "the model's install section is missing; add [{name}.NT{}], [{name}.NT] or \
                     [{name}]",
                    target.architecture.name()
                ),
            )
        })?;
        let mut left_out = Vec::new();
        let mut sections = |section: Option<&'a Section>| match section {
            Some(section) => self.with_needs(section, &mut left_out),
            None => Ok(Vec::new()),
        };
        let companion = |extension| companion(self.document, install, extension);
        let hardware = sections(companion(".HW"))?;
        let services = sections(companion(".Services"))?;
        let wdf = sections(companion(".Wdf"))?;
        let class = sections(self.extended("ClassInstall32", target))?;
        let name = install.name.clone();
        let install = sections(Some(install))?;
        let mut hardware_key = self.add_reg(&hardware, &mut left_out)?;
        Ok(Installation {
            section: name,
            files: self.copy_files(&install, target)?,
            device: DeviceProperties::take(&mut hardware_key)?,
            hardware_key,
            driver_key: self.add_reg(&install, &mut left_out)?,
            class_key: self.add_reg(&class, &mut left_out)?,
            services: self.services(&services, &mut left_out)?,
            kmdf_services: self.kmdf_services(&wdf)?,
            left_out: in_order(left_out),
            model,
        })
    }

    /// The section with the name and the extension closest to the target.
    fn extended(&self, name: &str, target: Target) -> Option<&'a Section> {
        let architectures = [target.architecture.name(), ANY_ARCHITECTURE];
        install_names(name, &architectures).iter().find_map(|name| self.find(name))
    }
}

/// Sorts the parts by line and removes duplicates.
fn in_order(mut left_out: Vec<LeftOut>) -> Vec<LeftOut> {
    left_out.sort();
    left_out.dedup();
    left_out
}
