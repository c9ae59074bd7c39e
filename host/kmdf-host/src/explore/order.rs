//! Which steps depend on each other: a hash of a run so far, the same for every order of its
//! independent steps.
//!
//! The hash of a step is made from its thread's step before it and from the steps on which it
//! depends: those that changed what it reads, and those that read what it changes. The hashes of
//! all threads' last steps stand for the state.
#![forbid(unsafe_code)]

use super::hash::{Map, Salt, mix};
use super::memory::Halves;
use super::processes::Processes;
use super::ways::{Touched, Ways};
use crate::footprint::{self, Resource};

/// The last accesses to a resource.
#[derive(Default, Clone, Copy)]
struct Version {
    /// The hash of the step that changed it.
    change: u64,
    /// The sum of the hashes of the steps that have read it since.
    looks: u64,
}

/// A step of a run.
struct Step {
    hash: u64,
    /// The length of [`Order::replaced`] before the step.
    replaced: usize,
    /// Whether private memory became public in the step.
    published: bool,
}

/// Whether a step that touched these resources ran as one that touched those.
fn is_same_way(one: &Touched, other: &Touched) -> bool {
    // Padding in a driver's memory has arbitrary bytes. If it seems to change, one state counts as
    // several, but several never count as one.
    let means = |(resource, change): &(Resource, bool)| {
        (*resource, *change || *resource == Resource::DRIVER_MEMORY)
    };
    one.iter().map(means).eq(other.iter().map(means))
}

/// The prediction for a step that has not run yet.
pub(super) struct Foreseen {
    /// Its hash.
    pub(super) hash: u64,
    /// Whether its thread could go on after it.
    pub(super) could_continue: bool,
}

/// The dependences between the steps of a run. The next run keeps those of the steps with which
/// both runs begin, and need not record them again.
pub(super) struct Order {
    versions: Map<Resource, Version>,
    /// The versions that the steps replaced, to restore them.
    replaced: Vec<(Resource, Version)>,
    steps: Vec<Step>,
    /// How many steps came before each decision.
    decisions: Vec<usize>,
    /// How many steps the run has had.
    made: usize,
    /// The ways in which the steps of all runs ran; `None` if nobody asks for predictions.
    ways: Option<Halves<Ways>>,
    /// Whether a step differed from its prediction.
    contradicted: bool,
    touched: Vec<(Resource, bool)>,
}

impl Order {
    /// No steps. With a limit in bytes, steps are predicted by the ways that fit into the memory.
    pub(super) fn new(limit: Option<usize>) -> Self {
        Self {
            versions: Map::default(),
            replaced: Vec::new(),
            steps: Vec::new(),
            decisions: Vec::new(),
            made: 0,
            ways: limit.map(Halves::within),
            contradicted: false,
            touched: Vec::new(),
        }
    }

    /// The bytes of the ways.
    pub(super) fn bytes(&self) -> usize {
        self.ways.as_ref().map_or(0, Halves::bytes)
    }

    /// How many ways have been forgotten.
    pub(super) fn forgotten(&self) -> u64 {
        self.ways.as_ref().map_or(0, Halves::forgotten)
    }

