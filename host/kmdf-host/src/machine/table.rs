//! Numbered records that can be taken out again.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

/// Records by number. A number is never used twice: it stays the name of its record after the record
/// is gone.
pub(crate) struct Table<T> {
    records: BTreeMap<usize, T>,
    /// How many records there have been, which is the number of the next one.
    made: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { records: BTreeMap::new(), made: 0 }
    }
}

impl<T> Table<T> {
    /// Adds a record; returns its number.
    pub(crate) fn push(&mut self, record: T) -> usize {
        let number = self.made;
        self.made += 1;
        self.records.insert(number, record);
        number
    }

    /// The record of a number, unless it is gone.
    pub(crate) fn get(&self, number: usize) -> Option<&T> {
        self.records.get(&number)
    }

    /// The record of a number, unless it is gone.
    pub(crate) fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        self.records.get_mut(&number)
    }

    /// Takes a record out.
    pub(crate) fn remove(&mut self, number: usize) -> Option<T> {
        self.records.remove(&number)
    }

    /// Takes out the records that are meant; returns them with their numbers, oldest first.
    pub(crate) fn take_all(&mut self, is_meant: impl Fn(&T) -> bool) -> Vec<(usize, T)> {
        self.records.extract_if(.., |_, record| is_meant(record)).collect()
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The records, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.records.values()
    }

    /// The records with their numbers, oldest first.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &T)> {
        self.records.iter().map(|(number, record)| (*number, record))
    }
}

impl<T> Index<usize> for Table<T> {
    type Output = T;

    fn index(&self, number: usize) -> &T {
        &self.records[&number]
    }
}

impl<T> IndexMut<usize> for Table<T> {
    fn index_mut(&mut self, number: usize) -> &mut T {
        self.records.get_mut(&number).expect("a record that is still in the table")
    }
}
