//! An INF as its text has it: sections, entries with their strings put in, and the source media.

use std::collections::HashMap;

use crate::names::{Folded, fold};
use crate::strings::Strings;
use crate::syntax::{Line, Section, Sections};
use crate::{InfError, InfErrorKind};

/// An INF as far as its text can be read.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    sections: Sections,
    strings: Strings,
    errors: Vec<InfError>,
    /// The entries by their expanded subjects, for the sections in which they are looked for so.
    subjects: HashMap<Folded, HashMap<Folded, usize>>,
}

/// The sections whose entries are looked for by a name that the INF gives elsewhere.
const BY_SUBJECT: [&str; 3] = ["DestinationDirs", "SourceDisksFiles", "SourceDisksNames"];

/// The characters of all entries with their strings put in, at most. The longest INFs of Windows
/// have some millions.
const LONGEST_INF: usize = 32 << 20;

impl Document {
    /// Reads the text; the lines that cannot be read are in [`Document::errors`].
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

    /// Leaves tokens as they are if the strings would make too much of the INF.
    fn limit_strings(&mut self) {
        let lines = self.sections.all().iter().flat_map(|section| &section.lines);
        let texts = lines.flat_map(|line| line.key.iter().chain(&line.fields));
        let length: usize = texts.map(|text| self.strings.length(text)).sum();
        if length > LONGEST_INF {
            self.strings.turn_off();
            self.errors.push(InfError::new(
                InfErrorKind::Unsupported,
                format!(
                    "the INF has {length} characters once its strings are put in, more than the \
                     {LONGEST_INF} that are read; use long strings less often"
                ),
            ));
        }
    }

    /// The errors of the lines that cannot be read, in order.
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

    /// The section of the name.
    pub(crate) fn find(&self, name: &str) -> Option<&Section> {
        self.sections.find(name)
    }

    /// The sections of the name without and with extensions.
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

    /// Whether all tokens of an entry are strings of the INF.
    ///
    /// # Errors
    /// The first token that is not.
    pub(crate) fn check_tokens(&self, line: &Line) -> Result<(), InfError> {
        for text in line.key.iter().chain(&line.fields) {
            self.strings.expand(text, line.number)?;
        }
        Ok(())
    }

    /// A text with its strings put in. A text with an undefined string stays as it is.
    pub(crate) fn expand(&self, text: &str) -> String {
        self.strings.expand(text, 0).unwrap_or_else(|_| text.to_owned())
    }

    /// A field of an entry with its strings put in; empty where the entry has none.
    pub(crate) fn text(&self, line: &Line, index: usize) -> String {
        self.expand(line.field(index))
    }

    /// The fields of an entry from the given one on that are not empty.
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
