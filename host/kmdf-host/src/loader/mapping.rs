//! A copy of an image in memory, each page writable or executable and never both.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use region::{Allocation, Protection};

use super::code_cache;
use super::headers::Access;
use super::image::Image;
use super::shared_data::SharedData;
use crate::abi::DriverEntry;
use crate::memory::words::Words;

/// A copy of an image in memory; unmapped when it is dropped.
pub(crate) struct Mapping {
    memory: Allocation,
    entry: usize,
    image: Arc<Image>,
    /// The contents of the pages that the driver can write to, as they are after a load.
    writable: Vec<Contents>,
    /// The image's copy of the page that the kernel shares with every process, if it names the page.
    shared_data: Option<SharedData>,
}

/// The bytes of a part of the image, and where they lie.
struct Contents {
    pages: Range<usize>,
    bytes: Box<[u8]>,
}

// SAFETY: the memory belongs to the mapping, which has no way to change it after `new`; what the
// driver's code does to it is the driver's to synchronize.
unsafe impl Send for Mapping {}
// SAFETY: `new` is the last to change the memory; the driver's code synchronizes its own changes.
unsafe impl Sync for Mapping {}

/// Copies of an image that no driver uses any more, for the next loads: mapping and protecting pages
/// takes longer than all else that a load does, and an exploration loads an image for each schedule.
#[derive(Default)]
pub(super) struct Spares(Mutex<Vec<Spare>>);

/// A copy that no driver uses.
struct Spare {
    memory: Allocation,
    writable: Vec<Contents>,
    shared_data: Option<SharedData>,
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

const fn protection(access: Option<Access>) -> Protection {
    match access {
        None => Protection::NONE,
        Some(Access::Read) => Protection::READ,
        Some(Access::Write) => Protection::READ_WRITE,
        Some(Access::Execute) => Protection::READ_EXECUTE,
    }
}

impl Mapping {
    /// A copy of an image, as after a load.
    ///
    /// # Errors
    /// The error of the operating system if it refuses the memory or its protection.
    pub(crate) fn new(image: &Arc<Image>) -> region::Result<Self> {
        let spare = image.spares.all().pop();
        let Some(Spare { memory, writable, shared_data }) = spare else {
            return Self::map(image);
        };
        let mapping = Self::of(memory, writable, shared_data, image);
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
        // Never writable and executable at once: macOS allows both in turn to every program that is
        // not signed for the hardened runtime, and without MAP_JIT.
        let mut memory = region::alloc(image.layout.size, Protection::READ_WRITE)?;
        let base = memory.as_mut_ptr::<u8>().wrapping_add(image.layout.start);
        let mut contents = image.at(base.expose_provenance());
        let shared_data = (!image.shared_data.is_empty()).then(SharedData::new);
        if let Some(page) = &shared_data {
            page.apply(&image.shared_data, &mut contents);
        }
        // SAFETY: the allocation is new, writable, and at least as long as the contents.
        unsafe { base.copy_from_nonoverlapping(contents.as_ptr(), contents.len()) };
        let writable = image.parts.iter().filter(|part| part.access == Access::Write);
        let writable = writable.map(|part| Contents {
            pages: part.pages.clone(),
            bytes: contents[part.pages.clone()].into(),
        });
        let mapping = Self::of(memory, writable.collect(), shared_data, image);
        for run in &image.layout.runs {
            mapping.protect(run.bytes.clone(), protection(run.access))?;
        }
        for part in image.parts.iter().filter(|part| part.access == Access::Execute) {
            let start = mapping.start().addr();
            code_cache::publish(start + part.pages.start..start + part.pages.end);
        }
        Ok(mapping)
    }

    fn of(
        memory: Allocation,
        writable: Vec<Contents>,
        shared_data: Option<SharedData>,
        image: &Arc<Image>,
    ) -> Self {
        let entry = memory.as_ptr::<u8>().addr() + image.layout.start + image.entry as usize;
        Self { memory, entry, image: Arc::clone(image), writable, shared_data }
    }

