//! The memory of a search: tables from hashes to small values, packed, which forget their older half
//! when they are full.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The memory of an exploration, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    /// For the states that were seen.
    pub(super) states: usize,
    /// For the ways in which steps ran.
    pub(super) ways: usize,
    /// For the ends that were counted.
    pub(super) ends: usize,
}

impl Memory {
    /// The shares of all memory, as large scenarios need them.
    pub(super) const fn of(bytes: usize) -> Self {
        let (ways, ends) = (bytes / 2, bytes / 16);
        Self { states: bytes - ways - ends, ways, ends }
    }
}

/// Locks what the workers of a search share. A worker that panicked ends the search, and leaves
/// nothing half done.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many parts a table has. Each grows by itself, so that the table never needs its size twice.
const PARTS: usize = 64;

/// A hash as bytes: without an alignment, an entry takes no padding.
#[derive(PartialEq, Eq, Clone, Copy)]
struct Key([u8; 8]);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from_ne_bytes(self.0));
    }
}

/// The hasher of keys that are hashes already.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type Part<V> = HashMap<Key, V, BuildHasherDefault<Same>>;

/// A table from hashes to values, which are arrays of bytes or as small as one.
pub(super) struct Table<V> {
    parts: Vec<Part<V>>,
    len: usize,
    bytes: usize,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { parts: (0..PARTS).map(|_| Part::default()).collect(), len: 0, bytes: 0 }
    }
}

impl<V: Copy> Table<V> {
    /// The part of a hash, by bits that the part itself does not use.
    const fn part(hash: u64) -> usize {
        (hash >> 40) as usize % PARTS
    }

    /// The value of a hash.
    pub(super) fn get(&self, hash: u64) -> Option<V> {
        self.parts[Self::part(hash)].get(&Key(hash.to_ne_bytes())).copied()
    }

    /// All hashes, in order.
    pub(super) fn hashes(&self) -> Vec<u64> {
        let keys = self.parts.iter().flat_map(Part::keys);
        let mut hashes: Vec<u64> = keys.map(|Key(bytes)| u64::from_ne_bytes(*bytes)).collect();
        hashes.sort_unstable();
        hashes
    }

    /// Sets the value of a hash.
    pub(super) fn insert(&mut self, hash: u64, value: V) {
        let part = &mut self.parts[Self::part(hash)];
        let before = bytes(part);
        let is_new = part.insert(Key(hash.to_ne_bytes()), value).is_none();
        self.bytes += bytes(part) - before;
        self.len += usize::from(is_new);
    }
}

/// The bytes of a part: an entry and a byte of control for each bucket, of which there is a power of
/// two, an eighth of them free.
fn bytes<V>(part: &Part<V>) -> usize {
    let buckets = match part.capacity() {
        0 => 0,
        capacity => (capacity * 8 / 7).next_power_of_two(),
    };
    buckets * (size_of::<(Key, V)>() + 1)
}

/// What takes memory.
pub(super) trait Kept: Default {
    /// How many entries there are.
    fn len(&self) -> usize;
    /// How many bytes they take.
    fn bytes(&self) -> usize;
}

impl<V> Kept for Table<V> {
    fn len(&self) -> usize {
        self.len
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// A younger and an older half. When the younger half is full, the older one is forgotten: an
/// exploration goes depth first, and returns sooner to what it has met lately.
pub(super) struct Halves<T> {
    pub(super) younger: T,
    older: T,
    limit: usize,
    forgotten: u64,
}

impl<T: Kept> Halves<T> {
    /// Both halves together take up to `limit` bytes.
    pub(super) fn within(limit: usize) -> Self {
        Self { younger: T::default(), older: T::default(), limit, forgotten: 0 }
    }

    /// Makes room if the younger half is full.
    pub(super) fn make_room(&mut self) {
        if self.younger.bytes() > self.limit / 2 {
            self.forgotten += self.older.len() as u64;
            self.older = std::mem::take(&mut self.younger);
        }
    }

    /// What `find` finds in the younger half or else in the older one.
    pub(super) fn find<'a, R>(&'a self, find: impl Fn(&'a T) -> Option<R>) -> Option<R> {
        find(&self.younger).or_else(|| if self.older.len() > 0 { find(&self.older) } else { None })
    }

    /// How many entries both halves have.
    pub(super) fn len(&self) -> usize {
        self.younger.len() + self.older.len()
    }

    /// How many bytes both halves take.
    pub(super) fn bytes(&self) -> usize {
        self.younger.bytes() + self.older.bytes()
    }

    /// How many entries have been forgotten.
    pub(super) const fn forgotten(&self) -> u64 {
        self.forgotten
    }
}

#[cfg(test)]
mod tests {
    use super::super::hash::mix;
    use super::{Halves, Kept, Table};

    #[test]
    fn table_returns_the_last_value_of_each_hash() {
        let mut table = Table::default();
        for number in 0..1_000 {
            table.insert(mix(0, number), 1);
        }
        table.insert(mix(0, 7), 2);
        assert_eq!(table.len(), 1_000);
        assert_eq!([6, 7, 1_000].map(|n| table.get(mix(0, n))), [Some(1), Some(2), None]);
    }

    #[test]
    #[cfg_attr(miri, ignore = "safe code, and 100,000 entries take minutes")]
    fn entry_of_a_large_table_takes_at_most_20_bytes() {
        let mut table = Table::default();
        for number in 0..100_000 {
            table.insert(mix(0, number), 1_u8);
        }
        assert!(table.bytes() <= 20 * table.len(), "{} bytes", table.bytes());
    }

    #[test]
    #[cfg_attr(miri, ignore = "safe code, and 100,000 entries take minutes")]
    fn full_halves_keep_to_their_limit_and_remember_the_latest() {
        const LIMIT: usize = 64 << 10;
        let mut halves = Halves::<Table<u8>>::within(LIMIT);
        let mut most = 0;
        for number in 0..100_000 {
            halves.make_room();
            halves.younger.insert(mix(0, number), 1);
            most = most.max(halves.bytes());
            assert_eq!(halves.find(|half| half.get(mix(0, number))), Some(1));
        }
        // A part doubles when the limit may already be close.
        assert!(most <= LIMIT + LIMIT / 32, "{most} bytes");
        assert_eq!(halves.forgotten() + halves.len() as u64, 100_000);
        assert_eq!(halves.find(|half| half.get(mix(0, 0))), None);
        assert_eq!(halves.find(|half| half.get(mix(0, 99_000))), Some(1));
    }
}
