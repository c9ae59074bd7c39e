//! Builds a driver's image from the published crates, with a kit that stands for the WDK.

mod compile;
pub mod crates;
pub mod environment;
pub mod folder;
mod kit;
mod link;
pub mod lock;
pub mod rest;
pub mod version;
pub mod wdk_build;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use object::LittleEndian;
use object::read::pe::PeFile64;
use serde_json::json;

use crate::driver::Driver;
use crate::print::Output;
use crate::target::{Arch, Profile};
use crate::toolchain::Toolchain;

/// Builds the image and returns its path: the driver's name with `.sys`, in
/// [`Driver::image_folder`].
///
/// # Errors
/// If a tool is missing, or one of the steps fails.
pub fn build(driver: &Driver, arch: Arch, profile: Profile, output: Output) -> Result<PathBuf> {
    let file = driver.file("sys");
    output.progress(format_args!("building {file} for {arch}, {profile}"));
    let toolchain = Toolchain::of_this_cargo()?;
    let version = version::file_version(&driver.version())?;
    let details = driver.details()?;

    let kit = driver.kernel_folder().join("kit");
    let kit = kit::stage(&kit, &driver.kmdf_version()?, &toolchain, arch)?;
    let library = compile::compile(driver, &kit, &toolchain, arch, profile, output)?;

    let resource = kit.root.join("Lib").join(arch.kit_name()).join("version.res");
    let content = version::resource(&driver.name(), &details, version, profile == Profile::Debug);
    folder::write_if_changed(&resource, &content)?;
    let folder = driver.image_folder(arch, profile);
    let image = folder.join(file);
    folder::make_folder(&folder)?;
    link::link(&library, &kit, &resource, &image, &toolchain, arch)?;

    let Size { file: all, resources } = size(&image)?;
    let rest = all - resources;
    output.result(
        format_args!("{}: {all} bytes, {rest} without the version resource", image.display()),
        || json!({"reason": "image", "path": image, "bytes": all, "resource-bytes": resources}),
    )?;
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
