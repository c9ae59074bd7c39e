//! The exports that this host has for images.

/// The address of an export, if the host has it; the name of the DLL in any letter case. None on
/// hosts that cannot run images.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) fn address(_dll: &str, _name: &str) -> Option<usize> {
    None
}

/// The names of the kernel's exports; none on hosts that cannot run images.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) fn kernel_names() -> Vec<&'static str> {
    Vec::new()
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) use super::win64::address;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) use super::win64::kernel_names;
