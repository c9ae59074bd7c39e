//! The names of deleted objects.

use std::collections::VecDeque;

use crate::handle::Handle;
use crate::names::ObjectName;

/// The names of deleted objects by handle.
///
/// Handles ascend, so a name belongs at or near the end: a sorted list costs the same however long it
/// is.
#[derive(Debug, Default)]
pub(crate) struct Deleted {
    names: VecDeque<(Handle, ObjectName)>,
}

impl Deleted {
    /// How many names are kept, so that a stale handle is reported by name.
    pub(crate) const KEPT: usize = 100_000;

    /// Adds a name; beyond [`Deleted::KEPT`], the name of the lowest handle goes.
    pub(crate) fn insert(&mut self, handle: Handle, name: ObjectName) {
        let place = match self.names.back() {
            Some((last, _)) if *last > handle => self.place(handle).unwrap_or_else(|place| place),
            _ => self.names.len(),
        };
        self.names.insert(place, (handle, name));
        if self.names.len() > Self::KEPT {
            self.names.pop_front();
        }
    }

    /// The name of a deleted object.
    pub(crate) fn get(&self, handle: Handle) -> Option<ObjectName> {
        let place = self.place(handle).ok()?;
        self.names.get(place).map(|(_, name)| *name)
    }

    /// How many names are kept.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Where the name of a handle is, or belongs.
    fn place(&self, handle: Handle) -> Result<usize, usize> {
        self.names.binary_search_by_key(&handle, |(handle, _)| *handle)
    }
}

#[cfg(test)]
mod tests {
    use super::Deleted;
    use crate::handle::Handle;
    use crate::names::{ObjectKind, ObjectName};

    #[test]
    fn names_are_found_in_whatever_order_the_objects_went() {
        let mut deleted = Deleted::default();
        let name = |number| ObjectName { kind: ObjectKind::Request, number };
        for number in [3, 1, 4, 2] {
            deleted.insert(Handle(16 * number as usize), name(number));
        }
        for number in 1..=4 {
            assert_eq!(deleted.get(Handle(16 * number as usize)), Some(name(number)));
        }
        assert_eq!((deleted.get(Handle(80)), deleted.len()), (None, 4));
    }
}
