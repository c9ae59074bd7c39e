//! A copy of an image in memory, each page writable or executable and never both.

use std::ops::Range;
use std::sync::Arc;

use region::{Allocation, Protection};

use super::headers::Access;
use super::image::{Image, Part};
use crate::abi::DriverEntry;
use crate::memory::words::Words;

/// A copy of an image in memory; unmapped when it is dropped.
pub(crate) struct Mapping {
    memory: Allocation,
    entry: usize,
    image: Arc<Image>,
}

// SAFETY: the memory belongs to the mapping, which has no way to change it after `new`; what the
// driver's code does to it is the driver's to synchronize.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Part {
    const fn protection(&self) -> Protection {
        match self.access {
            Access::Read => Protection::READ,
            Access::Write => Protection::READ_WRITE,
            Access::Execute => Protection::READ_EXECUTE,
        }
    }

    /// Whether Windows pages the section, which the first letters of its name say.
    fn is_pageable(&self) -> bool {
        self.name.starts_with("PAGE")
    }
}

impl Mapping {
    /// Maps a new copy of an image.
    ///
    /// # Errors
    /// The error of the operating system if it refuses the memory or its protection.
    pub(crate) fn new(image: &Arc<Image>) -> region::Result<Self> {
        let mut memory = region::alloc(image.size(), Protection::READ_WRITE)?;
        let base = memory.as_mut_ptr::<u8>();
        let contents = image.at(base.expose_provenance());
        // SAFETY: the allocation is new, writable, and at least as long as the contents.
        unsafe { base.copy_from_nonoverlapping(contents.as_ptr(), contents.len()) };
        let mapping =
            Self { memory, entry: base.addr() + image.entry as usize, image: Arc::clone(image) };
        mapping.protect(0..image.size(), Protection::NONE)?;
        for part in &image.parts {
            mapping.protect(part.pages.clone(), part.protection())?;
        }
        Ok(mapping)
    }

    fn protect(&self, part: Range<usize>, protection: Protection) -> region::Result<()> {
        if part.is_empty() {
            return Ok(());
        }
        let start = self.memory.as_ptr::<u8>().wrapping_add(part.start);
        // SAFETY: the pages are the mapping's own, and nobody has a reference to them.
        unsafe { region::protect(start, part.len(), protection) }
    }

    /// The offset of an address in the image, and the name of the section there.
    pub(crate) fn locate(&self, address: usize) -> Option<(usize, String)> {
        let range = self.range();
        let offset = address.checked_sub(range.start).filter(|offset| *offset < range.len())?;
        let part = self.image.parts.iter().find(|part| part.pages.contains(&offset));
        Some((offset, part.map_or("no section", |part| part.name.as_str()).to_owned()))
    }

    /// Makes the pageable sections inaccessible, or accessible again. If the operating system refuses,
    /// they stay as they are.
    pub(crate) fn page_out(&self, out: bool) {
        for part in self.image.parts.iter().filter(|part| part.is_pageable()) {
            let protection = if out { Protection::NONE } else { part.protection() };
            let _ = self.protect(part.pages.clone(), protection);
        }
    }

    /// The name of the pageable section at an address.
    pub(crate) fn pageable_at(&self, address: usize) -> Option<&str> {
        let offset = address.checked_sub(self.range().start)?;
        let mut parts = self.image.parts.iter();
        let part = parts.find(|part| part.pages.contains(&offset) && part.is_pageable())?;
        Some(&part.name)
    }

    /// The contents of the sections that the driver can write to.
    pub(crate) fn writable(&self) -> impl Iterator<Item = Words<'_>> {
        self.image.parts.iter().filter(|part| part.access == Access::Write).map(|part| {
            let start = self.memory.as_ptr::<u8>().wrapping_add(part.pages.start);
            // SAFETY: the pages are readable while the mapping lives; the threads of a machine run
            // one at a time.
            unsafe { Words::new(start, part.pages.len()) }
        })
    }

    /// Where the image lies.
    pub(crate) fn range(&self) -> Range<usize> {
        self.memory.as_range()
    }

    /// The image's entry point. It must be called by the Windows x64 convention, whatever its type
    /// says.
    pub(crate) fn entry(&self) -> DriverEntry {
        let entry = std::ptr::with_exposed_provenance::<()>(self.entry);
        // SAFETY: the address is in an executable section of the image, and not NULL; the caller of
        // `DriverImage::from_bytes` vouches for the code there.
        unsafe { std::mem::transmute::<*const (), DriverEntry>(entry) }
    }
}

#[cfg(all(test, target_arch = "x86_64", not(miri)))]
mod tests {
    use std::sync::Arc;

    use kmdf_host_images::code::Code;
    use kmdf_host_images::synthetic::{DATA, Image as File};

    use super::{Image, Mapping, Words};

    #[test]
    fn write_to_a_variable_of_the_driver_changes_the_writable_contents() {
        let file = File::new(&Code::new().status(0));
        let image = Image::parse(&file.file(), |_, _| Some(0)).expect("an image");
        let mapping = Mapping::new(&Arc::new(image)).expect("a mapping");
        let hashes = || mapping.writable().map(Words::hash).collect::<Vec<_>>();
        let before = hashes();
        assert_eq!(before.len(), 1, "only .data is writable");
        let variable = mapping.range().start + DATA as usize + 0x40;
        let variable: *mut u32 = std::ptr::with_exposed_provenance_mut(variable);
        // SAFETY: the place lies in .data, which is mapped for writing.
        unsafe { variable.write(1) };
        assert_ne!(hashes(), before);
    }
}