    /// Begins a run that has its first steps, up to decision `common`, in common with the run
    /// before it.
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
        if let Some(ways) = &mut self.ways {
            ways.make_room();
        }
    }

    /// Whether the next step is known from the run before.
    pub(super) fn is_known(&self) -> bool {
        self.made < self.steps.len()
    }

    /// Whether private memory became public in the next step, which is known.
    pub(super) fn publishes(&self) -> bool {
        self.steps.get(self.made).is_none_or(|step| step.published)
    }

    /// Notes that private memory became public in the last step.
    pub(super) fn note_published(&mut self) {
        if let Some(step) = self.steps.last_mut() {
            step.published = true;
        }
    }

    /// Notes a decision before the next step.
    pub(super) fn decide(&mut self) {
        if !self.is_known() {
            self.decisions.push(self.made);
        }
    }

    /// The hash of the next step. A new one is made from `before`, the hash of its thread's step
    /// before it, and from the recorded accesses, by the names that the processes give. `could_continue`
    /// says whether its thread can continue after it, or `None` if that depends on something else.
    pub(super) fn step(
        &mut self,
        processes: &Processes,
        before: u64,
        could_continue: Option<bool>,
    ) -> u64 {
        let known = self.steps.get(self.made).map(|step| step.hash);
        self.made += 1;
        known.unwrap_or_else(|| self.add(processes, before, could_continue))
    }

    fn add(&mut self, processes: &Processes, before: u64, could_continue: Option<bool>) -> u64 {
        self.touched.clear();
        footprint::collect(|resource, change| {
            self.touched.push((processes.named(resource), change));
        });
        self.touched.sort_unstable();
        let hash = self.hash(before, &self.touched);
        match (self.way(before), could_continue) {
            (Some((touched, could)), _) => {
                self.contradicted |=
                    !is_same_way(touched, &self.touched) || Some(could) != could_continue;
            }
            (None, Some(could_continue)) => {
                let changes = self.changes(&self.touched);
                if let Some(ways) = &mut self.ways {
                    ways.younger.add(before, &self.touched, changes, could_continue);
                }
            }
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
        self.steps.push(Step { hash, replaced, published: false });
        hash
    }

    /// Whether a step behaved differently although everything it read was unchanged. Then something
    /// is not recorded, and states that seem to be the same may differ.
    pub(super) fn is_contradicted(&self) -> bool {
        self.contradicted
    }

    fn version(&self, resource: Resource) -> Version {
        self.versions.get(&resource).copied().unwrap_or_default()
    }

    /// The hash of a step that touches these resources now.
    fn hash(&self, before: u64, touched: &Touched) -> u64 {
        touched.iter().fold(Salt::Step.mix(before), |hash, (resource, change)| {
            let version = self.version(*resource);
            let hash = mix(hash, mix(resource.number(), version.change));
            if *change { mix(hash, version.looks) } else { hash }
        })
    }

    /// A hash of the steps on which the way of a step with these accesses depends: the last changes
    /// of what it touches, and the creations and deletions of what it lists.
    fn changes(&self, touched: &Touched) -> u64 {
        touched.iter().fold(0, |hash, (resource, change)| {
            let version = self.version(*resource);
            let hash = mix(hash, version.change);
            if *change && resource.is_list() { mix(hash, version.looks) } else { hash }
        })
    }

    /// Predicts the step after the one with hash `before`, if it is known what that step does.
    pub(super) fn foresee(&self, before: u64) -> Option<Foreseen> {
        let (touched, could_continue) = self.way(before)?;
        Some(Foreseen { hash: self.hash(before, touched), could_continue })
    }

    /// The way in which a step ran after the one with hash `before` when everything it read was as
    /// it is now, and whether its thread could continue then.
    fn way(&self, before: u64) -> Option<(&Touched, bool)> {
        let ways = self.ways.as_ref()?;
        ways.find(|ways| ways.find(before, |touched| self.changes(touched)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, Processes};
    use crate::footprint::{Resource, change, look, record};

    type Access = fn(Resource);

    /// Takes a step with one access; returns its hash.
    fn step(order: &mut Order, before: u64, access: Access, resource: Resource) -> u64 {
        record(true);
        access(resource);
        record(false);
        order.step(&Processes::default(), before, Some(true))
    }

    /// The sum of the hashes of two threads' steps, in both orders.
    fn both_orders(accesses: [(Access, Resource); 2]) -> [u64; 2] {
        [[0, 1], [1, 0]].map(|threads| {
            let mut order = Order::new(Some(1 << 20));
            order.begin(None);
            let hash = |thread: usize| {
                let (access, resource) = accesses[thread];
                step(&mut order, thread as u64 + 1, access, resource)
            };
            threads.map(hash).iter().fold(0_u64, |sum, hash| sum.wrapping_add(*hash))
        })
    }

    #[test]
    fn independent_steps_have_one_state_in_both_orders() {
        let [one, other] = both_orders([(change, Resource::TIME), (change, Resource::POOL)]);
        assert_eq!(one, other);
        let [one, other] = both_orders([(look, Resource::TIME), (look, Resource::TIME)]);
        assert_eq!(one, other);
    }

    #[test]
    fn dependent_steps_have_two_states() {
        for second in [look as Access, change] {
            let [one, other] = both_orders([(change, Resource::TIME), (second, Resource::TIME)]);
            assert_ne!(one, other);
        }
    }

    #[test]
    fn step_is_foreseen_while_everything_that_it_read_is_unchanged() {
        let mut order = Order::new(Some(1 << 20));
        order.begin(None);
        let hash = step(&mut order, 7, look, Resource::TIME);
        order.begin(None);
        assert_eq!(order.foresee(7).map(|next| next.hash), Some(hash));
        step(&mut order, 8, change, Resource::TIME);
        assert!(order.foresee(7).is_none());
    }

    #[test]
    fn listing_step_is_not_foreseen_after_a_creation() {
        for list in [Resource::OBJECTS, Resource::POOL] {
            let mut order = Order::new(Some(1 << 20));
            order.begin(None);
            step(&mut order, 7, change, list);
            order.begin(None);
            assert!(order.foresee(7).is_some());
            step(&mut order, 8, look, list);
            assert!(order.foresee(7).is_none());
        }
    }

    #[test]
    fn step_that_differs_without_a_reason_is_a_contradiction() {
        let mut order = Order::new(Some(1 << 20));
        order.begin(None);
        step(&mut order, 7, look, Resource::TIME);
        order.begin(None);
        step(&mut order, 7, look, Resource::TIME);
        assert!(!order.is_contradicted());
        order.begin(None);
        step(&mut order, 7, look, Resource::POOL);
        assert!(order.is_contradicted());
    }
}