    /// Keeps the memory for the next load, where nothing can call the driver's code any more. A
    /// mapping that is dropped instead is unmapped, and a call into the code of an unloaded driver is
    /// a fault, as it should be.
    pub(crate) fn set_aside(self: Arc<Self>) {
        self.page_out(false);
        if let Some(Self { memory, image, writable, shared_data, .. }) = Arc::into_inner(self) {
            image.spares.all().push(Spare { memory, writable, shared_data });
        }
    }

    /// Whether the image reads the time without a call.
    pub(crate) fn reads_time(&self) -> bool {
        self.shared_data.is_some()
    }

    /// Tells an image that reads it the time: the system's, and the time since the start, in 100 ns
    /// units.
    pub(crate) fn tell_time(&self, system: u64, since_start: u64) {
        if let Some(page) = &self.shared_data {
            page.tell_time(system, since_start);
        }
    }

    /// Where the image begins.
    fn start(&self) -> *mut u8 {
        self.memory.as_ptr::<u8>().cast_mut().wrapping_add(self.image.layout.start)
    }

    /// Protects whole pages of the system, by their offsets in the memory.
    fn protect(&self, pages: Range<usize>, protection: Protection) -> region::Result<()> {
        #[cfg(all(test, target_arch = "x86_64", not(miri)))]
        tests::PROTECTED.set(tests::PROTECTED.get() + 1);
        let start = self.memory.as_ptr::<u8>().wrapping_add(pages.start);
        // SAFETY: the pages are the mapping's own, and nobody has a reference to them.
        unsafe { region::protect(start, pages.len(), protection) }
    }

    /// The offset of an address in the image, and the name of the section there.
    #[cfg_attr(
        windows,
        expect(dead_code, reason = "only a handler of faults asks, and Windows has none")
    )]
    pub(crate) fn locate(&self, address: usize) -> Option<(usize, String)> {
        let range = self.range();
        let offset = address.checked_sub(range.start).filter(|offset| *offset < range.len())?;
        let part = self.image.parts.iter().find(|part| part.pages.contains(&offset));
        Some((offset, part.map_or("no section", |part| part.name.as_str()).to_owned()))
    }

    /// Makes the pageable sections inaccessible, or accessible again; where the system's pages are
    /// large, only pages that hold nothing else. If the operating system refuses, they stay as they
    /// are.
    pub(crate) fn page_out(&self, out: bool) {
        for run in self.image.layout.runs.iter().filter(|run| run.pageable) {
            let _ = self.protect(run.bytes.clone(), protection(run.access.filter(|_| !out)));
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
        let start = self.start().addr();
        start..start + self.image.size()
    }

    /// The image's entry point. It must be called by the convention of 64-bit Windows, whatever its
    /// type says.
    pub(crate) fn entry(&self) -> DriverEntry {
        let entry = std::ptr::with_exposed_provenance::<()>(self.entry);
        // SAFETY: the address is in an executable section of the image, and not NULL; the caller of
        // `DriverImage::from_bytes` vouches for the code there.
        unsafe { std::mem::transmute::<*const (), DriverEntry>(entry) }
    }
}

#[cfg(all(test, target_arch = "x86_64", not(miri)))]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;

    use kmdf_host_images::code::Code;
    use kmdf_host_images::synthetic::{DATA, Image as File};

    use super::{Image, Mapping, Words};

    thread_local! {
        /// How often this thread has set the protection of pages.
        pub(super) static PROTECTED: Cell<u32> = const { Cell::new(0) };
    }

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
        let protected = PROTECTED.get();
        assert_ne!(protected, 0, "the first load protects the pages");
        let again = Mapping::new(&image).expect("a mapping");
        assert_eq!(PROTECTED.get(), protected, "the second load protects no page");
        let other = Mapping::new(&image).expect("a mapping");
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
