//! What an image is built for: an architecture and a profile.

use std::fmt;

use clap::{Args, ValueEnum};

/// An architecture of Windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Arch {
    /// x86-64, which INF files call `amd64`.
    X64,
    /// ARM64.
    Arm64,
}

impl Arch {
    /// Both.
    pub const ALL: [Self; 2] = [Self::X64, Self::Arm64];

    /// That of the images which the host runs on this machine.
    pub const HOST: Self = if cfg!(target_arch = "aarch64") { Self::Arm64 } else { Self::X64 };

    /// The target triple of Rust's compiler.
    #[must_use]
    pub const fn triple(self) -> &'static str {
        match self {
            Self::X64 => "x86_64-pc-windows-msvc",
            Self::Arm64 => "aarch64-pc-windows-msvc",
        }
    }

    /// The name in an INF, which stampinf puts in place of `$ARCH$`.
    #[must_use]
    pub const fn inf_name(self) -> &'static str {
        match self {
            Self::X64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }

    /// The name of the kit's library folders.
    #[must_use]
    pub const fn kit_name(self) -> &'static str {
        match self {
            Self::X64 => "x64",
            Self::Arm64 => "ARM64",
        }
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::X64 => "x64",
            Self::Arm64 => "arm64",
        })
    }
}

/// How an image is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// With debug assertions and debug output.
    Debug,
    /// Optimized for size, without debug assertions and debug output.
    Release,
}

impl Profile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Debug, Self::Release];
}

impl fmt::Display for Profile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Debug => "debug",
            Self::Release => "release",
        })
    }
}

/// The choice of an architecture and a profile on a command line.
#[derive(Debug, Clone, Copy, Args)]
pub struct What {
    /// The architecture
    #[arg(long, value_enum, default_value = "x64")]
    pub arch: Arch,
    /// Optimize, and leave out debug assertions and output
    #[arg(long, conflicts_with = "debug")]
    release: bool,
    /// Keep debug assertions and output (the default)
    #[arg(long)]
    debug: bool,
}

impl What {
    /// The chosen profile.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        if self.release { Profile::Release } else { Profile::Debug }
    }
}
