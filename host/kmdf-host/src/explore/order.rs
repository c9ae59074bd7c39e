//! Which steps depend on which: a number for what a run has done so far, the same for every order in
//! which independent steps can have come.
//!
//! Each step gets the hash of its thread's step before it and of the steps on which it depends: those
//! that changed what it looks at, and those that looked at what it changes. The hashes of all
//! threads' last steps stand for the state.
#![forbid(unsafe_code)]

use super::hash::{Map, Salt, mix};
use crate::footprint::{self, Resource};

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

/// A way in which a step was made: what it looked at and changed.
struct Way {
    touched: Box<[(Resource, bool)]>,
    /// Whether its thread could go on after it, by the hash of the steps that had changed all this.
    could_go_on: Map<u64, bool>,
}

impl Way {
    /// Whether it is the way of a step that touched these.
    fn is_that_of(&self, touched: &[(Resource, bool)]) -> bool {
        // A driver's memory has padding, in which there is anything: that it seems to have changed
        // makes several states of one, never one of several.
        let means = |(resource, change): &(Resource, bool)| {
            (*resource, *change || *resource == Resource::DRIVER_MEMORY)
        };
        self.touched.iter().map(means).eq(touched.iter().map(means))
    }
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
    /// How the steps of all runs were made, by the hash before them.
    ways: Map<u64, Vec<Way>>,
    /// Whether a step was another one than was foreseen.
    contradicted: bool,
    touched: Vec<(Resource, bool)>,
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
        self.touched.clear();
        footprint::collect(|resource, change| self.touched.push((resource, change)));
        let hash = self.hash(before, &self.touched);
        match (self.way(before), could_go_on) {
            (Some((way, could)), _) => {
                self.contradicted |= !way.is_that_of(&self.touched) || Some(could) != could_go_on;
            }
            (None, Some(could_go_on)) => self.add_way(before, could_go_on),
            (None, None) => {}
        }
        let replaced = self.replaced.len();
        for (resource, change) in self.touched.iter().copied() {
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

    /// Notes how the step was made that has been recorded.
    fn add_way(&mut self, before: u64, could_go_on: bool) {
        let changes = self.changes(&self.touched);
        let ways = self.ways.entry(before).or_default();
        if let Some(way) = ways.iter_mut().find(|way| *way.touched == *self.touched) {
            way.could_go_on.insert(changes, could_go_on);
        } else {
            let could_go_on = Map::from_iter([(changes, could_go_on)]);
            ways.push(Way { touched: self.touched.as_slice().into(), could_go_on });
        }
    }

    /// Whether a step did something else than it had done before, though all that it looked at was
    /// the same: then something is not recorded, and states that are the same may not be.
    pub(super) fn is_contradicted(&self) -> bool {
        self.contradicted
    }

    fn version(&self, resource: Resource) -> Version {
        self.versions.get(&resource).copied().unwrap_or_default()
    }

    /// The hash of a step that touches these now.
    fn hash(&self, before: u64, touched: &[(Resource, bool)]) -> u64 {
        touched.iter().fold(Salt::Step.mix(before), |hash, (resource, change)| {
            let version = self.version(*resource);
            let hash = mix(hash, mix(resource.number(), version.change));
            if *change { mix(hash, version.looks) } else { hash }
        })
    }

    /// A hash of the steps that have changed these last.
    fn changes(&self, touched: &[(Resource, bool)]) -> u64 {
        touched.iter().fold(0, |hash, (resource, _)| mix(hash, self.version(*resource).change))
    }

    /// A step that comes after that of hash `before`, if it is known what it does.
    pub(super) fn foresee(&self, before: u64) -> Option<Foreseen> {
        let (way, could_go_on) = self.way(before)?;
        Some(Foreseen { hash: self.hash(before, &way.touched), could_go_on })
    }

    /// How a step was made that came after that of hash `before`, when all that it looked at was as
    /// it is now; and whether its thread could go on then.
    fn way(&self, before: u64) -> Option<(&Way, bool)> {
        self.ways.get(&before)?.iter().find_map(|way| {
            let could_go_on = way.could_go_on.get(&self.changes(&way.touched))?;
            Some((way, *could_go_on))
        })
    }
}
