//! The objects of a machine. Accesses are noted for each object separately.

use std::collections::BTreeMap;

use crate::footprint::{Resource, change, look};
use crate::framework::object::Object;
use crate::handle::Handle;

/// The framework's objects by handle.
#[derive(Default)]
pub(crate) struct Objects {
    objects: BTreeMap<Handle, Object>,
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
        self.objects.insert(handle, object);
    }

    pub(crate) fn remove(&mut self, handle: Handle) -> Option<Object> {
        look(Resource::OBJECTS);
        change(Resource::object(handle));
        self.objects.remove(&handle)
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
