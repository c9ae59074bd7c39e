//! The checksum of an image: the kernel loads no driver whose bytes do not match the header.
#![forbid(unsafe_code)]

use super::error::ImageError;

/// The offset of `CheckSum` from the signature `PE\0\0`.
const CHECKSUM: usize = 24 + 64;

/// Compares the checksum in the headers with that of the file. The kernel makes no exception for 0.
pub(super) fn check(bytes: &[u8], signature: usize) -> Result<(), ImageError> {
    let field = signature + CHECKSUM;
    let mut file = bytes.to_vec();
    let Some(stored) = file.get_mut(field..).and_then(|rest| rest.first_chunk_mut::<4>()) else {
        let problem = "the file ends before CheckSum".into();
        return Err(ImageError::Malformed { part: "headers", problem });
    };
    let stored = u32::from_le_bytes(std::mem::take(stored));
    let computed = checksum(&file);
    if stored == computed { Ok(()) } else { Err(ImageError::WrongChecksum { stored, computed }) }
}

/// The sum of the file's 16-bit words with each carry added again, plus the file's length
/// (`CheckSumMappedFile`). Sums of 64-bit words fold to the same value.
fn checksum(file: &[u8]) -> u32 {
    let words = file.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u128::from(u64::from_le_bytes(word))
    });
    let mut sum: u128 = words.sum();
    while sum > 0xFFFF {
        sum = (sum >> 16) + (sum & 0xFFFF);
    }
    let length = u32::try_from(file.len()).unwrap_or(u32::MAX);
    u32::try_from(sum).unwrap_or(u32::MAX).wrapping_add(length)
}
