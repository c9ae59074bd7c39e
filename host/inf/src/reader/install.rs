//! The install sections of a model: everything that installing it does.

use super::{
    CopiedFile, DeviceProperties, Inf, KmdfService, Model, RegistryData, RegistryEntry, Service,
};
use crate::syntax::Section;
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

impl Inf {
    /// What installing the package for a device with this hardware (or compatible) ID does.
    ///
    /// Registry keys come out as they are when they were empty before. Of the install sections the
    /// directives `CopyFiles`, `AddReg`, `AddService` and `KmdfService` are read; others, such as
    /// `DelReg`, are not looked at. `Include` and `Needs` are refused, since what they bring in is in
    /// other files.
    ///
    /// # Errors
    /// An ID that the INF does not have, an INF that is not for the target, or a section that is
    /// missing or cannot be read.
    pub fn model_for(
        &self,
        hardware_id: &str,
        target: impl Into<Target>,
    ) -> Result<Installation, InfError> {
        let target = target.into();
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
        // The extension that the install section has is the one that its companions must have.
        let companion = |suffix| self.find(&format!("{}{suffix}", install.name));
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
    fn extended(&self, name: &str, target: Target) -> Option<&Section> {
        target.extensions().iter().find_map(|extension| self.find(&format!("{name}{extension}")))
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
