//! Hashes of steps and states, and pseudo-random numbers.
#![forbid(unsafe_code)]

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A hasher for keys that are well mixed, or small.
#[derive(Default)]
pub(super) struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = mix(self.0, number);
    }
}

pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// The increment of splitmix64 from one number to the next.
const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash of two numbers, in their order: splitmix64 of the second, if the first is 0.
pub(super) fn mix(first: u64, second: u64) -> u64 {
    let mixed = first.rotate_left(26) ^ second.wrapping_add(STRIDE);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A value for a hash, so that hashes of the same thing for different purposes differ.
#[derive(Debug, Clone, Copy)]
pub(super) enum Salt {
    /// The beginning of the hash of a step.
    Step = 1,
    /// A task that can continue without being preempted.
    Current = 2,
    /// The beginning of a task.
    First = 3,
    /// A task among all tasks.
    InSum = 4,
    /// A call that is made to fail.
    Fails = 8,
    /// A call that could be made to fail.
    MayFail = 9,
    /// A wait that has timed out.
    TimeOut = 10,
    /// A wait that is in vain.
    InVain = 11,
}

impl Salt {
    /// The hash with the salt in it.
    pub(super) fn mix(self, hash: u64) -> u64 {
        mix(hash, self as u64)
    }
}

/// Pseudo-random numbers, always the same ones for a seed.
#[derive(Clone)]
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self(mix(seed, 0))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STRIDE);
        mix(0, self.0)
    }

    /// A number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let product = u128::from(self.next()) * limit as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, Salt, mix};

    #[test]
    fn mixed_numbers_depend_on_their_order() {
        assert_ne!(mix(1, 2), mix(2, 1));
        assert_ne!(Salt::Step.mix(5), Salt::First.mix(5));
    }

    #[test]
    fn random_numbers_repeat_for_a_seed_and_stay_below_their_limit() {
        let drawn = |seed| {
            let mut numbers = Numbers::new(seed);
            (0..64).map(|_| numbers.below(3)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
        assert!((0..3).all(|number| drawn(1).contains(&number)));
        assert!(drawn(1).iter().all(|number| *number < 3));
    }
}
