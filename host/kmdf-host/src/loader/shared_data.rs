//! The page that the kernel shares with every process (`KUSER_SHARED_DATA`), which lies at one address on
//! every Windows. The headers of the kernel read the time there: `KeQuerySystemTime` and
//! `KeQueryTickCount` are no calls on x64. An image that names the address gets a page of its own instead.
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU32, Ordering};

/// Where the page lies on Windows, and its size.
const ADDRESS: u64 = 0xFFFF_F780_0000_0000;
const SIZE: usize = 0x1000;

// Offsets in the page.
const TICK_MULTIPLIER: usize = 0x004;
const INTERRUPT_TIME: usize = 0x008;
const SYSTEM_TIME: usize = 0x014;
const BUILD: usize = 0x260;
const MAJOR_VERSION: usize = 0x26C;
const TICK_COUNT: usize = 0x320;

/// The time between two ticks in 100 ns units, and what makes milliseconds of ticks: in units of 2^-24.
const TICK: u64 = 156_250;
const MULTIPLIER: u32 = 0x0FA0_0000;

/// A copy of the page.
#[derive(Debug)]
pub(super) struct SharedData(Box<[AtomicU32; SIZE / 4]>);

impl SharedData {
    pub(super) fn new() -> Self {
        let page = Self(Box::new([const { AtomicU32::new(0) }; SIZE / 4]));
        page.put(TICK_MULTIPLIER, MULTIPLIER);
        page.put(MAJOR_VERSION, 10);
        page.put(BUILD, 19041);
        page
    }

    fn address(&self) -> u64 {
        self.0.as_ptr().expose_provenance() as u64
    }

    fn put(&self, offset: usize, value: u32) {
        self.0[offset / 4].store(value, Ordering::Relaxed);
    }

    /// Sets a `KSYSTEM_TIME`: the low half, and twice the high half.
    fn put_time(&self, offset: usize, time: u64) {
        #[expect(clippy::cast_possible_truncation, reason = "the halves of the number")]
        let (low, high) = (time as u32, (time >> 32) as u32);
        self.put(offset, low);
        self.put(offset + 4, high);
        self.put(offset + 8, high);
    }

    /// Tells the time: the system's, and the time since the start, in 100 ns units.
    pub(super) fn tell_time(&self, system: u64, since_start: u64) {
        self.put_time(INTERRUPT_TIME, since_start);
        self.put_time(SYSTEM_TIME, system);
        self.put_time(TICK_COUNT, since_start / TICK);
    }

    /// Leads the places of an image that name the page to this copy.
    pub(super) fn apply(&self, places: &[u32], contents: &mut [u8]) {
        for place in places {
            let rest = contents.get_mut(*place as usize..);
            if let Some(bytes) = rest.and_then(|rest| rest.first_chunk_mut::<8>()) {
                let offset = u64::from_le_bytes(*bytes) - ADDRESS;
                *bytes = (self.address() + offset).to_le_bytes();
            }
        }
    }
}

/// The RVAs of the 64-bit numbers in an image that are addresses in the page: operands in code, and
/// constants.
pub(super) fn find(contents: &[u8]) -> Vec<u32> {
    // All such addresses have these upper bytes; the two below count within the page.
    let upper = &ADDRESS.to_le_bytes()[2..];
    let is_address = |bytes: &[u8]| bytes[2..] == *upper && usize::from(bytes[1]) < SIZE >> 8;
    let found = contents.windows(8).zip(0_u32..).filter(|(bytes, _)| is_address(bytes));
    found.map(|(_, rva)| rva).collect()
}

#[cfg(test)]
mod tests {
    use super::{ADDRESS, SYSTEM_TIME, SharedData, find};

    #[test]
    fn numbers_that_name_the_page_lead_to_the_copy() {
        let mut image = vec![0x90; 3];
        image.extend([0x48, 0xB8]);
        image.extend((ADDRESS + 0x14).to_le_bytes());
        image.extend((ADDRESS + 0x1000).to_le_bytes());
        assert_eq!(find(&image), [5]);
        let page = SharedData::new();
        page.apply(&find(&image), &mut image);
        assert_eq!(image[5..13], (page.address() + 0x14).to_le_bytes());
    }

    #[test]
    fn time_is_told_in_halves() {
        let page = SharedData::new();
        page.tell_time(0x1_2345_6789, 0);
        let told: Vec<u32> = page.0[SYSTEM_TIME / 4..][..3]
            .iter()
            .map(|word| word.load(std::sync::atomic::Ordering::Relaxed))
            .collect();
        assert_eq!(told, [0x2345_6789, 1, 1]);
    }
}
