//! The objects of a machine. Accesses are noted for each object separately.

use std::collections::{BTreeMap, BTreeSet};

use crate::footprint::{Resource, change, look};
use crate::framework::object::{Kind, Object};
use crate::handle::Handle;

/// The framework's objects by handle.
#[derive(Default)]
pub(crate) struct Objects {
    objects: BTreeMap<Handle, Object>,
    /// The timers among them: each step of an exploration asks which timer is due next.
    timers: BTreeSet<Handle>,
}

impl Objects {
    pub(crate) fn get(&self, handle: Handle) -> Option<&Object> {
        look(Resource::object(handle));
        self.objects.get(&handle)
    }

    pub(crate) fn get_mut(&mut self, handle: Handle) -> Option<&mut Object> {
        change(Resource::object(handle));
        self.objects.get_mut(&handle)
    }

    /// An object whose parts note their own changes.
    pub(crate) fn parts_mut(&mut self, handle: Handle) -> Option<&mut Object> {
        look(Resource::object(handle));
        self.objects.get_mut(&handle)
    }

    pub(crate) fn insert(&mut self, handle: Handle, object: Object) {
        look(Resource::OBJECTS);
        change(Resource::object(handle));
        if object.kind() == Kind::Timer {
            self.timers.insert(handle);
        }
        self.objects.insert(handle, object);
    }

    pub(crate) fn remove(&mut self, handle: Handle) -> Option<Object> {
        look(Resource::OBJECTS);
        change(Resource::object(handle));
        self.timers.remove(&handle);
        self.objects.remove(&handle)
    }

    /// The timers, oldest first. The list itself is not noted as read: a timer that does not exist
    /// yet is not armed, and arming it reads the time.
    pub(crate) fn timers(&self) -> impl Iterator<Item = Handle> {
        self.timers.iter().copied()
    }

    /// All objects, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Handle, &Object)> {
        change(Resource::OBJECTS);
        self.objects.iter().inspect(|(handle, _)| look(Resource::object(**handle)))
    }

    /// All objects, without their handles.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Object> {
        self.iter().map(|(_, object)| object)
    }
}
