//! The Windows that a package is installed on, and how closely decorated sections match it.

use crate::decoration::{Decoration, WINDOWS_10};

/// A 64-bit architecture that Windows 10 and later run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Architecture {
    /// x64, `amd64` in INFs.
    Amd64,
    /// ARM64, `arm64` in INFs.
    Arm64,
}

impl Architecture {
    /// The architecture that this program was built for; x64 if it was built for neither.
    pub const HOST: Self = if cfg!(target_arch = "aarch64") { Self::Arm64 } else { Self::Amd64 };

    /// The architecture's name in INFs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }
}

/// A client edition of Windows 10 or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    /// The machine's architecture.
    pub architecture: Architecture,
    /// The build of Windows 10.0, for example 19041 for version 2004. Windows 11 continues the
    /// build numbers of Windows 10.
    pub build: u32,
}

impl From<Architecture> for Target {
    /// Windows 10 version 2004 (build 19041) on the architecture.
    fn from(architecture: Architecture) -> Self {
        Self { architecture, build: 19041 }
    }
}

/// The variable that stands for every architecture in a template (Using INX Files).
pub(crate) const ANY_ARCHITECTURE: &str = "$arch$";
/// `VER_NT_WORKSTATION`.
const PRODUCT_TYPE: u32 = 1;
/// `VER_SUITE_SINGLEUSERTS`.
const SUITES: u32 = 0x100;

/// How closely a decoration matches the target; greater is closer. Version and build count first.
pub(crate) type Closeness = ((u32, u32), u32, bool, bool);

impl Target {
    /// The extensions of source media sections for this target, the most specific one first (INF
    /// `SourceDisksFiles` Section).
    pub(crate) fn media_extensions(self) -> [String; 3] {
        [format!(".{}", self.architecture.name()), format!(".{ANY_ARCHITECTURE}"), String::new()]
    }

    /// How closely a decoration matches; `None` if the decoration does not apply.
    ///
    /// A decoration without an architecture applies only to x86 (INF Manufacturer Section).
    pub(crate) fn closeness(self, decoration: &Decoration) -> Option<Closeness> {
        let Decoration { architecture, version, product_type, suite_mask, .. } = decoration;
        if architecture != self.architecture.name() && architecture != ANY_ARCHITECTURE {
            return None;
        }
        // A build number has a meaning only for its own version.
        let build = if *version == WINDOWS_10 { decoration.build } else { 0 };
        let applies = *version <= WINDOWS_10
            && build <= self.build
            && product_type.is_none_or(|product| product == PRODUCT_TYPE)
            && suite_mask.is_none_or(|mask| mask & SUITES == mask);
        applies.then_some((*version, build, product_type.is_some(), suite_mask.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS_11: Target = Target { architecture: Architecture::Amd64, build: 22000 };

    fn closeness(decoration: &str) -> Option<Closeness> {
        WINDOWS_11.closeness(&Decoration::parse(decoration).unwrap())
    }

    #[test]
    fn decoration_applies_from_its_version_on() {
        for decoration in [
            "NTamd64",
            "ntAMD64.6.1",
            "NTamd64.10.0",
            "NTamd64.10.0...22000",
            "NT$ARCH$.10.0...19041",
            "NTamd64.6.1...99999",
            "NTamd64.10.0.1.0x100.19041",
        ] {
            assert!(closeness(decoration).is_some(), "{decoration}");
        }
    }

    #[test]
    fn decoration_for_other_machine_does_not_apply() {
        for decoration in [
            "NT",
            "NT.10.0",
            "NTx86",
            "NTarm64.10.0",
            "NTamd64.10.1",
            "NTamd64.11",
            "NTamd64.10.0...22001",
            "NTamd64.10.0.3",
            "NTamd64.10.0..0x80",
        ] {
            assert_eq!(closeness(decoration), None, "{decoration}");
        }
    }

    #[test]
    fn closer_decoration_ranks_higher() {
        let rising = [
            "NTamd64",
            "NTamd64....0x100",
            "NTamd64...1",
            "NTamd64.6.1.1",
            "NTamd64.10.0",
            "NTamd64.10.0...19041",
            "NTamd64.10.0...22000",
        ];
        let ranks = rising.map(|decoration| closeness(decoration).unwrap());
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    }

    #[test]
    fn malformed_decoration_is_error() {
        for decoration in ["amd64", "NTamd64.x", "NTamd64.10.0.0.0.0.0", "NTamd64.10.0...0x"] {
            assert!(Decoration::parse(decoration).is_err(), "{decoration}");
        }
    }
}
