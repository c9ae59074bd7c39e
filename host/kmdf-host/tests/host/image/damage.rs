//! Damaged images: whatever the bytes are, the host returns an error or an image, and does not
//! panic.

use std::time::Instant;

use kmdf_host::DriverImage;

use kmdf_host_images::bound::{Unload, driver};
use kmdf_host_images::synthetic::{HEADERS, RAW, set_checksum};

/// The number of damaged images.
const ROUNDS: u32 = 30_000;

/// A generator of pseudorandom numbers, the same in each run (`xorshift64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("less than a usize")
    }
}

/// Values at a limit.
const EXTREMES: [u32; 12] = [
    0,
    1,
    7,
    0xFFF,
    0x1000,
    0x4FF9,
    0x5000,
    0x7FFF_FFFF,
    0x8000_0000,
    0x400_0000,
    0xFFFF_F000,
    u32::MAX,
];

/// An offset where damage tests the most: in the headers, the imports or the base relocations.
fn place(random: &mut Random, length: usize) -> usize {
    let (start, room) = match random.below(4) {
        0 | 1 => (0, 0x220),
        2 => (HEADERS + RAW, 0x900),
        _ => (HEADERS + 3 * RAW, 64),
    };
    (start + random.below(room)).min(length.saturating_sub(1))
}

fn damage(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = place(random, bytes.len());
        match random.below(8) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next().to_le_bytes()[0],
            2 => bytes.truncate(random.below(bytes.len() + 1)),
            3 => {
                let end = (at + random.below(64)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = place(random, bytes.len());
                let room = copy.len().min(bytes.len() - to);
                bytes[to..to + room].copy_from_slice(&copy[..room]);
            }
            _ => {
                let value = EXTREMES[random.below(EXTREMES.len())].to_le_bytes();
                let at = at & !3;
                let room = value.len().min(bytes.len() - at);
                bytes[at..at + room].copy_from_slice(&value[..room]);
            }
        }
    }
}

#[test]
fn damaged_image_is_refused_or_accepted_without_panic() {
    let good = driver(Unload::Displaced).bytes;
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut accepted, mut refused) = (0, std::collections::BTreeMap::<String, u32>::new());
    let start = Instant::now();
    for _ in 0..ROUNDS {
        let mut bytes = good.clone();
        damage(&mut random, &mut bytes);
        // Half of them arrive with the checksum of what they have become.
        if random.below(2) == 0 {
            set_checksum(&mut bytes);
        }
        // SAFETY: no machine loads the image.
        match unsafe { DriverImage::from_bytes(&bytes) } {
            Ok(_) => accepted += 1,
            Err(error) => {
                let text = error.to_string();
                assert!(text.len() < 2_000_000, "a message of {} bytes", text.len());
                let kind = format!("{error:?}");
                let kind = kind.split([' ', '{', '(']).next().unwrap_or_default().to_string();
                *refused.entry(kind).or_default() += 1;
            }
        }
    }
    println!("{accepted} accepted, refused: {refused:?}, {:?}", start.elapsed());
    assert!(accepted > ROUNDS / 20, "almost no damaged image is accepted: {refused:?}");
    for kind in
        ["NotAnImage", "BadSection", "Malformed", "MissingImports", "WrongMachine", "WrongChecksum"]
    {
        assert!(refused.contains_key(kind), "no image was refused with {kind}: {refused:?}");
    }
}
