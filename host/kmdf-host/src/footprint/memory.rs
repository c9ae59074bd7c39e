//! A hash of the drivers' memory, to detect changes.
#![forbid(unsafe_code)]

use std::hash::{DefaultHasher, Hasher};

/// A hash of the roots and of every block to which a word in them points, directly or through other
/// blocks.
pub(crate) fn hash_reachable<'a>(
    roots: impl Iterator<Item = &'a [u8]>,
    block_at: impl Fn(usize) -> Option<&'a [u8]>,
) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut found: Vec<&[u8]> = roots.collect();
    let mut next = 0;
    while let Some(bytes) = found.get(next).copied() {
        next += 1;
        hasher.write(bytes);
        for word in bytes.chunks_exact(size_of::<usize>()) {
            let Some(word) = word.first_chunk() else { continue };
            let Some(block) = block_at(usize::from_ne_bytes(*word)) else { continue };
            if !found.iter().any(|known| std::ptr::eq(known.as_ptr(), block.as_ptr())) {
                found.push(block);
            }
        }
    }
    hasher.finish()
}
