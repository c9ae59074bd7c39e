//! Why a file is not an image that this host can run.
#![forbid(unsafe_code)]

use std::fmt;

/// Why a file is not a driver image that this host can run. The text does not name the file.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImageError {
    /// The file cannot be read.
    Unreadable {
        /// What the operating system says.
        error: std::io::Error,
    },
    /// The file, or the image that it describes, is larger than the host accepts.
    TooLarge {
        /// `the file` or `the image in memory`.
        what: &'static str,
        /// Its size in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The bytes are not a PE32+ file.
    NotAnImage {
        /// The reason.
        reason: String,
    },
    /// The image is for another processor than this host's.
    WrongMachine {
        /// `IMAGE_FILE_HEADER.Machine`.
        machine: u16,
    },
    /// This host runs on a processor for which it runs no images.
    WrongHost {
        /// `IMAGE_FILE_HEADER.Machine`.
        machine: u16,
    },
    /// The image is not of the native subsystem, as kernel images are.
    NotNative {
        /// `IMAGE_OPTIONAL_HEADER64.Subsystem`.
        subsystem: u16,
    },
    /// A section cannot be mapped.
    BadSection {
        /// Its name.
        section: String,
        /// The problem.
        problem: String,
    },
    /// A part of the image is invalid.
    Malformed {
        /// The part: `headers`, `entry point`, `imports`, `base relocations`.
        part: &'static str,
        /// The problem.
        problem: String,
    },
    /// The image can only run at the address that it was linked for.
    NoRelocations,
    /// The checksum in the headers is not that of the file.
    WrongChecksum {
        /// `IMAGE_OPTIONAL_HEADER64.CheckSum`.
        stored: u32,
        /// The checksum of the file's bytes.
        computed: u32,
    },
    /// The image imports functions that the host does not have.
    MissingImports {
        /// Each as `DLL!name`, or `DLL!#ordinal`.
        imports: Vec<String>,
    },
}

/// The name of a machine type, for people.
fn machine_name(machine: u16) -> String {
    let name = match machine {
        0x014c => "x86",
        0x01c4 => "ARM",
        0x8664 => "x64",
        0xaa64 => "ARM64",
        _ => return format!("machine type {machine:#06x}"),
    };
    format!("{name} (machine type {machine:#06x})")
}

fn subsystem_name(subsystem: u16) -> String {
    let name = match subsystem {
        2 => "Windows GUI",
        3 => "Windows console",
        10..=13 => "EFI",
        _ => return format!("subsystem {subsystem}"),
    };
    format!("subsystem {subsystem}, {name}")
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { error } => write!(f, "the file cannot be read: {error}"),
            Self::TooLarge { what, bytes, limit } => {
                write!(f, "{what} has {bytes} bytes; the host accepts at most {limit}")
            }
            Self::NotAnImage { reason } => {
                write!(f, "this is not a 64-bit Windows image (PE32+): {reason}")
            }
            Self::WrongMachine { machine } => write!(
                f,
                "the image is for {}: the host runs images for {} only",
                machine_name(*machine),
                super::image::MACHINE.map_or("no machine".into(), machine_name)
            ),
            Self::WrongHost { machine } => write!(
                f,
                "images run on x86-64 and ARM64 hosts only; this host is {}, and the image is for {}: \
                 run the driver's source instead",
                std::env::consts::ARCH,
                machine_name(*machine)
            ),
            Self::NotNative { subsystem } => write!(
                f,
                "the image is not a kernel image ({}): link it with /SUBSYSTEM:NATIVE",
                subsystem_name(*subsystem)
            ),
            Self::BadSection { section, problem } => write!(f, "the section {section}: {problem}"),
            Self::Malformed { part, problem } => write!(f, "the image's {part}: {problem}"),
            Self::NoRelocations => f.write_str(
                "the image has no base relocations and runs at one address only: link it without \
                 /FIXED",
            ),
            Self::WrongChecksum { stored, computed } => write!(
                f,
                "the checksum in the headers is {stored:#x}, that of the file is {computed:#x}, and \
                 Windows refuses the driver (STATUS_IMAGE_CHECKSUM_MISMATCH, 0xc0000221): the file was \
                 changed after it was linked, or it was linked without /RELEASE"
            ),
            Self::MissingImports { imports } => {
                write!(
                    f,
                    "the image imports functions that the host does not have: {}",
                    imports.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for ImageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { error } => error.source(),
            _ => None,
        }
    }
}
