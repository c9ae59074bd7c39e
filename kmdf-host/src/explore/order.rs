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

/// A step, as it was when it was made.
struct Step {
    hash: u64,
    /// How much of [`Order::replaced`] is older.
    replaced: usize,
}

/// A step that was made in some run.
struct Event {
    /// What it looked at and changed, each with the hash of the step that had changed it before.
    touched: Box<[(Resource, bool, u64)]>,
    /// Whether its thread could go on after it.
    could_go_on: bool,
}

/// A step that has not been made, as it would be.
pub(super) struct Foreseen {
    /// Its hash.
    pub(super) hash: u64,
    /// Whether its thread could go on after it.
    pub(super) could_go_on: bool,
}

/// The dependences between the steps of a run. They are kept for the next run as far as that begins
/// in the same way: what is known need not be recorded again.
#[derive(Default)]
pub(super) struct Order {
    versions: Map<Resource, Version>,
    /// What versions were before the steps changed them, for the way back.
    replaced: Vec<(Resource, Version)>,
    steps: Vec<Step>,
    /// How many steps came before each decision.
    decisions: Vec<usize>,
    /// How many steps the run has made.
    made: usize,
    /// The steps of all runs, by the hash before them.
    events: Map<u64, Vec<Event>>,
    /// Whether a step was another one than was foreseen.
    contradicted: bool,
    touched: Vec<(Resource, bool, u64)>,
}

impl Order {
    /// Begins a run that has its first steps and so many decisions in common with the run before it.
    pub(super) fn begin(&mut self, common: Option<usize>) {
        let known = common.and_then(|common| self.decisions.get(common)).copied().unwrap_or(0);
        self.decisions.truncate(common.unwrap_or(0));
        if let Some(first) = self.steps.get(known) {
            for (resource, version) in self.replaced.drain(first.replaced..).rev() {
                self.versions.insert(resource, version);
            }
        }
        self.steps.truncate(known);
        self.made = 0;
    }

    /// Whether the next step is known from the run before.
    pub(super) fn is_known(&self) -> bool {
        self.made < self.steps.len()
    }

    /// Notes that what comes next is decided here.
    pub(super) fn decide(&mut self) {
        if !self.is_known() {
            self.decisions.push(self.made);
        }
    }

    /// The hash of a step that is known, or of a new one: from that of its thread's step before it
    /// and from what was recorded. `could_go_on` says whether its thread can go on after it, if
    /// that depends on nothing else.
    pub(super) fn step(&mut self, before: u64, could_go_on: Option<bool>) -> u64 {
        let known = self.steps.get(self.made).map(|step| step.hash);
        self.made += 1;
        known.unwrap_or_else(|| self.add(before, could_go_on))
    }

    fn add(&mut self, before: u64, could_go_on: Option<bool>) -> u64 {
        let (touched, versions) = (&mut self.touched, &self.versions);
        touched.clear();
        footprint::collect(|resource, change| {
            let version = versions.get(&resource).copied().unwrap_or_default();
            touched.push((resource, change, version.change));
        });
        let hash = self.hash(before, &self.touched);
        match (self.foresee(before), could_go_on) {
            (Some(foreseen), _) => {
                self.contradicted |=
                    foreseen.hash != hash || Some(foreseen.could_go_on) != could_go_on;
            }
            (None, Some(could_go_on)) => {
                let event = Event { touched: self.touched.as_slice().into(), could_go_on };
                self.events.entry(before).or_default().push(event);
            }
            (None, None) => {}
        }
        let replaced = self.replaced.len();
        for (resource, change, _) in self.touched.iter().copied() {
            let version = self.versions.entry(resource).or_default();
            self.replaced.push((resource, *version));
            if change {
                *version = Version { change: hash, looks: 0 };
            } else {
                version.looks = version.looks.wrapping_add(hash);
            }
        }
        self.steps.push(Step { hash, replaced });
        hash
    }

    /// Whether a step did something else than it had done before, though all that it looked at was
    /// the same: then something is not recorded, and states that are the same may not be.
    pub(super) fn is_contradicted(&self) -> bool {
        self.contradicted
    }

    /// The hash of a step that touches these now.
    fn hash(&self, before: u64, touched: &[(Resource, bool, u64)]) -> u64 {
        touched.iter().fold(mix(before, 1), |hash, (resource, change, _)| {
            let version = self.versions.get(resource).copied().unwrap_or_default();
            let hash = mix(hash, mix(resource.number(), version.change));
            if *change { mix(hash, version.looks) } else { hash }
        })
    }

    /// A step that comes after that of hash `before`, if it is known what it does: since such a step
    /// was made when all that it looked at was as it is now.
    pub(super) fn foresee(&self, before: u64) -> Option<Foreseen> {
        let is_the_same = |event: &&Event| {
            event.touched.iter().all(|(resource, _, change)| {
                self.versions.get(resource).map_or(0, |version| version.change) == *change
            })
        };
        let event = self.events.get(&before)?.iter().find(is_the_same)?;
        let hash = self.hash(before, &event.touched);
        Some(Foreseen { hash, could_go_on: event.could_go_on })
    }
}
