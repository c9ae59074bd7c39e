//! The reader's way through an INF: fields with every token defined, sections that must be there.

use std::cell::Cell;
use std::collections::HashSet;

use super::LeftOut;
use crate::document::Document;
use crate::strings::number;
use crate::syntax::{Line, Section};
use crate::{InfError, InfErrorKind};

/// The entries that one answer takes in, at most. An INF can name a section any number of times,
/// and a real one has some thousands of entries for a device.
const MOST_ENTRIES: usize = 200_000;

/// One walk through an INF, for one answer.
pub(super) struct Walk<'a> {
    pub(super) document: &'a Document,
    /// How many more entries the walk can take in.
    left: Cell<usize>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, left: Cell::new(MOST_ENTRIES) }
    }

    pub(super) fn find(&self, name: &str) -> Option<&'a Section> {
        self.document.find(name)
    }

    /// The section that an entry of the INF names.
    pub(super) fn named(&self, name: &str, by: &str, line: usize) -> Result<&'a Section, InfError> {
        let section = self.find(name).ok_or_else(|| {
            InfError::at(
                InfErrorKind::MissingSection,
                line,
                format!(
                    "{by} names the section [{name}], which is missing; add it or correct the name"
                ),
            )
        })?;
        let left = self.left.get().checked_sub(section.lines.len() + 1).ok_or_else(|| {
            InfError::at(
                InfErrorKind::Unsupported,
                line,
                format!(
                    "with [{name}] the INF names sections so often that they have more than \
                     {MOST_ENTRIES} entries together; name each section once"
                ),
            )
        })?;
        self.left.set(left);
        Ok(section)
    }

    /// The section and those that its `Needs` take in, which come first. Sections of other INFs are
    /// left out.
    pub(super) fn with_needs(
        &self,
        section: &'a Section,
        left_out: &mut Vec<LeftOut>,
    ) -> Result<Vec<&'a Section>, InfError> {
        let mut all = Vec::new();
        let mut known = HashSet::new();
        let mut open = vec![section];
        while let Some(section) = open.pop() {
            if !known.insert(std::ptr::from_ref(section)) {
                continue;
            }
            all.push(section);
            let includes: Result<Vec<_>, _> =
                section.all("Include").map(|line| self.list(line, 0)).collect();
            let includes = includes?.concat().join(", ");
            for line in section.all("Needs") {
                for name in self.list(line, 0)? {
                    match self.find(&name) {
                        Some(needed) => open.push(needed),
                        None if includes.is_empty() => {
                            self.named(&name, "Needs", line.number)?;
                        }
                        None => left_out.push(LeftOut {
                            line: line.number,
                            what: format!("[{name}], a section of {includes}"),
                        }),
                    }
                }
            }
        }
        all.reverse();
        Ok(all)
    }

    /// The first field of an entry that the section must have, and the entry's line. The section
    /// was named in the line `by`.
    pub(super) fn required(
        &self,
        section: &Section,
        key: &str,
        by: usize,
    ) -> Result<(String, usize), InfError> {
        let entry =
            section.first(key).filter(|line| !line.field(0).is_empty()).ok_or_else(|| {
                InfError::at(
                    InfErrorKind::MissingEntry,
                    section.lines.first().map_or(by, |line| line.number),
                    format!("the section [{}] has no {key}; add `{key} = ...`", section.name),
                )
            })?;
        Ok((self.text(entry, 0)?, entry.number))
    }

    /// A field of a line, with its strings put in; empty where the line has none.
    pub(super) fn text(&self, line: &Line, index: usize) -> Result<String, InfError> {
        self.expand(line.field(index), line.number)
    }

    /// The fields of a line from the given one on, with their strings put in, empty ones left out.
    pub(super) fn list(&self, line: &Line, from: usize) -> Result<Vec<String>, InfError> {
        let fields = line.fields.iter().skip(from).filter(|field| !field.is_empty());
        fields.map(|field| self.expand(field, line.number)).collect()
    }

    /// A text of a line, with its strings put in.
    pub(super) fn expand(&self, text: &str, line: usize) -> Result<String, InfError> {
        self.document.strings().expand(text, line)
    }

    /// Whether all tokens in the section's directives of the name are defined.
    pub(super) fn check_directives(&self, section: &Section, key: &str) -> Result<(), InfError> {
        section.all(key).try_for_each(|line| self.document.check_tokens(line))
    }
}

/// A number that an entry has. `name` is the number's name, and `line` is where it stands.
pub(super) fn required_number(text: &str, name: &str, line: usize) -> Result<u32, InfError> {
    number(text).ok_or_else(|| {
        InfError::at(
            InfErrorKind::BadValue,
            line,
            format!(
                "{name} is `{text}`; write a 32-bit number, decimal or hexadecimal with 0x in front"
            ),
        )
    })
}
