//! The ways in which steps have run: what each read and changed, and whether its thread could
//! continue after it.
#![forbid(unsafe_code)]

use super::hash::{Map, mix};
use super::memory::{Kept, Table};
use crate::footprint::Resource;

/// The accesses of a step: each resource once, in order, and whether the step changed it.
pub(super) type Touched = [(Resource, bool)];

/// The ways of steps, by the hash before the step.
///
/// A step has more ways than one if what it reads decides what else it touches. Few lists of
/// accesses differ, so each is kept once, under a number.
#[derive(Default)]
pub(super) struct Ways {
    lists: Vec<Box<Touched>>,
    /// The numbers of the lists with a hash.
    numbers: Map<u64, Vec<u32>>,
    /// The numbers of the lists in each step's ways: the first way under the step's [`place`] 0, the
    /// next one under place 1, and so on.
    of_step: Table<[u8; 4]>,
    /// Whether a step's thread could continue after it, by the step's way and the steps that had last
    /// changed what the step touches.
    could_continue: Table<bool>,
    /// The bytes of the lists.
    bytes: usize,
}

/// Where the table has way `index` of the step after the one with hash `before`.
fn place(before: u64, index: u64) -> u64 {
    mix(before, index)
}

/// Where the table has the end of a step that ran in a way after these changes.
fn end(before: u64, number: u32, changes: u64) -> u64 {
    mix(mix(before, changes), u64::from(number))
}

impl Ways {
    /// The numbers of the lists in the ways of the step after the one with hash `before`.
    fn of(&self, before: u64) -> impl Iterator<Item = u32> {
        (0..).map_while(move |index| self.of_step.get(place(before, index))).map(u32::from_ne_bytes)
    }

    /// The way in which the step ran after the one with hash `before` when the steps that had last
    /// changed what it touches were the ones of now, and whether its thread could continue then.
    /// `changes` is a hash of these steps.
    pub(super) fn find(
        &self,
        before: u64,
        changes: impl Fn(&Touched) -> u64,
    ) -> Option<(&Touched, bool)> {
        self.of(before).find_map(|number| {
            let list = &*self.lists[number as usize];
            let could_continue = self.could_continue.get(end(before, number, changes(list)))?;
            Some((list, could_continue))
        })
    }

    /// Notes the way in which a step ran.
    pub(super) fn add(
        &mut self,
        before: u64,
        touched: &Touched,
        changes: u64,
        could_continue: bool,
    ) {
        let number = self.number(touched);
        if !self.of(before).any(|known| known == number) {
            let count = self.of(before).count() as u64;
            self.of_step.insert(place(before, count), number.to_ne_bytes());
        }
        self.could_continue.insert(end(before, number, changes), could_continue);
    }

    /// The number of a list.
    fn number(&mut self, touched: &Touched) -> u32 {
        let hash = touched.iter().fold(0, |hash, (resource, change)| {
            mix(hash, resource.number() << 1 | u64::from(*change))
        });
        let numbers = self.numbers.entry(hash).or_default();
        let known =
            numbers.iter().copied().find(|number| *self.lists[*number as usize] == *touched);
        known.unwrap_or_else(|| {
            let number = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
            self.bytes += size_of_val(touched) + LIST;
            self.lists.push(touched.into());
            numbers.push(number);
            number
        })
    }
}

/// What a list takes beside its accesses: its entries in the vector and in the map, the map's vector,
/// and the headers of two allocations.
const LIST: usize = 16 + 2 * 33 + 16 + 2 * 16;

impl Kept for Ways {
    fn len(&self) -> usize {
        self.could_continue.len()
    }

    fn bytes(&self) -> usize {
        self.of_step.bytes() + self.could_continue.bytes() + self.bytes
    }
}
