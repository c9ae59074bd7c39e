//! The exports that this host has for images.

/// The address of an export, if the host has it; the name of the DLL in any letter case. None on
/// hosts that cannot run images.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn address(_dll: &str, _name: &str) -> Option<usize> {
    None
}

#[cfg(target_arch = "x86_64")]
pub(super) use super::win64::address;
