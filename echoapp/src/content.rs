//! Numbered contents: every write is unique, and a read can be matched to its write.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use echo_interface::MAX_WRITE;

/// The length of the header in bytes: run, number and length of the write.
const HEADER: usize = 20;

/// The contents of the writes of one run. Write `n` starts with the header (run, `n`, length; little
/// endian), followed by bytes that depend on run, `n` and offset.
pub struct Contents {
    run: u64,
}

/// Why the bytes of a read are not one whole write of this run.
#[derive(Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The read is shorter than the shortest write.
    TooShort {
        /// The length of the read.
        length: usize,
    },
    /// The bytes start with the header of no write of this run.
    Foreign,
    /// The header's number has not been written yet.
    NotWritten {
        /// The number in the header.
        number: u64,
    },
    /// The read starts like one write, but has another length.
    Length {
        /// The number of the write.
        number: u64,
        /// The length of that write.
        written: usize,
        /// The length of the read.
        read: usize,
    },
    /// The read starts like one write and continues like another.
    Mixture {
        /// The number of the write.
        number: u64,
        /// The offset of the first byte that differs from the write.
        offset: usize,
    },
}

impl Contents {
    /// Contents that differ from those of every other run.
    pub fn new() -> Self {
        Self { run: RandomState::new().build_hasher().finish() }
    }

    /// Contents of the run with this number, in every process of the run.
    pub const fn of_run(run: u64) -> Self {
        Self { run }
    }

    /// The number of the run.
    pub const fn run(&self) -> u64 {
        self.run
    }

    /// The bytes of write `number`: 20 to 40,960 bytes. Consecutive writes differ in length.
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
                write!(f, "{length} bytes are fewer than any write has")
            }
            Self::Foreign => f.write_str(
                "the bytes are from no write of this run (does another program use the device?)",
            ),
            Self::NotWritten { number } => {
                write!(f, "the bytes are those of write {number}, which was not issued yet")
            }
            Self::Length { number, written, read } => {
                write!(f, "{read} bytes start like write {number}, which has {written} bytes")
            }
            Self::Mixture { number, offset } => write!(
                f,
                "the bytes start like write {number}, and byte {offset} is from another write"
            ),
        }
    }
}

/// Visits every length from [`HEADER`] to [`MAX_WRITE`]: 7,919 is coprime to their number.
fn length_of(number: u64) -> usize {
    let lengths = (MAX_WRITE - HEADER + 1) as u64;
    let step = (number % lengths) * 7_919 % lengths;
    HEADER + usize::try_from(step).unwrap_or_default()
}

fn word(bytes: &[u8], offset: usize) -> Option<u64> {
    let bytes = bytes.get(offset..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

/// Mixes the bits of a number; different numbers give different results.
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

    /// The number of a write that is long enough to be cut and mixed with another.
    const LONG: u64 = 3;

    #[test]
    fn lengths_cover_the_range_and_differ_in_sequence() {
        let count = (MAX_WRITE - HEADER + 1) as u64;
        let lengths: HashSet<_> = (0..count).map(length_of).collect();
        assert_eq!(lengths.len() as u64, count);
        assert_eq!(lengths.iter().min(), Some(&HEADER));
        assert_eq!(lengths.iter().max(), Some(&MAX_WRITE));
        assert!((0..count).all(|number| length_of(number) != length_of(number + 1)));
    }

    #[test]
    fn check_of_a_whole_write_returns_its_number() {
        for number in 0..50 {
            let bytes = SHARED.of(number);
            assert_eq!(bytes.len(), length_of(number));
            assert_eq!(SHARED.check(&bytes, number + 1), Ok(number));
        }
    }

    #[test]
    fn check_of_a_write_not_issued_yet_fails() {
        let refusal = SHARED.check(&SHARED.of(LONG), LONG);
        assert_eq!(refusal, Err(Mismatch::NotWritten { number: LONG }));
    }

    #[test]
    fn check_of_another_run_fails() {
        let other = Contents { run: 43 };
        assert_eq!(SHARED.check(&other.of(LONG), 100), Err(Mismatch::Foreign));
        assert_ne!(Contents::new().run, Contents::new().run);
    }

    #[test]
    fn check_of_a_cut_write_fails() {
        let bytes = SHARED.of(LONG);
        let refusal = SHARED.check(&bytes[..bytes.len() - 1], 100);
        assert!(matches!(refusal, Err(Mismatch::Length { .. })));
        for length in 0..HEADER {
            let refusal = SHARED.check(&bytes[..length], 100);
            assert_eq!(refusal, Err(Mismatch::TooShort { length }));
        }
    }

    #[test]
    fn check_of_a_write_with_trailing_bytes_fails() {
        let mut bytes = SHARED.of(LONG);
        bytes.push(0);
        let refusal = SHARED.check(&bytes, 100);
        assert!(matches!(refusal, Err(Mismatch::Length { .. })));
    }

    #[test]
    fn check_of_two_mixed_writes_fails() {
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
    fn check_of_one_flipped_bit_fails() {
        let bytes = SHARED.of(LONG);
        for offset in (0..bytes.len()).step_by(41) {
            let mut flipped = bytes.clone();
            flipped[offset] ^= 0x10;
            assert!(SHARED.check(&flipped, 100).is_err(), "offset {offset}");
        }
    }
}
