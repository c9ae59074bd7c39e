//! Builds `echo.sys` from the published crates, with a kit that stands for the WDK.

mod compile;
pub mod crates;
pub mod folder;
mod kit;
mod link;
pub mod lock;
pub mod version;
pub mod wdk_build;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use object::LittleEndian;
use object::read::pe::PeFile64;

use crate::driver::Driver;
use crate::paths;
use crate::print::say;
use crate::target::{Arch, Profile};
use crate::toolchain::Toolchain;

/// Builds the image and returns its path: `echo.sys` in [`crate::paths::image`].
///
/// # Errors
/// If a tool is missing, or one of the steps fails.
pub fn build(arch: Arch, profile: Profile) -> Result<PathBuf> {
    let toolchain = Toolchain::of_this_cargo()?;
    let driver = Driver::read(&paths::root())?;
    let workspace = paths::target().join("kernel");
    say!("building echo.sys for {arch}, {profile}")?;

    let kit = kit::stage(&workspace.join("kit"), &driver.kmdf_version()?, &toolchain, arch)?;
    let library = compile::compile(&workspace, &driver, &kit, &toolchain, arch, profile)?;

    let folder = paths::image(arch, profile);
    let resource = workspace.join("kit/Lib").join(arch.kit_name()).join("version.res");
    let version = version::file_version(driver.version()?)?;
    let content = version::resource(version, profile == Profile::Debug);
    folder::write_if_changed(&resource, &content)?;
    let image = folder.join("echo.sys");
    folder::make_folder(&folder)?;
    link::link(&library, &kit, &resource, &image, &toolchain, arch)?;

    let Size { file: all, resources } = size(&image)?;
    let rest = all - resources;
    say!("{}: {all} bytes, {rest} without the version resource", image.display())?;
    Ok(image)
}

/// The size of an image file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The whole file.
    pub file: u64,
    /// The part that the resources take.
    pub resources: u64,
}

/// The size of an image file.
///
/// # Errors
/// If the file cannot be read, or is not an image.
pub fn size(image: &Path) -> Result<Size> {
    let bytes = folder::read(image)?;
    let file = PeFile64::parse(&*bytes).with_context(|| {
        format!("{} is not a PE image for a 64-bit machine; build it again", image.display())
    })?;
    let section = file.section_table().iter().find(|section| section.raw_name() == b".rsrc");
    let resources = section.map_or(0, |section| section.size_of_raw_data.get(LittleEndian).into());
    Ok(Size { file: bytes.len() as u64, resources })
}
