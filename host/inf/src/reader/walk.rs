//! The reader's access to an INF: undefined tokens and missing sections are errors.

use std::cell::Cell;
use std::collections::HashSet;

use super::LeftOut;
use crate::document::Document;
use crate::line::Line;
use crate::strings::number;
use crate::syntax::Section;
use crate::{InfError, InfErrorKind, work};

/// The most entries that one walk can read. An INF can name a section any number of times; a real
/// INF has a few thousand entries for a device.
const MOST_ENTRIES: usize = 200_000;

/// The most INFs that the name of a section of theirs is shown with.
const MOST_INCLUDES: usize = 3;

/// One walk through an INF, for one call of the reader.
pub(super) struct Walk<'a> {
    pub(super) document: &'a Document,
    /// The number of entries that the walk can still read.
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
                    "the sections named so far, [{name}] included, have more than {MOST_ENTRIES} \
                     entries; name each section once"
                ),
            )
        })?;
        self.left.set(left);
        Ok(section)
    }

    /// The section, after the sections that its `Needs` directives name. Sections of other INFs are
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
            let includes = named_in_short(&includes?.concat());
            for line in section.all("Needs") {
                for name in self.list(line, 0)? {
                    match self.find(&name) {
                        Some(needed) => open.push(needed),
                        None if includes.is_empty() => {
                            self.named(&name, "Needs", line.number)?;
                        }
                        None => {
                            let what = format!("[{name}], a section of {includes}");
                            work::count(what.len());
                            left_out.push(LeftOut { line: line.number, what });
                        }
                    }
                }
            }
        }
        all.reverse();
        Ok(all)
    }

    /// The first field of a required entry, and the entry's line. `by` is the line that names the
    /// section.
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

    /// The expanded field of a line; empty if the line does not have the field.
    pub(super) fn text(&self, line: &Line, index: usize) -> Result<String, InfError> {
        self.expand(line.field(index), line.number)
    }

    /// The expanded fields of a line from index `from` on, without empty ones.
    pub(super) fn list(&self, line: &Line, from: usize) -> Result<Vec<String>, InfError> {
        let fields = line.fields.iter().skip(from).filter(|field| !field.is_empty());
        fields.map(|field| self.expand(field, line.number)).collect()
    }

    /// A text of a line, expanded.
    pub(super) fn expand(&self, text: &str, line: usize) -> Result<String, InfError> {
        self.document.strings().expand(text, line)
    }

    /// Checks that the section's directives with the name can be expanded.
    pub(super) fn check_directives(&self, section: &Section, key: &str) -> Result<(), InfError> {
        section.all(key).try_for_each(|line| self.document.check_tokens(line))
    }
}

/// The first names of a list. The whole list would be repeated for each section that is left out.
fn named_in_short(names: &[String]) -> String {
    let (first, rest) = names.split_at(names.len().min(MOST_INCLUDES));
    let first = first.join(", ");
    if rest.is_empty() { first } else { format!("{first} or {} more", rest.len()) }
}

/// Reads a number. The error gives the number's `name` and `line`.
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
