//! The objects of a machine. Accesses are noted for each object separately.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::footprint::{Resource, change, look};
use crate::framework::object::{Kind, Object};
use crate::handle::Handle;

/// The framework's objects by handle.
///
/// Objects stay in their slots, and a sorted list leads from handles to slots: a search looks at few
/// words, and nothing large is moved.
#[derive(Default)]
pub(crate) struct Objects {
    /// The handles in order, each with the number of its slot.
    order: Vec<(Handle, usize)>,
    slots: Vec<Option<Object>>,
    /// The slots without an object.
    free: Vec<usize>,
    /// The timers among them: each step of an exploration asks which timer is due next.
    timers: BTreeSet<Handle>,
}

impl Objects {
    pub(crate) fn get(&self, handle: Handle) -> Option<&Object> {
        look(Resource::object(handle));
        self.slots.get(self.slot(handle)?)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, handle: Handle) -> Option<&mut Object> {
        change(Resource::object(handle));
        let slot = self.slot(handle)?;
        self.slots.get_mut(slot)?.as_mut()
    }

    /// An object whose parts note their own changes.
    pub(crate) fn parts_mut(&mut self, handle: Handle) -> Option<&mut Object> {
        look(Resource::object(handle));
        let slot = self.slot(handle)?;
        self.slots.get_mut(slot)?.as_mut()
    }

    /// Adds an object, whose handle is new.
    pub(crate) fn insert(&mut self, handle: Handle, object: Object) {
        look(Resource::OBJECTS);
        change(Resource::object(handle));
        if object.kind() == Kind::Timer {
            self.timers.insert(handle);
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        self.slots[slot] = Some(object);
        let place = self.place(handle).unwrap_or_else(|place| place);
        self.order.insert(place, (handle, slot));
    }

    pub(crate) fn remove(&mut self, handle: Handle) -> Option<Object> {
        look(Resource::OBJECTS);
        change(Resource::object(handle));
        let place = self.place(handle).ok()?;
        let (_, slot) = self.order.remove(place);
        self.free.push(slot);
        let object = self.slots[slot].take()?;
        if object.kind() == Kind::Timer {
            self.timers.remove(&handle);
        }
        Some(object)
    }

    /// Where a handle is in the order, or belongs.
    fn place(&self, handle: Handle) -> Result<usize, usize> {
        self.order.binary_search_by_key(&handle, |(handle, _)| *handle)
    }

    fn slot(&self, handle: Handle) -> Option<usize> {
        let place = self.place(handle).ok()?;
        Some(self.order[place].1)
    }

    /// The timers, oldest first. The list itself is not noted as read: a timer that does not exist
    /// yet is not armed, and arming it reads the time.
    pub(crate) fn timers(&self) -> impl Iterator<Item = Handle> {
        self.timers.iter().copied()
    }

    /// The oldest timer behind another one, or of all.
    pub(crate) fn timer_behind(&self, timer: Option<Handle>) -> Option<Handle> {
        let start = timer.map_or(Bound::Unbounded, Bound::Excluded);
        self.timers.range((start, Bound::Unbounded)).next().copied()
    }

    /// All objects, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Handle, &Object)> {
        change(Resource::OBJECTS);
        self.order.iter().filter_map(|(handle, slot)| {
            look(Resource::object(*handle));
            Some((handle, self.slots[*slot].as_ref()?))
        })
    }

    /// All objects, without their handles.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Object> {
        self.iter().map(|(_, object)| object)
    }
}
