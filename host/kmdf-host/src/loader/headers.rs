//! The headers and the section table of an image, checked before use.
#![forbid(unsafe_code)]

use std::ops::Range;

use object::LittleEndian as LE;
use object::pe;
use object::read::ReadRef;
use object::read::pe::{DataDirectories, ImageNtHeaders, ImageOptionalHeader};

use super::error::ImageError;

/// The most bytes that a file may have, and that an image may have in memory.
pub(super) const LIMIT: u64 = 64 << 20;

/// The size of a page, which is the least alignment of a section.
pub(super) const PAGE: u32 = 0x1000;

/// What the processor may do with a section's pages besides reading them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    Execute,
}

/// A section, in whole pages of the image.
#[derive(Debug)]
pub(crate) struct Section {
    pub(super) name: String,
    /// Where it lies in memory, as offsets from the image's beginning (RVAs).
    pub(crate) pages: Range<u32>,
    /// The bytes of the file with which it begins.
    pub(super) data: Range<usize>,
    pub(crate) access: Access,
}

/// The checked headers.
pub(super) struct Headers<'a> {
    /// The file offset of the signature `PE\0\0`.
    pub(super) signature: usize,
    pub(super) size: u32,
    /// The number of file bytes at the beginning of the image.
    pub(super) header_bytes: u32,
    pub(super) linked_for: u64,
    pub(super) entry: u32,
    pub(super) relocations_stripped: bool,
    pub(super) sections: Vec<Section>,
    /// The first section that the host refuses for its attributes, and the problem.
    pub(super) refused: Option<(String, String)>,
    /// The sections that Windows may page, although nothing says that they are for paging.
    pub(super) pageable: Vec<String>,
    pub(super) directories: DataDirectories<'a>,
}

impl Headers<'_> {
    /// The section in which `length` bytes from `rva` lie.
    pub(super) fn section_of(&self, rva: u32, length: u32) -> Option<&Section> {
        let end = rva.checked_add(length)?;
        self.sections.iter().find(|s| s.pages.start <= rva && end <= s.pages.end)
    }
}

fn malformed(problem: String) -> ImageError {
    ImageError::Malformed { part: "headers", problem }
}

/// The machine type of a PE file of any kind.
pub(super) fn machine(bytes: &[u8]) -> Result<u16, ImageError> {
    let not = |reason: &str| ImageError::NotAnImage { reason: reason.into() };
    if bytes.is_empty() {
        return Err(not("the file is empty"));
    }
    let dos = pe::ImageDosHeader::parse(bytes)
        .map_err(|_| not("it does not begin with the bytes MZ, or ends too early"))?;
    let offset = u64::from(dos.nt_headers_offset());
    let signature = bytes.read_bytes_at(offset, 4);
    if signature != Ok(b"PE\0\0") {
        let reason = format!("there is no PE signature at file offset {offset:#x}");
        return Err(ImageError::NotAnImage { reason });
    }
    let header = bytes.read_at::<pe::ImageFileHeader>(offset + 4);
    let header = header.map_err(|()| not("it ends within its headers: it is truncated"))?;
    Ok(header.machine.get(LE).0)
}

/// Reads the headers of an image of this host's architecture.
pub(super) fn parse(bytes: &[u8]) -> Result<Headers<'_>, ImageError> {
    let not = |reason: object::read::Error| ImageError::NotAnImage { reason: reason.to_string() };
    let dos = pe::ImageDosHeader::parse(bytes).map_err(not)?;
    let signature = dos.nt_headers_offset();
    let mut offset = u64::from(signature);
    let (nt, directories) = pe::ImageNtHeaders64::parse(bytes, &mut offset).map_err(not)?;
    let optional = nt.optional_header();
    let subsystem = optional.subsystem();
    if subsystem != pe::IMAGE_SUBSYSTEM_NATIVE {
        return Err(ImageError::NotNative { subsystem: subsystem.0 });
    }
    let alignment = optional.section_alignment();
    if alignment == 0 || !alignment.is_multiple_of(PAGE) {
        let problem =
            format!("the section alignment {alignment:#x} is not a multiple of {PAGE:#x}");
        return Err(malformed(problem));
    }
    let size = optional.size_of_image();
    if u64::from(size) > LIMIT {
        let what = "the image in memory";
        return Err(ImageError::TooLarge { what, bytes: size.into(), limit: LIMIT });
    }
    if size == 0 || !size.is_multiple_of(PAGE) {
        let problem = format!("the image's size {size:#x} is not a positive multiple of {PAGE:#x}");
        return Err(malformed(problem));
    }
    let header_bytes = optional.size_of_headers();
    if header_bytes == 0 || header_bytes > size || bytes.len() < header_bytes as usize {
        let problem = format!(
            "SizeOfHeaders is {header_bytes:#x}, but the file has {:#x} bytes and the image {size:#x}",
            bytes.len()
        );
        return Err(malformed(problem));
    }
    let table = nt.sections(bytes, offset).map_err(|error| malformed(error.to_string()))?;
    let (mut sections, mut refused, mut pageable) = (Vec::new(), None, Vec::new());
    let mut end = header_bytes;
    for header in table.iter() {
        let section = checked(header, bytes.len(), end, size)?;
        end = section.pages.end;
        if let Some(problem) = attribute_problem(header, &section.name) {
            refused.get_or_insert((section.name.clone(), problem));
        }
        if is_pageable(header) {
            pageable.push(section.name.clone());
        }
        sections.push(section);
    }
    let flags = nt.file_header().characteristics.get(LE);
    let headers = Headers {
        signature: signature as usize,
        size,
        header_bytes,
        linked_for: optional.image_base(),
        entry: optional.address_of_entry_point(),
        relocations_stripped: flags.0 & pe::IMAGE_FILE_RELOCS_STRIPPED.0 != 0,
        sections,
        refused,
        pageable,
        directories,
    };
    check_entry(&headers)?;
    Ok(headers)
}

