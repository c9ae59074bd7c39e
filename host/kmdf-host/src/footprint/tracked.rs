//! Values that note when they are read and changed.
#![forbid(unsafe_code)]

use std::ops::{Deref, DerefMut};

use super::{Resource, change, look};
use crate::handle::Handle;

/// A part of a machine's state whose accesses are noted as a whole.
#[derive(Debug)]
pub(crate) struct Tracked<T, const RESOURCE: u64> {
    value: T,
}

impl<T: Default, const RESOURCE: u64> Default for Tracked<T, RESOURCE> {
    fn default() -> Self {
        Self { value: T::default() }
    }
}

impl<T, const RESOURCE: u64> Deref for Tracked<T, RESOURCE> {
    type Target = T;

    fn deref(&self) -> &T {
        look(Resource(RESOURCE));
        &self.value
    }
}

impl<T, const RESOURCE: u64> DerefMut for Tracked<T, RESOURCE> {
    fn deref_mut(&mut self) -> &mut T {
        change(Resource(RESOURCE));
        &mut self.value
    }
}

/// A part of an object whose accesses are noted apart from those of the rest.
#[derive(Default)]
pub(crate) struct Part<T> {
    resource: Resource,
    value: T,
}

impl<T> Part<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self { resource: Resource(0), value }
    }

    /// The value, without its object.
    pub(crate) fn take(self) -> T {
        self.value
    }

    /// Makes it part `number` of an object, from 1 to 14.
    pub(crate) fn place(&mut self, handle: Handle, number: u64) {
        self.resource = Resource(Resource::object(handle).0 + number);
    }
}

impl<T> Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        look(self.resource);
        &self.value
    }
}

impl<T> DerefMut for Part<T> {
    fn deref_mut(&mut self) -> &mut T {
        change(self.resource);
        &mut self.value
    }
}
