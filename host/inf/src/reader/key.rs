//! A registry key after the entries of an INF were applied.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

use super::{RegistryData, RegistryEntry};
use crate::addreg::Flags;
use crate::names::{Folded, fold};

/// A key, empty at first, with the values that an INF writes.
#[derive(Default)]
pub(super) struct Key {
    /// The values by subkey and name, each with its place in the order of writing.
    values: BTreeMap<(Folded, Folded), Value>,
    written: usize,
}

struct Value {
    place: usize,
    entry: RegistryEntry,
    /// The strings of a `REG_MULTI_SZ`; empty until strings are appended.
    strings: HashSet<Folded>,
}

impl Key {
    /// Deletes the named value, or the subkey if no value is named.
    pub(super) fn delete(&mut self, subkey: &str, name: &str) {
        if !name.is_empty() || subkey.is_empty() {
            self.values.remove(&(fold(subkey), fold(name)));
            return;
        }
        // The subkey's own values, and those of the keys below it.
        for (first, end) in [(fold(subkey), "\0"), (format!("{}\\", fold(subkey)), "\u{10ffff}")] {
            let end = (format!("{first}{end}"), Folded::new());
            let range = self.values.range((first, Folded::new())..end);
            let keys: Vec<_> = range.map(|(key, _)| key.clone()).collect();
            for key in keys {
                self.values.remove(&key);
            }
        }
    }

    /// Writes a value according to the flags.
    pub(super) fn write(&mut self, entry: RegistryEntry, flags: Flags) {
        let RegistryEntry { subkey, name, data } = entry;
        match self.values.entry((fold(&subkey), fold(&name))) {
            Entry::Occupied(mut old) => match data {
                RegistryData::MultiSz(new) if flags.has(Flags::APPEND) => old.get_mut().append(new),
                _ if flags.has(Flags::NO_CLOBBER) => {}
                data => {
                    let old = old.get_mut();
                    old.entry.data = data;
                    old.strings.clear();
                }
            },
            Entry::Vacant(place) if !flags.has(Flags::OVERWRITE_ONLY) => {
                let entry = RegistryEntry { subkey, name, data };
                place.insert(Value { place: self.written, entry, strings: HashSet::new() });
                self.written += 1;
            }
            Entry::Vacant(_) => {}
        }
    }

    /// The values, in the order of writing.
    pub(super) fn entries(self) -> Vec<RegistryEntry> {
        let mut values: Vec<_> = self.values.into_values().collect();
        values.sort_by_key(|value| value.place);
        values.into_iter().map(|value| value.entry).collect()
    }
}

impl Value {
    /// Appends the strings that the value does not have yet.
    fn append(&mut self, new: Vec<String>) {
        if let RegistryData::MultiSz(strings) = &mut self.entry.data {
            if self.strings.is_empty() {
                self.strings.extend(strings.iter().map(|string| fold(string)));
            }
            let known = &mut self.strings;
            strings.extend(new.into_iter().filter(|string| known.insert(fold(string))));
        } else {
            self.entry.data = RegistryData::MultiSz(new);
            self.strings.clear();
        }
    }
}