/// Checks that a section begins at `least` or later and ends within the image.
fn checked(
    header: &pe::ImageSectionHeader,
    file_length: usize,
    least: u32,
    size: u32,
) -> Result<Section, ImageError> {
    let name = String::from_utf8_lossy(header.raw_name()).into_owned();
    let bad = |problem: String| Err(ImageError::BadSection { section: name.clone(), problem });
    let address = header.virtual_address.get(LE);
    let raw_size = header.size_of_raw_data.get(LE);
    let virtual_size = match header.virtual_size.get(LE) {
        0 => raw_size,
        size => size,
    };
    let end = address.checked_add(virtual_size).and_then(|end| end.checked_next_multiple_of(PAGE));
    let Some(end) = end.filter(|end| *end <= size) else {
        return bad(format!(
            "its {virtual_size:#x} bytes at {address:#x} lie outside the image's {size:#x}"
        ));
    };
    if !address.is_multiple_of(PAGE) {
        return bad(format!("its address {address:#x} is not a multiple of {PAGE:#x}"));
    }
    if address < least {
        return bad(format!(
            "it begins at {address:#x}, before the end of the preceding part at {least:#x}"
        ));
    }
    let access =
        match (has(header, pe::IMAGE_SCN_MEM_WRITE), has(header, pe::IMAGE_SCN_MEM_EXECUTE)) {
            // Refused later, for its attributes.
            (_, true) => Access::Execute,
            (true, false) => Access::Write,
            (false, false) => Access::Read,
        };
    let data = match raw_size.min(virtual_size) as usize {
        0 => 0..0,
        length => {
            let start = header.pointer_to_raw_data.get(LE) as usize;
            start..start.saturating_add(length)
        }
    };
    if data.end > file_length {
        return bad(format!(
            "its data at file offsets {:#x} to {:#x} reach beyond the file's end at \
             {file_length:#x}: the file is truncated",
            data.start, data.end
        ));
    }
    Ok(Section { name, pages: address..end, data, access })
}

/// Whether a section has an attribute.
fn has(header: &pe::ImageSectionHeader, flag: pe::SectionFlags) -> bool {
    header.characteristics.get(LE).0 & flag.0 != 0
}

/// Why the host refuses the attributes of a section, if it does.
fn attribute_problem(header: &pe::ImageSectionHeader, name: &str) -> Option<String> {
    let [read, write, execute] =
        [pe::IMAGE_SCN_MEM_READ, pe::IMAGE_SCN_MEM_WRITE, pe::IMAGE_SCN_MEM_EXECUTE]
            .map(|flag| has(header, flag));
    if write && execute {
        return Some(format!(
            "it is writable and executable: Windows loads the driver only while memory integrity \
             (HVCI) is off; link it without W in /SECTION:{name}"
        ));
    }
    (!read && !write && !execute).then(|| {
        format!(
            "it has no access attributes: Windows refuses the driver (error 998, invalid access to \
             memory location); link it with /MERGE:{name}=.rdata"
        )
    })
}

/// Whether Windows may page a section of a driver that is neither named for paging nor discarded after
/// the driver's start. Resources are no matter: no code of a driver reads them.
fn is_pageable(header: &pe::ImageSectionHeader) -> bool {
    let resident = has(header, pe::IMAGE_SCN_MEM_NOT_PAGED);
    let discarded = has(header, pe::IMAGE_SCN_MEM_DISCARDABLE);
    let name = header.raw_name();
    !resident && !discarded && !name.starts_with(b"PAGE") && name != b".rsrc"
}

fn check_entry(headers: &Headers<'_>) -> Result<(), ImageError> {
    let entry = headers.entry;
    let problem = match headers.section_of(entry, 1) {
        Some(section) if section.access == Access::Execute => return Ok(()),
        Some(section) => format!("{entry:#x} is in {}, which is not executable", section.name),
        None => format!("{entry:#x} is in no section"),
    };
    Err(ImageError::Malformed { part: "entry point", problem })
}

/// The part of the image that a data directory covers; `None` if the image has no such directory.
pub(super) fn directory<'c>(
    headers: &Headers<'_>,
    contents: &'c [u8],
    index: usize,
    part: &'static str,
) -> Result<Option<(u32, &'c [u8])>, ImageError> {
    let found = headers.directories.get(index).map(pe::ImageDataDirectory::address_range);
    let Some((rva, size)) = found.filter(|(rva, _)| *rva != 0) else { return Ok(None) };
    let covered = contents.get(rva as usize..).and_then(|rest| rest.get(..size as usize));
    let Some(covered) = covered else {
        let problem = format!("their {size:#x} bytes at {rva:#x} lie outside the image");
        return Err(ImageError::Malformed { part, problem });
    };
    Ok(Some((rva, covered)))
}
