//! Base relocations: the places in an image that hold addresses within the image.
#![forbid(unsafe_code)]

use object::pe;
use object::read::pe::RelocationBlockIterator;

use super::error::ImageError;
use super::headers::{Headers, directory};

const PART: &str = "base relocations";

/// The RVAs of the 64-bit addresses to which the image's displacement is added.
pub(super) fn parse(headers: &Headers<'_>, contents: &[u8]) -> Result<Vec<u32>, ImageError> {
    if headers.relocations_stripped {
        return Err(ImageError::NoRelocations);
    }
    let malformed = |problem: String| ImageError::Malformed { part: PART, problem };
    let index = pe::IMAGE_DIRECTORY_ENTRY_BASERELOC;
    let Some((_, bytes)) = directory(headers, contents, index, PART)? else {
        // All addresses in the image are relative: nothing needs relocation.
        return Ok(Vec::new());
    };
    let mut places = Vec::new();
    let mut blocks = RelocationBlockIterator::new(bytes);
    while let Some(block) = blocks.next().map_err(|error| malformed(error.to_string()))? {
        for relocation in block {
            let rva = relocation.virtual_address;
            match relocation.typ {
                pe::IMAGE_REL_BASED_ABSOLUTE => {}
                pe::IMAGE_REL_BASED_DIR64 if headers.section_of(rva, 8).is_some() => {
                    places.push(rva);
                }
                pe::IMAGE_REL_BASED_DIR64 => {
                    return Err(malformed(format!("the one at {rva:#x} is in no section")));
                }
                other => {
                    let text =
                        format!("the one at {rva:#x} is of type {}, not DIR64 (10)", other.0);
                    return Err(malformed(text));
                }
            }
        }
    }
    Ok(places)
}

/// Moves an image that was linked for one address to another.
pub(super) fn apply(places: &[u32], contents: &mut [u8], from: u64, to: u64) {
    for place in places {
        let bytes =
            contents.get_mut(*place as usize..).and_then(|rest| rest.first_chunk_mut::<8>());
        if let Some(bytes) = bytes {
            let address = u64::from_le_bytes(*bytes).wrapping_sub(from).wrapping_add(to);
            *bytes = address.to_le_bytes();
        }
    }
}
