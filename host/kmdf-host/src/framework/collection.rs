//! Collections: ordered lists of objects, which hold a reference to each.

use std::sync::Arc;

use super::object::Body;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::rules::Rule;

/// A framework collection.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    /// The objects, in the order in which they were added; an object may occur several times.
    pub(crate) items: Vec<Handle>,
}

impl State {
    /// The objects of a collection.
    pub(crate) fn items(&self, collection: Handle) -> &[Handle] {
        match self.objects.get(collection).map(|object| &object.body) {
            Some(Body::Collection(collection)) => &collection.items,
            _ => &[],
        }
    }

    /// The objects of a collection, to be changed.
    fn items_mut(&mut self, collection: Handle) -> Option<&mut Vec<Handle>> {
        match &mut self.objects.get_mut(collection)?.body {
            Body::Collection(collection) => Some(&mut collection.items),
            _ => None,
        }
    }
}

impl Inner {
    /// `WdfCollectionAdd`: appends an object, and references it.
    pub(crate) fn add_to_collection(&self, collection: Handle, object: Handle) {
        self.reference(object);
        self.with(|state| {
            if let Some(items) = state.items_mut(collection) {
                items.push(object);
            }
        });
    }

    /// `WdfCollectionRemove`: removes the first entry of an object.
    pub(crate) fn remove_from_collection(self: &Arc<Self>, collection: Handle, object: Handle) {
        let index =
            self.with(|state| state.items(collection).iter().position(|item| *item == object));
        let found = index.is_some_and(|index| self.take_from_collection(collection, index));
        if !found {
            let name = self.with(|state| state.name(object));
            let detail = format!("{name} is not in the collection; nothing is removed");
            self.report(Rule::NotInCollection, collection, "WdfCollectionRemove", detail);
        }
    }

    /// `WdfCollectionRemoveItem`: removes the entry of an index.
    pub(crate) fn remove_index(self: &Arc<Self>, collection: Handle, index: usize) {
        if !self.take_from_collection(collection, index) {
            let count = self.with(|state| state.items(collection).len());
            let detail = format!("index {index} of {count} entries; nothing is removed");
            self.report(Rule::NotInCollection, collection, "WdfCollectionRemoveItem", detail);
        }
    }

    /// Removes an entry, and drops its reference. Returns whether there is one.
    fn take_from_collection(self: &Arc<Self>, collection: Handle, index: usize) -> bool {
        let taken = self.with(|state| {
            let items = state.items_mut(collection)?;
            (index < items.len()).then(|| items.remove(index))
        });
        // The framework releases the object outside the collection's lock.
        if let Some(object) = taken {
            self.release(object);
        }
        taken.is_some()
    }
}
