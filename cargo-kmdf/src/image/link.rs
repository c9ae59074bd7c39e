//! Links the image with `rust-lld`, as a WDK build would with Microsoft's linker.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::kit::{self, Kit};
use crate::process;
use crate::target::Arch;
use crate::toolchain::Toolchain;

/// Links the driver's library, the kit's objects and the version resource into an image.
///
/// # Errors
/// If the linker fails.
pub fn link(
    library: &Path,
    kit: &Kit,
    resource: &Path,
    image: &Path,
    toolchain: &Toolchain,
    arch: Arch,
) -> Result<()> {
    let mut linker = Command::new(toolchain.linker());
    linker
        .args(["-flavor", "link", "/nologo", "/wx"])
        .arg(format!("/machine:{}", kit::machine(arch)))
        .args(KERNEL_IMAGE)
        .args(SECTIONS.map(|(name, attributes)| format!("/section:{name},{attributes}")))
        .arg(library)
        .args(&kit.objects)
        .arg(resource)
        .arg(kit::option("/out:", image));
    process::output(&mut linker, "linking the image").map(drop)
}

/// A native image that the kernel starts at the framework's entry code. It has every protection
/// that a driver can have, a checksum, and nothing that depends on the time or place of the build.
const KERNEL_IMAGE: [&str; 16] = [
    "/driver",
    "/kernel",
    "/subsystem:native,10.0",
    "/version:10.0",
    "/entry:FxDriverEntry",
    "/nodefaultlib",
    "/dynamicbase",
    "/highentropyva",
    "/nxcompat",
    "/tsaware:no",
    "/guard:cf",
    "/integritycheck",
    "/opt:ref,icf",
    "/release",
    "/brepro",
    "/manifest:no",
];

/// The attributes that a link with the WDK sets: executable or writable, never both, not pageable.
const SECTIONS: [(&str, &str); 4] =
    [(".text", "erp"), (".rdata", "rp"), (".data", "rwp"), (".pdata", "rp")];
