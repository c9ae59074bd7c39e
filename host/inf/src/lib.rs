//! Reads INF files, and finds the faults that `InfVerif` rejects.
//!
//! [`Inf`] reads an INF and lists the files, registry values and services that installing the
//! package creates; [`checks`] lists the faults of an INF. Both use the same modules:
//!
//! - `encoding` decodes the bytes of a file.
//! - `syntax`, with `scanner`, splits the text into sections of entries; `line` is one entry with the
//!   number of its line.
//! - `strings` replaces tokens by `[Strings]`, and reads numbers; `names` compares names.
//! - `document` combines these modules for one INF.
//! - `decoration` and `target` choose the decorated sections for a version of Windows.
//! - `follow` goes from manufacturers to models, install sections, companions and lists.
//! - `guid` checks the form of a GUID.
//! - `path` joins paths and splits off directory numbers.
//! - `addreg` reads a registry value: flags, type and data.
//! - `work` counts, in tests, the work of reading and checking: the work is proportional to the
//!   INF's length, whatever the INF contains.
#![forbid(unsafe_code)]

mod addreg;
pub mod checks;
mod decoration;
mod document;
mod encoding;
mod error;
mod follow;
mod guid;
mod line;
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
    KmdfService, LeftOut, Model, RegistryData, RegistryEntry, Service, StartType, Version, decode,
};
pub use target::{Architecture, Target};
