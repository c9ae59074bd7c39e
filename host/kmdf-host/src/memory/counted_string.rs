//! Text that drivers get as a `UNICODE_STRING`.
#![forbid(unsafe_code)]

use super::block::Block;

/// UTF-16 text with a NUL, which stays in place until it is dropped.
pub(crate) struct CountedString {
    text: Block,
    length: u16,
}

impl CountedString {
    /// The most UTF-16 units that a `UNICODE_STRING` can count, with room for the NUL.
    const LONGEST: usize = 0x7FFE;

    /// A copy of `text`, cut to the length that a `UNICODE_STRING` can count.
    pub(crate) fn of(text: &str) -> Self {
        // No text has more units than bytes. The room is set aside at once, with that of the NUL.
        let mut bytes = Vec::with_capacity(2 * text.len().min(Self::LONGEST) + 2);
        for unit in text.encode_utf16().take(Self::LONGEST) {
            bytes.extend_from_slice(&unit.to_le_bytes());
        }
        let length = u16::try_from(bytes.len()).unwrap_or(0);
        bytes.extend([0, 0]);
        Self { text: Block::copy_of(&bytes), length }
    }

    /// Its memory.
    pub(crate) const fn block(&self) -> &Block {
        &self.text
    }

    /// Where it begins.
    pub(crate) fn address(&self) -> usize {
        self.text.address()
    }

    /// Its length in bytes, without the NUL.
    pub(crate) const fn length(&self) -> u16 {
        self.length
    }
}
