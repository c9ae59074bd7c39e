//! Reads an INF, or the template of one, and answers what installing the package would do.
//!
//! An [`Inf`] is a text that was read; [`Inf::model_for`] follows it from a device's hardware ID to
//! the files, registry values and services that installing the package on 64-bit Windows 10
//! version 2004 or later leaves behind. A template (`.inx`) is read as it is: `$ARCH$` stands for
//! every architecture, and `$KMDFVERSION$` for a version not known yet.
//!
//! ```
//! use kmdf_inf::{Architecture, Inf, RegistryData};
//!
//! let inf = Inf::parse(
//!     r#"
//!     [Version]
//!     Signature = "$Windows NT$"
//!     [Manufacturer]
//!     %Maker% = Toasters, NTamd64.10.0...19041
//!     [Toasters.NTamd64.10.0...19041]
//!     "A toaster" = Toaster, root\toaster
//!     [Toaster.NT]
//!     [Toaster.NT.HW]
//!     AddReg = Toaster_AddReg
//!     [Toaster_AddReg]
//!     HKR,, Slots, 0x00010001, 2
//!     [Strings]
//!     Maker = "Toasters, Inc."
//!     "#,
//! )?;
//! let toaster = inf.model_for(r"ROOT\TOASTER", Architecture::Amd64)?;
//! assert_eq!(toaster.model.manufacturer, "Toasters, Inc.");
//! assert_eq!(toaster.hardware_value("Slots"), Some(&RegistryData::Dword(2)));
//! # Ok::<(), kmdf_inf::InfError>(())
//! ```

mod device;
mod files;
mod install;
mod models;
mod registry;
mod services;
mod version;
mod wdf;

pub use device::DeviceProperties;
pub use files::CopiedFile;
pub use install::Installation;
pub use models::Model;
pub use registry::{RegistryData, RegistryEntry};
pub use services::{ErrorControl, Service, StartType};
pub use version::{DriverVer, Version};
pub use wdf::{KmdfLibraryVersion, KmdfService};

use crate::strings::Strings;
use crate::syntax::{self, Line, Section};
use crate::{InfError, InfErrorKind};

/// An INF, or the template of one, that was read.
#[derive(Debug, Clone)]
pub struct Inf {
    sections: Vec<Section>,
    strings: Strings,
    version: Version,
}

impl Inf {
    /// Reads an INF from text.
    ///
    /// # Errors
    /// A line that does not follow the syntax, or a `[Version]` section that is missing or cannot be
    /// read. What else may be wrong shows when it is used.
    pub fn parse(text: &str) -> Result<Self, InfError> {
        let sections = syntax::sections(text)?;
        let strings = Strings::new(find(&sections, "Strings"));
        let version = Version::read(find(&sections, "Version"), &strings)?;
        Ok(Self { sections, strings, version })
    }

    /// Reads an INF from a file's bytes: UTF-16LE with a byte order mark, or UTF-8 with or without.
    ///
    /// # Errors
    /// Bytes that are neither, and those of [`Inf::parse`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InfError> {
        Self::parse(&crate::encoding::decode(bytes)?)
    }

    /// The entries of `[Version]`.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }

    fn find(&self, name: &str) -> Option<&Section> {
        find(&self.sections, name)
    }

    /// The section of a name that an entry of the INF gives.
    fn named(&self, name: &str, by: &str, line: usize) -> Result<&Section, InfError> {
        self.find(name).ok_or_else(|| {
            InfError::at(
                InfErrorKind::MissingSection,
                line,
                format!(
                    "{by} names the section [{name}], which is missing; add it or correct the name"
                ),
            )
        })
    }

    /// The first field of an entry that the section must have, and its line. The section was named
    /// in the line `by`.
    fn required(
        &self,
        section: &Section,
        key: &str,
        by: usize,
    ) -> Result<(String, usize), InfError> {
        let entry =
            section.first(key).filter(|line| !line.field(0).is_empty()).ok_or_else(|| {
                InfError::at(
                    InfErrorKind::MissingEntry,
                    section.lines.first().map_or(by, |line| line.number),
                    format!("the section [{}] has no {key}; add `{key} = ...`", section.name),
                )
            })?;
        Ok((self.text(entry, 0)?, entry.number))
    }

    /// A field of a line, with its strings put in; empty where the line has none.
    fn text(&self, line: &Line, index: usize) -> Result<String, InfError> {
        self.strings.expand(line.field(index), line.number)
    }

    /// The fields of a line from the given one on, with their strings put in, empty ones left out.
    fn list(&self, line: &Line, from: usize) -> Result<Vec<String>, InfError> {
        line.fields
            .iter()
            .skip(from)
            .filter(|field| !field.is_empty())
            .map(|field| self.strings.expand(field, line.number))
            .collect()
    }
}

fn find<'a>(sections: &'a [Section], name: &str) -> Option<&'a Section> {
    sections.iter().find(|section| syntax::same_name(&section.name, name))
}
