//! Imports: the functions of other images that an image calls, by DLL and name.
#![forbid(unsafe_code)]

use object::LittleEndian as LE;
use object::pe;
use object::read::pe::{Import, ImportTable};

use super::error::ImageError;
use super::headers::{Access, Headers, directory};

const PART: &str = "imports";

/// The most imports that an image may have; a driver has a few dozen.
const MOST: usize = 4096;

/// The most bytes that a name may have.
const LONGEST: usize = 256;

/// The executable section in which a slot for an import's address lies, if one does.
pub(super) fn executable<'h>(headers: &'h Headers<'_>, bound: &[Bound]) -> Option<&'h str> {
    let sections = bound.iter().filter_map(|import| headers.section_of(import.place, 8));
    let mut executable = sections.filter(|section| section.access == Access::Execute);
    executable.next().map(|section| section.name.as_str())
}

/// A resolved import: the RVA of the slot for its address, and the address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub(super) place: u32,
    pub(super) address: usize,
}

fn malformed(problem: impl Into<String>) -> ImageError {
    ImageError::Malformed { part: PART, problem: problem.into() }
}

fn unreadable(error: object::read::Error) -> ImageError {
    malformed(error.to_string())
}

fn name(bytes: &[u8]) -> Result<&str, ImageError> {
    if bytes.len() > LONGEST {
        return Err(malformed(format!("a name has {} bytes, more than {LONGEST}", bytes.len())));
    }
    std::str::from_utf8(bytes).map_err(|_| malformed("a name is not text"))
}

/// Resolves each import by `export`, which maps DLL and name to an address.
pub(super) fn bind(
    headers: &Headers<'_>,
    contents: &[u8],
    export: impl Fn(&str, &str) -> Option<usize>,
) -> Result<Vec<Bound>, ImageError> {
    let index = pe::IMAGE_DIRECTORY_ENTRY_IMPORT;
    let Some((rva, _)) = directory(headers, contents, index, PART)? else {
        return Ok(Vec::new());
    };
    let table = ImportTable::new(contents, 0, rva);
    let (mut bound, mut missing) = (Vec::new(), Vec::new());
    let mut descriptors = table.descriptors().map_err(unreadable)?;
    while let Some(descriptor) = descriptors.next().map_err(unreadable)? {
        let dll = name(table.name(descriptor.name.get(LE)).map_err(unreadable)?)?;
        let addresses = descriptor.first_thunk.get(LE);
        let names = match descriptor.original_first_thunk.get(LE) {
            0 => addresses,
            names => names,
        };
        let mut thunks = table.thunks(names).map_err(unreadable)?;
        let mut place = addresses;
        while let Some(thunk) = thunks.next::<pe::ImageNtHeaders64>().map_err(unreadable)? {
            if bound.len() + missing.len() == MOST {
                return Err(malformed(format!("there are more than {MOST}")));
            }
            if headers.section_of(place, 8).is_none() {
                return Err(malformed(format!("the address slot at {place:#x} is in no section")));
            }
            match table.import::<pe::ImageNtHeaders64>(thunk).map_err(unreadable)? {
                Import::Name(_, import) => {
                    let import = name(import)?;
                    match export(dll, import) {
                        Some(address) => bound.push(Bound { place, address }),
                        None => missing.push(format!("{dll}!{import}")),
                    }
                }
                Import::Ordinal(number) => missing.push(format!("{dll}!#{number}")),
            }
            place += 8;
        }
    }
    if missing.is_empty() {
        Ok(bound)
    } else {
        Err(ImageError::MissingImports { imports: missing })
    }
}

/// Writes the addresses where the image's code expects them.
pub(super) fn apply(bound: &[Bound], contents: &mut [u8]) {
    for import in bound {
        let place = import.place as usize;
        let bytes = contents.get_mut(place..).and_then(|rest| rest.first_chunk_mut::<8>());
        if let Some(bytes) = bytes {
            *bytes = (import.address as u64).to_le_bytes();
        }
    }
}
