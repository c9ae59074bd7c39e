//! The sections and their attributes, as a WDK link makes them; relocations; the size.

use cargo_kmdf::target::{Arch, Profile};
use object::LittleEndian as LE;
use object::pe::{
    IMAGE_DIRECTORY_ENTRY_BASERELOC, IMAGE_REL_BASED_DIR64, IMAGE_SCN_CNT_CODE,
    IMAGE_SCN_CNT_INITIALIZED_DATA, IMAGE_SCN_MEM_DISCARDABLE, IMAGE_SCN_MEM_EXECUTE,
    IMAGE_SCN_MEM_NOT_PAGED, IMAGE_SCN_MEM_READ, IMAGE_SCN_MEM_WRITE, SectionFlags,
};

use crate::built::{Built, section_name};

/// Executable sections are not writable, and sections that the driver uses at a raised IRQL are not
/// pageable. The system takes resources and relocations from the file; the driver never reads them.
const SECTIONS: [(&str, &[SectionFlags]); 6] = [
    (".text", &[IMAGE_SCN_CNT_CODE, READ, RESIDENT, IMAGE_SCN_MEM_EXECUTE]),
    (".rdata", &[DATA, READ, RESIDENT]),
    (".data", &[DATA, READ, RESIDENT, IMAGE_SCN_MEM_WRITE]),
    (".pdata", &[DATA, READ, RESIDENT]),
    (".rsrc", &[DATA, READ]),
    (".reloc", &[DATA, READ, IMAGE_SCN_MEM_DISCARDABLE]),
];

const DATA: SectionFlags = IMAGE_SCN_CNT_INITIALIZED_DATA;
const READ: SectionFlags = IMAGE_SCN_MEM_READ;
const RESIDENT: SectionFlags = IMAGE_SCN_MEM_NOT_PAGED;

#[test]
fn sections_of_every_image_are_those_of_a_wdk_link() {
    for built in Built::all() {
        let file = built.pe();
        let sections: Vec<(String, SectionFlags)> = file
            .section_table()
            .iter()
            .map(|section| (section_name(section), section.characteristics.get(LE)))
            .collect();
        let expected = SECTIONS.map(|(name, attributes)| {
            let attributes = attributes.iter().copied().reduce(|all, one| all | one);
            (name.to_owned(), attributes.expect("some"))
        });
        assert_eq!(sections, expected, "{}", built.name());
    }
}

#[test]
fn relocations_of_every_image_are_for_data_only() {
    for built in Built::all() {
        let file = built.pe();
        assert!(file.data_directory(IMAGE_DIRECTORY_ENTRY_BASERELOC).is_some(), "{}", built.name());
        let directories = file.data_directories();
        let blocks = directories.relocation_blocks(&*built.bytes, &file.section_table());
        let mut blocks = blocks.expect("relocations").expect("relocations");
        let mut count = 0;
        while let Some(block) = blocks.next().expect("a block") {
            for relocation in block {
                let section = built.section_of(relocation.virtual_address);
                let section = section.expect("in a section");
                assert_eq!(relocation.typ, IMAGE_REL_BASED_DIR64, "{}", built.name());
                assert!([".rdata", ".data"].contains(&section.as_str()), "{section}");
                count += 1;
            }
        }
        assert!(count > 0, "{}", built.name());
    }
}

#[test]
fn release_images_without_resources_are_at_most_12_kib() {
    for arch in Arch::ALL {
        let built = Built::read(arch, Profile::Release);
        let file = built.pe();
        let resources = file.section_table();
        let resources = resources.iter().find(|section| section_name(section) == ".rsrc");
        let resources = resources.expect("resources").size_of_raw_data.get(LE) as usize;
        let size = built.bytes.len() - resources;
        assert!(size <= 12 * 1024, "{}: {size} bytes", built.name());
    }
}
