//! INF files: what a machine takes from one, and what `InfVerif` rejects in one.
//!
//! - [`syntax`]: the text as sections of entries; [`strings`]: `[Strings]` and numbers.
//! - [`Inf`] and what it answers: what installing a package leaves on a machine.
//! - [`checks`]: what `InfVerif` rejects.
#![forbid(unsafe_code)]

pub mod checks;
mod decoration;
mod document;
mod encoding;
mod error;
mod reader;
mod scanner;
pub mod strings;
pub mod syntax;
mod target;

pub use error::{InfError, InfErrorKind};
pub use reader::{
    CopiedFile, DeviceProperties, DriverVer, ErrorControl, Inf, Installation, KmdfLibraryVersion,
    KmdfService, Model, RegistryData, RegistryEntry, Service, StartType, Version,
};
pub use target::{Architecture, Target};
