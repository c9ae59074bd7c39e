//! The images that `cargo xtask test` has built.

use std::fs;

use cargo_kmdf::target::{Arch, Profile};
use object::LittleEndian as LE;
use object::pe::ImageSectionHeader;
use object::read::pe::PeFile64;
use xtask::paths;

/// A built image.
pub struct Built {
    pub arch: Arch,
    pub profile: Profile,
    pub bytes: Vec<u8>,
}

impl Built {
    /// All images.
    pub fn all() -> Vec<Self> {
        let of_arch = |arch| Profile::ALL.map(|profile| Self::read(arch, profile));
        Arch::ALL.into_iter().flat_map(of_arch).collect()
    }

    pub fn read(arch: Arch, profile: Profile) -> Self {
        let path = paths::image(arch, profile).join("echo.sys");
        let bytes = fs::read(&path).unwrap_or_else(|error| {
            panic!("{}: {error}: run 'cargo xtask test', which builds the image", path.display())
        });
        Self { arch, profile, bytes }
    }

    /// The name of the image in messages.
    pub fn name(&self) -> String {
        format!("{}-{}", self.arch, self.profile)
    }

    pub fn pe(&self) -> PeFile64<'_> {
        PeFile64::parse(&*self.bytes).unwrap_or_else(|error| panic!("{}: {error}", self.name()))
    }

    /// The section that contains an address (relative to the image).
    pub fn section_of(&self, address: u32) -> Option<String> {
        let inside = |section: &&ImageSectionHeader| {
            let start = section.virtual_address.get(LE);
            (start..start + section.virtual_size.get(LE)).contains(&address)
        };
        self.pe().section_table().iter().find(inside).map(section_name)
    }

    /// The bytes at an address (relative to the image), which must have bytes in the file.
    pub fn at(&self, address: u32, length: usize) -> Vec<u8> {
        let pe = self.pe();
        let data = pe.section_table().pe_data_at(&*self.bytes, address);
        let data = data.unwrap_or_else(|| panic!("{}: no bytes at {address:#x}", self.name()));
        data[..length].to_vec()
    }
}

pub fn section_name(section: &ImageSectionHeader) -> String {
    String::from_utf8_lossy(section.raw_name()).into_owned()
}
