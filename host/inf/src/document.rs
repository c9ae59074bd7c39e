//! The contents of an INF: sections, and entries with their strings expanded.

use std::collections::HashMap;

use crate::line::Line;
use crate::names::{Folded, fold};
use crate::strings::{LONGEST_FIELD, Strings};
use crate::syntax::{Section, Sections};
use crate::{InfError, InfErrorKind};

/// The readable part of an INF, and the errors of the rest.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    sections: Sections,
    strings: Strings,
    errors: Vec<InfError>,
    /// The entries by their expanded subjects, for the sections of [`BY_SUBJECT`].
    subjects: HashMap<Folded, HashMap<Folded, usize>>,
}

/// The sections whose entries are looked up by a name from elsewhere in the INF.
const BY_SUBJECT: [&str; 3] = ["DestinationDirs", "SourceDisksFiles", "SourceDisksNames"];

/// The most characters of all entries after string expansion. The longest INFs of Windows have a
/// few million.
const LONGEST_INF: usize = 32 << 20;

impl Document {
    /// Reads the text. [`Document::errors`] has the errors of unreadable lines.
    pub(crate) fn read(text: &str) -> Self {
        let (sections, errors) = Sections::split(text);
        let strings = Strings::new(sections.find("Strings"));
        let mut document = Self { sections, strings, errors, subjects: HashMap::new() };
        document.limit_strings();
        for section in BY_SUBJECT.iter().flat_map(|name| document.sections.family(name)) {
            let mut entries = HashMap::new();
            for (line, index) in section.lines.iter().zip(0..) {
                entries.entry(fold(&document.expand(line.subject()))).or_insert(index);
            }
            document.subjects.insert(fold(&section.name), entries);
        }
        document
    }

    /// Turns string expansion off if expansion makes the INF too long.
    fn limit_strings(&mut self) {
        let lines = self.sections.all().iter().flat_map(|section| &section.lines);
        let texts = lines.flat_map(|line| line.key.iter().chain(&line.fields));
        let length: usize = texts.map(|text| self.strings.length(text)).sum();
        if length > LONGEST_INF {
            self.strings.turn_off();
            self.errors.push(InfError::new(
                InfErrorKind::Unsupported,
                format!(
                    "the INF has {length} characters after string expansion, more than the limit \
                     of {LONGEST_INF}; use long strings less often"
                ),
            ));
        }
    }

    /// The errors of unreadable lines, in order.
    pub(crate) fn errors(&self) -> &[InfError] {
        &self.errors
    }

    /// The strings.
    pub(crate) fn strings(&self) -> &Strings {
        &self.strings
    }

    /// All sections, in the order of the INF.
    pub(crate) fn sections(&self) -> &[Section] {
        self.sections.all()
    }

    /// The section with the name.
    pub(crate) fn find(&self, name: &str) -> Option<&Section> {
        self.sections.find(name)
    }

    /// The sections with the name, with and without extensions.
    pub(crate) fn family(&self, name: &str) -> impl Iterator<Item = &Section> {
        self.sections.family(name)
    }

    /// The entry for a file, a disk or a list of files, in `[DestinationDirs]` or in a section for
    /// source media.
    pub(crate) fn entry_for(&self, section: &str, subject: &str) -> Option<&Line> {
        let index = *self.subjects.get(&fold(section))?.get(&fold(subject))?;
        self.find(section)?.lines.get(index)
    }

    /// The entry of `[DestinationDirs]` for a list of files; for a single file the list is empty.
    pub(crate) fn destination(&self, list: &str) -> Option<&Line> {
        let section = "DestinationDirs";
        let own = Some(list).filter(|list| !list.is_empty());
        own.and_then(|list| self.entry_for(section, list))
            .or_else(|| self.entry_for(section, "DefaultDestDir"))
    }

    /// Checks that every text of an entry can be expanded.
    ///
    /// # Errors
    /// The first undefined token, or another fault of a text.
    pub(crate) fn check_tokens(&self, line: &Line) -> Result<(), InfError> {
        for text in line.key.iter().chain(&line.fields) {
            self.strings.expand(text, line.number)?;
        }
        Ok(())
    }

    /// A text with its strings expanded. A text with an undefined string stays unchanged, and one that
    /// is too long is cut.
    pub(crate) fn expand(&self, text: &str) -> String {
        let cut = || text.chars().take(LONGEST_FIELD + 1).collect();
        self.strings.expand(text, 0).unwrap_or_else(|_| cut())
    }

    /// The expanded field of an entry; empty if the entry does not have the field.
    pub(crate) fn text(&self, line: &Line, index: usize) -> String {
        self.expand(line.field(index))
    }

    /// The expanded fields of an entry from index `from` on, without empty ones.
    pub(crate) fn list(&self, line: &Line, from: usize) -> impl Iterator<Item = String> {
        let fields = line.fields.iter().skip(from).filter(|field| !field.is_empty());
        fields.map(|field| self.expand(field))
    }

    /// The first field of the section's first entry with the key, and its line.
    pub(crate) fn value(&self, section: &Section, key: &str) -> Option<(String, usize)> {
        let line = section.first(key)?;
        Some((self.text(line, 0), line.number))
    }
}
