//! What each step of a run reads and changes, so that an exploration knows which orders differ.
//!
//! All of a machine's state is reached through [`Tracked`], [`Part`] or a table, which note each
//! access while recording is on. So none can be missed; noting too many only costs time.
#![forbid(unsafe_code)]

mod tracked;

use std::cell::{Cell, RefCell};

pub(crate) use self::tracked::{Part, Tracked};
use crate::handle::Handle;

/// Something that can be read and changed: an object by its handle, or one of these constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Resource(u64);

impl Resource {
    // Handles are multiples of 16, so that these numbers are no handles.
    /// Which objects exist. Creating one object and deleting another are independent: each counts
    /// as a read, and listing all objects as a change.
    pub(crate) const OBJECTS: Self = Self(1);
    /// The time.
    pub(crate) const TIME: Self = Self(2);
    pub(crate) const DPCS: Self = Self(3);
    pub(crate) const WORK_ITEMS: Self = Self(4);
    /// Which pool blocks exist; accesses count as for [`Resource::OBJECTS`].
    pub(crate) const POOL: Self = Self(5);
    pub(crate) const FILES: Self = Self(6);
    /// Which operations exist; each operation is a resource of its own.
    pub(crate) const OPERATIONS: Self = Self(7);
    pub(crate) const NODES: Self = Self(8);
    pub(crate) const DRIVERS: Self = Self(9);
    pub(crate) const PACKAGES: Self = Self(10);
    /// How many calls may still fail.
    pub(crate) const FAILURES: Self = Self(11);
    /// The drivers' memory: all memory of the machine that they share.
    pub(crate) const DRIVER_MEMORY: Self = Self(12);
    /// How many callbacks are active, where they are counted.
    pub(crate) const CALLBACKS: Self = Self(13);

    /// What drivers store: the registry keys that they made, and the disk.
    pub(crate) const STORED: Self = Self(14);
    /// The devices that leave D0 when they are idle. The numbers of operations begin after this one.
    pub(crate) const IDLE: Self = Self(15);

    /// Whether this says which things exist: a creation or deletion is a look, and a listing a change.
    pub(crate) fn is_list(self) -> bool {
        [Self::OBJECTS, Self::POOL].contains(&self)
    }

    pub(crate) fn object(handle: Handle) -> Self {
        Self(handle.0 as u64)
    }

    pub(crate) fn operation(number: u64) -> Self {
        Self(number << 4 | 15)
    }

    /// The resource with a number.
    pub(crate) const fn numbered(number: u64) -> Self {
        Self(number)
    }

    /// The number that no other resource has.
    pub(crate) const fn number(self) -> u64 {
        self.0
    }
}

thread_local! {
    static RECORDING: Cell<bool> = const { Cell::new(false) };
    static ACCESSES: RefCell<Vec<(Resource, bool)>> = const { RefCell::new(Vec::new()) };
}

// Most accesses come while nothing is recorded, a thousand in each schedule: the functions that ask
// whether something is are inlined, and the one that records is not.
#[inline]
fn note(resource: Resource, change: bool) {
    if RECORDING.get() {
        add(resource, change);
    }
}

#[inline(never)]
fn add(resource: Resource, change: bool) {
    ACCESSES.with_borrow_mut(|accesses| accesses.push((resource, change)));
}

/// Notes that a resource was read.
#[inline]
pub(crate) fn look(resource: Resource) {
    note(resource, false);
}

/// Notes that a resource was changed.
#[inline]
pub(crate) fn change(resource: Resource) {
    note(resource, true);
}

/// Turns recording on or off; returns the previous setting.
pub(crate) fn record(on: bool) -> bool {
    RECORDING.replace(on)
}

/// Runs `work` without recording.
pub(crate) fn unrecorded<R>(work: impl FnOnce() -> R) -> R {
    let before = record(false);
    let result = work();
    record(before);
    result
}

/// Passes the recorded accesses to `take`, once for each resource and in order, and clears them.
pub(crate) fn collect(mut take: impl FnMut(Resource, bool)) {
    ACCESSES.with_borrow_mut(|accesses| {
        accesses.sort_unstable();
        for pair in 0..accesses.len() {
            let (resource, change) = accesses[pair];
            // Of a resource's entries the last one says whether any was a change.
            if accesses.get(pair + 1).is_none_or(|(next, _)| *next != resource) {
                take(resource, change);
            }
        }
        accesses.clear();
    });
}

#[cfg(test)]
mod tests {
    use super::{Part, Resource, Tracked, change, collect, look, record, unrecorded};
    use crate::handle::Handle;

    /// The accesses of `work`, as an exploration collects them.
    fn accesses(work: impl FnOnce()) -> Vec<(Resource, bool)> {
        record(true);
        work();
        record(false);
        let mut found = Vec::new();
        collect(|resource, change| found.push((resource, change)));
        found
    }

    #[test]
    fn accesses_are_collected_once_for_each_resource_in_order() {
        let found = accesses(|| {
            look(Resource::POOL);
            change(Resource::TIME);
            look(Resource::TIME);
            look(Resource::POOL);
        });
        assert_eq!(found, [(Resource::TIME, true), (Resource::POOL, false)]);
    }

    #[test]
    fn unrecorded_work_leaves_no_accesses() {
        assert_eq!(accesses(|| unrecorded(|| change(Resource::TIME))), []);
        change(Resource::TIME);
        assert_eq!(accesses(|| ()), []);
    }

    #[test]
    fn tracked_value_notes_a_look_or_a_change() {
        let mut time: Tracked<u64, { Resource::TIME.number() }> = Tracked::default();
        assert_eq!(accesses(|| assert_eq!(*time, 0)), [(Resource::TIME, false)]);
        assert_eq!(accesses(|| *time = 1), [(Resource::TIME, true)]);
    }

    #[test]
    fn parts_of_one_object_are_different_resources() {
        let (mut first, mut second) = (Part::new(1), Part::new(2));
        first.place(Handle(32), 1);
        second.place(Handle(32), 2);
        let found = accesses(|| {
            *first = 3;
            assert_eq!(*second, 2);
        });
        assert_eq!(found, [(Resource(33), true), (Resource(34), false)]);
    }
}
