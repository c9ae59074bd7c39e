//! Numbered contents: every write differs from every other, and a read shows whether it is one of them.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use echo_interface::MAX_WRITE;

/// Run, number and length stand at the start of every write.
const HEADER: usize = 20;

/// The contents of the writes of one run. Write `n` has the header (run, `n`, length; little endian)
/// and then bytes that depend on run, number and place.
pub struct Contents {
    run: u64,
}

/// Why some bytes are not one whole write of this run.
#[derive(Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Fewer bytes than the shortest write has.
    TooShort {
        /// How many bytes came.
        length: usize,
    },
    /// The bytes do not begin as a write of this run does.
    Foreign,
    /// The number in the bytes is one that was not written yet.
    NotWritten {
        /// That number.
        number: u64,
    },
    /// A write begins there, but the bytes are fewer or more.
    Length {
        /// The number of the write.
        number: u64,
        /// The length of that write.
        written: usize,
        /// How many bytes came.
        read: usize,
    },
    /// A write begins there, but does not go on as it was written.
    Mixture {
        /// The number of the write.
        number: u64,
        /// The offset of the first byte that is not of that write.
        offset: usize,
    },
}

impl Contents {
    /// Contents that no other run has.
    pub fn new() -> Self {
        Self { run: RandomState::new().build_hasher().finish() }
    }

    /// The bytes of write `number`: from 20 to 40,960 of them, and consecutive writes differ in
    /// length.
    pub fn of(&self, number: u64) -> Vec<u8> {
        let length = length_of(number);
        let mut bytes = Vec::with_capacity(length + 8);
        bytes.extend(self.run.to_le_bytes());
        bytes.extend(number.to_le_bytes());
        bytes.extend((length as u64).to_le_bytes());
        bytes.truncate(HEADER);
        let seed = mix(self.run ^ mix(number));
        for word in 0.. {
            if bytes.len() >= length {
                break;
            }
            bytes.extend(mix(seed.wrapping_add(word)).to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    /// Checks that `bytes` are one whole write among the first `written`, and returns its number.
    pub fn check(&self, bytes: &[u8], written: u64) -> Result<u64, Mismatch> {
        let (Some(run), Some(number), true) =
            (word(bytes, 0), word(bytes, 8), bytes.len() >= HEADER)
        else {
            return Err(Mismatch::TooShort { length: bytes.len() });
        };
        if run != self.run {
            return Err(Mismatch::Foreign);
        }
        if number >= written {
            return Err(Mismatch::NotWritten { number });
        }
        let expected = self.of(number);
        let mut pairs = expected.iter().zip(bytes);
        if let Some(offset) = pairs.position(|(expected, byte)| expected != byte) {
            return Err(Mismatch::Mixture { number, offset });
        }
        if expected.len() != bytes.len() {
            return Err(Mismatch::Length { number, written: expected.len(), read: bytes.len() });
        }
        Ok(number)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { length } => {
                write!(f, "its {length} bytes are fewer than any write has")
            }
            Self::Foreign => f.write_str(
                "its bytes are of no write of this run (does another program use the device?)",
            ),
            Self::NotWritten { number } => {
                write!(f, "it brought write {number}, which was not issued yet")
            }
            Self::Length { number, written, read } => write!(
                f,
                "it brought {read} bytes, and write {number}, with which they begin, has {written}"
            ),
            Self::Mixture { number, offset } => write!(
                f,
                "it is a mixture: it begins with write {number}, and byte {offset} is of another"
            ),
        }
    }
}

/// Steps through all lengths from [`HEADER`] to [`MAX_WRITE`]: 7,919 is prime to their number.
fn length_of(number: u64) -> usize {
    let lengths = (MAX_WRITE - HEADER + 1) as u64;
    let step = (number % lengths) * 7_919 % lengths;
    HEADER + usize::try_from(step).unwrap_or_default()
}

fn word(bytes: &[u8], offset: usize) -> Option<u64> {
    let bytes = bytes.get(offset..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

/// Spreads a number over all 64 bits, one to one.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^= mixed >> 32;
    mixed = mixed.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const SHARED: Contents = Contents { run: 42 };

    /// The number of a write that is long enough to be cut and mixed.
    const LONG: u64 = 3;

    #[test]
    fn lengths_cover_the_whole_range_and_differ_in_sequence() {
        let count = (MAX_WRITE - HEADER + 1) as u64;
        let lengths: HashSet<_> = (0..count).map(length_of).collect();
        assert_eq!(lengths.len() as u64, count);
        assert_eq!(lengths.iter().min(), Some(&HEADER));
        assert_eq!(lengths.iter().max(), Some(&MAX_WRITE));
        assert!((0..count).all(|number| length_of(number) != length_of(number + 1)));
    }

    #[test]
    fn check_of_each_whole_write_gives_its_number() {
        for number in 0..50 {
            let bytes = SHARED.of(number);
            assert_eq!(bytes.len(), length_of(number));
            assert_eq!(SHARED.check(&bytes, number + 1), Ok(number));
        }
    }

    #[test]
    fn check_of_a_write_not_issued_yet_is_refused() {
        let refusal = SHARED.check(&SHARED.of(LONG), LONG);
        assert_eq!(refusal, Err(Mismatch::NotWritten { number: LONG }));
    }

    #[test]
    fn check_of_another_run_is_refused() {
        let other = Contents { run: 43 };
        assert_eq!(SHARED.check(&other.of(LONG), 100), Err(Mismatch::Foreign));
        assert_ne!(Contents::new().run, Contents::new().run);
    }

    #[test]
    fn check_of_a_cut_write_is_refused() {
        let bytes = SHARED.of(LONG);
        let refusal = SHARED.check(&bytes[..bytes.len() - 1], 100);
        assert!(matches!(refusal, Err(Mismatch::Length { .. })));
        for length in 0..HEADER {
            let refusal = SHARED.check(&bytes[..length], 100);
            assert_eq!(refusal, Err(Mismatch::TooShort { length }));
        }
    }

    #[test]
    fn check_of_a_write_with_trailing_bytes_is_refused() {
        let mut bytes = SHARED.of(LONG);
        bytes.push(0);
        let refusal = SHARED.check(&bytes, 100);
        assert!(matches!(refusal, Err(Mismatch::Length { .. })));
    }

    #[test]
    fn check_of_two_writes_mixed_at_any_place_is_refused() {
        let (first, second) = (SHARED.of(LONG), SHARED.of(LONG + 1));
        let shorter = first.len().min(second.len());
        for cut in (HEADER..shorter).step_by(997) {
            let mut mixed = first.clone();
            mixed[cut..shorter].copy_from_slice(&second[cut..shorter]);
            let refusal = SHARED.check(&mixed, 100);
            assert!(
                matches!(refusal, Err(Mismatch::Mixture { number: LONG, offset }) if offset >= cut),
                "{refusal:?}"
            );
        }
    }

    #[test]
    fn check_of_one_flipped_bit_anywhere_is_refused() {
        let bytes = SHARED.of(LONG);
        for offset in (0..bytes.len()).step_by(41) {
            let mut flipped = bytes.clone();
            flipped[offset] ^= 0x10;
            assert!(SHARED.check(&flipped, 100).is_err(), "offset {offset}");
        }
    }
}
