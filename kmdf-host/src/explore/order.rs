//! Which steps depend on which: a number for what a run has done so far, the same for every order in
//! which independent steps can have come.
//!
//! Each step gets the hash of its thread's step before it and of the steps on which it depends: those
//! that changed what it looks at, and those that looked at what it changes. The hashes of all
//! threads' last steps stand for the state.
#![forbid(unsafe_code)]

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::footprint::{self, Resource};

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
pub(super) type Set<K> = HashSet<K, BuildHasherDefault<Mixer>>;

/// A hash of two numbers, in their order.
pub(super) fn mix(first: u64, second: u64) -> u64 {
    let mixed = first.rotate_left(26) ^ second.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// What was last done to a resource.
#[derive(Default, Clone, Copy)]
struct Version {
    /// The hash of the step that changed it.
    change: u64,
    /// The hashes of the steps that have looked at it since, in no order.
    looks: u64,
}

/// The dependences between the steps of one run.
#[derive(Default)]
pub(super) struct Order {
    versions: Map<Resource, Version>,
    touched: Vec<(Resource, bool)>,
}

impl Order {
    /// The hash of a step, from that of its thread's step before it and from what was recorded.
    pub(super) fn step(&mut self, before: u64) -> u64 {
        let mut hash = mix(before, 1);
        self.touched.clear();
        footprint::collect(|resource, change| {
            let version = self.versions.get(&resource).copied().unwrap_or_default();
            hash = mix(hash, mix(resource.number(), version.change));
            if change {
                hash = mix(hash, version.looks);
            }
            self.touched.push((resource, change));
        });
        for (resource, change) in self.touched.iter().copied() {
            let version = self.versions.entry(resource).or_default();
            if change {
                *version = Version { change: hash, looks: 0 };
            } else {
                version.looks = version.looks.wrapping_add(hash);
            }
        }
        hash
    }
}
