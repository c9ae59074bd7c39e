//! The reader's way through an INF: fields with every token defined, sections that must be there.

use crate::document::Document;
use crate::strings::number;
use crate::syntax::{Line, Section};
use crate::{InfError, InfErrorKind};

/// One walk through an INF, for one answer.
pub(super) struct Walk<'a> {
    pub(super) document: &'a Document,
}

impl<'a> Walk<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document }
    }

    pub(super) fn find(&self, name: &str) -> Option<&'a Section> {
        self.document.find(name)
    }

    /// The section that an entry of the INF names.
    pub(super) fn named(&self, name: &str, by: &str, line: usize) -> Result<&'a Section, InfError> {
        self.find(name).ok_or_else(|| {
            InfError::at(
                InfErrorKind::MissingSection,
                line,
                format!(
                    "{by} names the section [{name}], which is missing; add it or correct the name"
                ),
            )
        })
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
