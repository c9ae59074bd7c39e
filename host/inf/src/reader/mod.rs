//! Reads an INF or an INF template, and lists the effects of installing the package.
//!
//! [`Inf::model_for`] follows an [`Inf`] from a device's hardware ID to the files, registry values
//! and services that installing the package on 64-bit Windows 10 version 2004 or later creates. A
//! template (`.inx`) needs no stamping: `$ARCH$` stands for every architecture, and `$KMDFVERSION$`
//! for a version not known yet.
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
mod key;
mod models;
mod registry;
mod services;
mod version;
mod walk;
mod wdf;

pub use device::DeviceProperties;
pub use files::CopiedFile;
pub use install::{Installation, LeftOut};
pub use models::Model;
pub use registry::{RegistryData, RegistryEntry};
pub use services::{ErrorControl, Service, StartType};
pub use version::{DriverVer, Version};
pub use wdf::{KmdfLibraryVersion, KmdfService};

use crate::document::Document;
use crate::encoding::{self, Encoding};
use crate::{Architecture, InfError, InfErrorKind, Target};
use walk::Walk;

/// The text of an INF file's bytes, in the encodings of [`Inf::from_bytes`].
///
/// # Errors
/// Damaged or big-endian UTF-16.
pub fn decode(bytes: &[u8]) -> Result<String, InfError> {
    let decoded = encoding::decode(bytes);
    let fault = match decoded.encoding {
        Encoding::DamagedUtf16 => {
            "the byte order mark says UTF-16LE, but the text is cut or damaged; save the file again"
        }
        Encoding::BigEndian => "the file is UTF-16BE; save it as UTF-16LE or UTF-8",
        Encoding::Ascii | Encoding::Ansi { .. } | Encoding::Utf16 | Encoding::Utf8 => {
            return Ok(decoded.text.into_owned());
        }
    };
    Err(InfError::new(InfErrorKind::Encoding, fault))
}

/// An INF or an INF template.
#[derive(Debug, Clone)]
pub struct Inf {
    document: Document,
    version: Version,
}

impl Inf {
    /// Reads an INF from text.
    ///
    /// # Errors
    /// A malformed line, or a `[Version]` section that is missing or faulty. Other faults are
    /// reported when the faulty entries are used.
    pub fn parse(text: &str) -> Result<Self, InfError> {
        let document = Document::read(text);
        if let Some(error) = document.errors().first() {
            return Err(error.clone());
        }
        let version = Version::read(&Walk::new(&document))?;
        Ok(Self { document, version })
    }

    /// Reads an INF from a file's bytes: UTF-16LE or UTF-8 with a byte order mark, or Windows-1252,
    /// the ANSI code page of western Windows, without a mark.
    ///
    /// # Errors
    /// Damaged or big-endian UTF-16, and the errors of [`Inf::parse`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InfError> {
        Self::parse(&decode(bytes)?)
    }

    /// The entries of `[Version]`.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The devices that the package is for on the target, in the order of the INF.
    ///
    /// For each manufacturer, the models section closest to the target counts; an empty section
    /// excludes the target. A section without an architecture is only for x86 (INF Manufacturer
    /// Section).
    ///
    /// # Errors
    /// A missing section, no section for the target, or a faulty line.
    pub fn models(&self, target: impl Into<Target>) -> Result<Vec<Model>, InfError> {
        Walk::new(&self.document).models(target.into())
    }

    /// The lowest build of Windows 10 for which the INF has a models section; 0 if a section is for
    /// earlier versions of Windows too.
    ///
    /// # Errors
    /// A faulty decoration, or no section for the architecture.
    pub fn lowest_build(&self, architecture: Architecture) -> Result<u32, InfError> {
        Walk::new(&self.document).lowest_build(architecture)
    }

    /// The effects of installing the package for a device with this hardware (or compatible) ID.
    ///
    /// Registry keys are assumed to be empty before the installation. The directives `CopyFiles`,
    /// `AddReg`, `AddService` and `KmdfService` of the install sections are read; others, such as
    /// `DelReg`, are ignored. Sections of other INFs (`Include`), and values outside the keys of
    /// the device, the driver and the service, are left out and listed in
    /// [`Installation::left_out`].
    ///
    /// # Errors
    /// An ID that the INF does not have, an INF for other targets, or a section that is missing or
    /// faulty.
    pub fn model_for(
        &self,
        hardware_id: &str,
        target: impl Into<Target>,
    ) -> Result<Installation, InfError> {
        Walk::new(&self.document).installation(hardware_id, target.into())
    }
}
