//! The operations of a machine. Each one is a resource of its own to an exploration.

use std::collections::BTreeMap;

use super::operation::OperationRecord;
use crate::footprint::{Resource, change, look};

/// The applications' operations by number.
#[derive(Default)]
pub(crate) struct Operations {
    operations: BTreeMap<u64, OperationRecord>,
}

impl Operations {
    pub(crate) fn get(&self, number: u64) -> Option<&OperationRecord> {
        look(Resource::operation(number));
        self.operations.get(&number)
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut OperationRecord> {
        change(Resource::operation(number));
        self.operations.get_mut(&number)
    }

    pub(crate) fn insert(&mut self, number: u64, operation: OperationRecord) {
        change(Resource::OPERATIONS);
        change(Resource::operation(number));
        self.operations.insert(number, operation);
    }

    pub(crate) fn remove(&mut self, number: u64) -> Option<OperationRecord> {
        change(Resource::OPERATIONS);
        change(Resource::operation(number));
        self.operations.remove(&number)
    }

    /// All operations, oldest first.
    pub(crate) fn values(&self) -> impl Iterator<Item = &OperationRecord> {
        look(Resource::OPERATIONS);
        let all = self.operations.iter();
        all.inspect(|(number, _)| look(Resource::operation(**number))).map(|(_, record)| record)
    }
}
