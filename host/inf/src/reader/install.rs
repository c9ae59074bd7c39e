//! The install sections of a model: everything that installing it does.

use super::walk::Walk;
use super::{
    CopiedFile, DeviceProperties, KmdfService, Model, RegistryData, RegistryEntry, Service,
};
use crate::follow::{companion, install_names};
use crate::syntax::Section;
use crate::target::ANY_ARCHITECTURE;
use crate::{InfError, InfErrorKind, Target};

/// What installing the package for a device does (INF `DDInstall` Section and its companions).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The model that the device was found to be.
    pub model: Model,
    /// The install section that is used, with its extension.
    pub section: String,
    /// The files that are copied.
    pub files: Vec<CopiedFile>,
    /// What the device's hardware key gets (`.HW` section).
    pub hardware_key: Vec<RegistryEntry>,
    /// What the `.HW` section says of the device itself.
    pub device: DeviceProperties,
    /// What the device's software (driver) key gets.
    pub driver_key: Vec<RegistryEntry>,
    /// What the class's key gets if the class is new to the machine (`[ClassInstall32]`).
    pub class_key: Vec<RegistryEntry>,
    /// The services that are created.
    pub services: Vec<Service>,
    /// Those of the services that are KMDF drivers.
    pub kmdf_services: Vec<KmdfService>,
}

impl Installation {
    /// The service of the device's function driver; `None` for a device without a driver.
    #[must_use]
    pub fn function_driver(&self) -> Option<&Service> {
        self.services.iter().find(|service| service.is_function_driver())
    }

    /// The value of that name in the hardware key itself, not in a subkey.
    #[must_use]
    pub fn hardware_value(&self, name: &str) -> Option<&RegistryData> {
        let named = |entry: &&RegistryEntry| {
            entry.subkey.is_empty() && entry.name.eq_ignore_ascii_case(name)
        };
        self.hardware_key.iter().find(named).map(|entry| &entry.data)
    }
}

impl<'a> Walk<'a> {
    /// What installing the package for the device ID does.
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
        let companion = |extension| companion(self.document, install, extension);
        let (hardware, services, wdf) =
            (companion(".HW"), companion(".Services"), companion(".Wdf"));
        for section in [Some(install), hardware, services, wdf].into_iter().flatten() {
            refuse_includes(section)?;
        }
        let registry = |section: Option<&Section>| {
            section.map_or_else(|| Ok(Vec::new()), |section| self.add_reg(section))
        };
        let mut hardware_key = registry(hardware)?;
        Ok(Installation {
            section: install.name.clone(),
            files: self.copy_files(install, target)?,
            device: DeviceProperties::take(&mut hardware_key)?,
            hardware_key,
            driver_key: registry(Some(install))?,
            class_key: registry(self.extended("ClassInstall32", target))?,
            services: services.map_or_else(|| Ok(Vec::new()), |section| self.services(section))?,
            kmdf_services: wdf
                .map_or_else(|| Ok(Vec::new()), |section| self.kmdf_services(section))?,
            model,
        })
    }

    /// The section of that name with the extension closest to the target.
    fn extended(&self, name: &str, target: Target) -> Option<&'a Section> {
        let architectures = [target.architecture.name(), ANY_ARCHITECTURE];
        install_names(name, &architectures).iter().find_map(|name| self.find(name))
    }
}

fn refuse_includes(section: &Section) -> Result<(), InfError> {
    match section.first("Include").or_else(|| section.first("Needs")) {
        None => Ok(()),
        Some(line) => Err(InfError::at(
            InfErrorKind::Unsupported,
            line.number,
            format!(
                "[{}] takes in a section of `{}`, which cannot be followed here; write what is \
                 needed into this INF",
                section.name,
                line.field(0)
            ),
        )),
    }
}
