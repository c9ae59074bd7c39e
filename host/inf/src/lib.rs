//! INF files: what a machine takes from one, and what `InfVerif` rejects in one.
//!
//! [`Inf`] reads an INF and answers what installing the package leaves on a machine; [`checks`]
//! lists the faults of an INF. Both stand on the same modules:
//!
//! - `encoding` decodes the bytes of a file.
//! - `syntax`, with `scanner`, splits the text into sections of entries, each with its line number.
//! - `strings` puts `[Strings]` in for tokens, and reads numbers; `names` compares names.
//! - `document` is all of this for one INF.
//! - `decoration` and `target` tell which decorated sections are for which Windows.
//! - `follow` goes from manufacturers to models, install sections, companions and lists.
//! - `guid` knows the form of a GUID.
//! - `path` puts paths together and takes directory numbers off.
//! - `addreg` reads a registry value: flags, type and data.
//! - `work` counts, in tests, what reading and checking costs: both grow with the length of the INF
//!   and no faster, whatever the INF says.
#![forbid(unsafe_code)]

mod addreg;
pub mod checks;
mod decoration;
mod document;
mod encoding;
mod error;
mod follow;
mod guid;
mod names;
mod path;
mod reader;
mod scanner;
mod strings;
mod syntax;
mod target;
mod work;
#[cfg(test)]
mod work_tests;

pub use error::{InfError, InfErrorKind};
pub use reader::{
    CopiedFile, DeviceProperties, DriverVer, ErrorControl, Inf, Installation, KmdfLibraryVersion,
    KmdfService, LeftOut, Model, RegistryData, RegistryEntry, Service, StartType, Version,
};
pub use target::{Architecture, Target};
