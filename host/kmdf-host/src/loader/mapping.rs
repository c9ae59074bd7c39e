//! A copy of an image in memory, each page writable or executable and never both.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

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
    /// The contents of the pages that the driver can write to, as they are after a load.
    writable: Vec<Contents>,
}

/// The bytes of a part of the image, and where they lie.
struct Contents {
    pages: Range<usize>,
    bytes: Box<[u8]>,
}

// SAFETY: the memory belongs to the mapping, which has no way to change it after `new`; what the
// driver's code does to it is the driver's to synchronize.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

/// Copies of an image that no driver uses any more, for the next loads: mapping and protecting pages
/// takes longer than all else that a load does, and an exploration loads an image for each schedule.
#[derive(Default)]
pub(super) struct Spares(Mutex<Vec<Spare>>);

/// A copy that no driver uses.
struct Spare {
    memory: Allocation,
    writable: Vec<Contents>,
}

// SAFETY: `set_aside` makes a spare of the last reference to a mapping, so nobody else has the
// memory.
unsafe impl Send for Spare {}

impl std::fmt::Debug for Spares {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spares").finish_non_exhaustive()
    }
}

impl Spares {
    fn all(&self) -> std::sync::MutexGuard<'_, Vec<Spare>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

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
    /// A copy of an image, as after a load.
    ///
    /// # Errors
    /// The error of the operating system if it refuses the memory or its protection.
    pub(crate) fn new(image: &Arc<Image>) -> region::Result<Self> {
        let spare = image.spares.all().pop();
        let Some(Spare { memory, writable }) = spare else { return Self::map(image) };
        let mapping = Self::of(memory, writable, image);
        for Contents { pages, bytes } in &mapping.writable {
            let place = mapping.start().wrapping_add(pages.start);
            // SAFETY: the pages are the mapping's own, writable, and as long as the contents; nobody
            // has a reference to them.
            unsafe { place.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        }
        Ok(mapping)
    }

    /// Maps a new copy of an image.
    fn map(image: &Arc<Image>) -> region::Result<Self> {
        let mut memory = region::alloc(image.size(), Protection::READ_WRITE)?;
        let base = memory.as_mut_ptr::<u8>();
        let contents = image.at(base.expose_provenance());
        // SAFETY: the allocation is new, writable, and at least as long as the contents.
        unsafe { base.copy_from_nonoverlapping(contents.as_ptr(), contents.len()) };
        let writable = image.parts.iter().filter(|part| part.access == Access::Write);
        let writable = writable.map(|part| Contents {
            pages: part.pages.clone(),
            bytes: contents[part.pages.clone()].into(),
        });
        let mapping = Self::of(memory, writable.collect(), image);
        mapping.protect(0..image.size(), Protection::NONE)?;
        for part in &image.parts {
            mapping.protect(part.pages.clone(), part.protection())?;
        }
        Ok(mapping)
    }

    fn of(memory: Allocation, writable: Vec<Contents>, image: &Arc<Image>) -> Self {
        let entry = memory.as_ptr::<u8>().addr() + image.entry as usize;
        Self { memory, entry, image: Arc::clone(image), writable }
    }

    /// Keeps the memory for the next load, where nothing can call the driver's code any more. A
    /// mapping that is dropped instead is unmapped, and a call into the code of an unloaded driver is
    /// a fault, as it should be.
    pub(crate) fn set_aside(self: Arc<Self>) {
        self.page_out(false);
        if let Some(Self { memory, image, writable, .. }) = Arc::into_inner(self) {
            image.spares.all().push(Spare { memory, writable });
        }
    }

    fn start(&self) -> *mut u8 {
        self.memory.as_ptr::<u8>().cast_mut()
    }

    fn protect(&self, part: Range<usize>, protection: Protection) -> region::Result<()> {
        if part.is_empty() {
            return Ok(());
        }
        let start = self.start().wrapping_add(part.start);
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
            let start = self.start().wrapping_add(part.pages.start);
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

    fn image() -> Arc<Image> {
        let file = File::new(&Code::new().status(0));
        Arc::new(Image::parse(&file.file(), |_, _| Some(0)).expect("an image"))
    }

    fn hashes(mapping: &Mapping) -> Vec<u64> {
        mapping.writable().map(Words::hash).collect()
    }

    /// Changes a variable of the driver.
    fn write_a_variable(mapping: &Mapping) {
        let variable = mapping.range().start + DATA as usize + 0x40;
        let variable: *mut u32 = std::ptr::with_exposed_provenance_mut(variable);
        // SAFETY: the place lies in .data, which is mapped for writing.
        unsafe { variable.write(1) };
    }

    #[test]
    fn write_to_a_variable_of_the_driver_changes_the_writable_contents() {
        let mapping = Mapping::new(&image()).expect("a mapping");
        let before = hashes(&mapping);
        assert_eq!(before.len(), 1, "only .data is writable");
        write_a_variable(&mapping);
        assert_ne!(hashes(&mapping), before);
    }

    #[test]
    fn memory_that_was_set_aside_is_loaded_again_with_its_first_contents() {
        let image = image();
        let mapping = Mapping::new(&image).expect("a mapping");
        let (range, before) = (mapping.range(), hashes(&mapping));
        write_a_variable(&mapping);
        Arc::new(mapping).set_aside();
        let [again, other] = [(); 2].map(|()| Mapping::new(&image).expect("a mapping"));
        assert_eq!((again.range(), hashes(&again)), (range.clone(), before));
        assert_ne!(other.range(), range, "one place for two mappings");
    }

    #[test]
    fn mapping_in_use_is_not_set_aside() {
        let image = image();
        let mapping = Arc::new(Mapping::new(&image).expect("a mapping"));
        Arc::clone(&mapping).set_aside();
        assert_ne!(Mapping::new(&image).expect("a mapping").range(), mapping.range());
    }
}
