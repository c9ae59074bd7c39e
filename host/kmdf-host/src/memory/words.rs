//! Memory that drivers use, seen as words: read as a debugger reads it, without a reference.
//!
//! An exploration looks at a driver's memory while the driver's threads are stopped in the middle of
//! their code. They may hold `&mut` to the memory, and some of its bytes may never have been
//! written: padding, and the payload of a `None`. Rust's rules allow nobody else to read the memory
//! then, not even through a raw pointer. So a single instruction of the processor reads each word,
//! and the compiler learns no more about the word than that it is a number.

use std::marker::PhantomData;

/// The size of a word in bytes.
const WORD: usize = size_of::<u64>();

/// How many words are hashed side by side.
const LANES: usize = 4;

/// The words of a piece of memory that stays mapped as long as its owner lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    start: *const u8,
    bytes: usize,
    owner: PhantomData<&'a ()>,
}

impl Words<'_> {
    /// The words that fit into `bytes` bytes from `start`.
    ///
    /// # Safety
    /// The bytes stay readable for the lifetime `'a`, and no other OS thread writes to them while a
    /// method of this type runs.
    pub(crate) const unsafe fn new(start: *const u8, bytes: usize) -> Self {
        Self { start, bytes, owner: PhantomData }
    }

    /// The word at an offset in bytes, which need not be aligned.
    fn at(self, offset: usize) -> u64 {
        debug_assert!(offset + WORD <= self.bytes);
        // SAFETY: the callers below stay within the memory.
        let place = unsafe { self.start.add(offset) };
        // SAFETY: `new`'s caller guarantees that the bytes are readable.
        unsafe { load(place) }
    }

    /// A hash of the memory's place and of its contents. Two contents that differ in one word have
    /// different hashes.
    pub(crate) fn hash(self) -> u64 {
        let words = self.bytes / WORD;
        // A product waits for the one before it in its lane, and lanes do not wait for each other.
        let mut lanes = [0; LANES];
        for first in (0..words / LANES * LANES).step_by(LANES) {
            for (lane, hash) in lanes.iter_mut().enumerate() {
                *hash = mix(*hash, self.at((first + lane) * WORD));
            }
        }
        let rest = (words / LANES * LANES..words).map(|index| self.at(index * WORD));
        rest.chain(lanes).fold(self.start.addr() as u64, mix)
    }

    /// Every number in the memory that could be an address: those at each byte, because a driver may
    /// pack its structures.
    pub(crate) fn addresses(self) -> impl Iterator<Item = usize> {
        let offsets = 0..(self.bytes + 1).saturating_sub(WORD);
        offsets.filter_map(move |offset| usize::try_from(self.at(offset)).ok())
    }

    /// Whether an address lies in the memory.
    pub(crate) fn contain(self, address: usize) -> bool {
        let start = self.start.addr();
        (start..start + self.bytes).contains(&address)
    }
}

/// Whether the process can write to the memory at an address. If the operating system does not tell,
/// the process can.
pub(crate) fn is_writable(address: usize) -> bool {
    match region::query(std::ptr::without_provenance::<u8>(address)) {
        Ok(region) => region.is_writable(),
        Err(region::Error::UnmappedRegion) => false,
        Err(_) => true,
    }
}

/// For a given hash each word leads to another one, and for a given word each hash does.
const fn mix(hash: u64, word: u64) -> u64 {
    let product = (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ product >> 32
}

/// Reads a word.
///
/// In the abstract machine, the instruction returns an arbitrary number: no memory is read, so that
/// neither an exclusive reference to the place nor an uninitialized byte in it matters. The number
/// only ever decides which schedules an exploration runs. That the number is the one in memory is a
/// fact of the machine code, as for a debugger: calls of the host that the compiler cannot look into
/// lie between the driver's code and this instruction, and whatever the compiler still keeps in
/// registers there is invisible to the driver's other threads, too.
///
/// # Safety
/// The eight bytes are readable, and no other OS thread writes to them.
#[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
unsafe fn load(place: *const u8) -> u64 {
    let word;
    // SAFETY: the caller guarantees that the word can be read; the instruction changes nothing.
    unsafe {
        std::arch::asm!(
            #[cfg(target_arch = "x86_64")]
            "mov {word}, qword ptr [{place}]",
            #[cfg(target_arch = "aarch64")]
            "ldr {word}, [{place}]",
            word = lateout(reg) word,
            place = in(reg) place,
            options(nostack, preserves_flags, readonly),
        );
    }
    word
}

/// Reads a word, where the host has no instruction for it: under Miri, which does not know the
/// machine's instructions, and on other processors. There the memory must be initialized and not
/// borrowed exclusively.
///
/// # Safety
/// The eight bytes are readable and initialized, and nobody else writes to them.
#[cfg(any(not(any(target_arch = "x86_64", target_arch = "aarch64")), miri))]
unsafe fn load(place: *const u8) -> u64 {
    // SAFETY: guaranteed by the caller.
    u64::from_ne_bytes(unsafe { place.cast::<[u8; WORD]>().read_volatile() })
}

#[cfg(test)]
mod tests {
    use super::super::block::Block;

    #[test]
    fn contents_that_differ_in_one_byte_have_different_hashes() {
        // Without a word in each lane, with one, with several, and with some beside the lanes.
        for bytes in [16, 32, 64, 80] {
            let mut block = Block::zeroed(bytes);
            let zero = block.words().hash();
            for place in 0..bytes {
                block.put(place, &[1]);
                assert_ne!(block.words().hash(), zero, "byte {place} of {bytes}");
                block.put(place, &[0]);
            }
            assert_eq!(block.words().hash(), zero);
        }
    }

    #[test]
    fn same_contents_in_two_places_have_different_hashes() {
        let blocks = [Block::zeroed(16), Block::zeroed(16)];
        assert_ne!(blocks[0].words().hash(), blocks[1].words().hash());
    }

    #[test]
    fn address_is_found_at_each_byte() {
        for place in 0..=8 {
            let mut block = Block::zeroed(16);
            block.put(place, &0x0123_4567_89AB_CDEF_u64.to_ne_bytes());
            let mut found = block.words().addresses();
            assert!(found.any(|address| address == 0x0123_4567_89AB_CDEF), "byte {place}");
        }
        assert_eq!(Block::zeroed(0).words().addresses().count(), 0);
    }

    #[test]
    fn words_contain_the_addresses_of_their_bytes_only() {
        let block = Block::zeroed(32);
        let (start, words) = (block.address(), block.words());
        assert!(words.contain(start) && words.contain(start + 31));
        assert!(!words.contain(start - 1) && !words.contain(start + 32));
    }

    #[test]
    fn write_through_a_driver_s_pointer_changes_the_hash() {
        let block = Block::zeroed(16);
        let before = block.words().hash();
        let pointer: *mut u32 = std::ptr::with_exposed_provenance_mut(block.address() + 4);
        // SAFETY: the place lies in the block, and nobody has a reference to it.
        unsafe { pointer.write(7) };
        assert_ne!(block.words().hash(), before);
        // The hash in between has taken nothing from the pointer.
        // SAFETY: the place lies in the block, and nobody has a reference to it.
        unsafe { pointer.write(0) };
        assert_eq!(block.words().hash(), before);
    }
}
