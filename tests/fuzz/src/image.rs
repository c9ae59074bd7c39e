//! Edits of the images that the host's own tests build.

use kmdf_host_images::bound;

/// The file of a valid image after edits. An edit is an offset of two bytes, a length of one byte
/// and the new bytes; a length of 0 ends the file at the offset.
#[must_use]
pub fn edited(mut edits: &[u8]) -> Vec<u8> {
    let mut image = bound::driver(bound::Unload::Displaced).bytes;
    while let [low, high, length, rest @ ..] = edits {
        let at = usize::from(u16::from_le_bytes([*low, *high])) % (image.len() + 1);
        let (bytes, next) = rest.split_at(usize::from(length % 16).min(rest.len()));
        if length % 16 == 0 {
            image.truncate(at);
        }
        for (to, byte) in image.iter_mut().skip(at).zip(bytes) {
            *to = *byte;
        }
        edits = next;
    }
    image
}
