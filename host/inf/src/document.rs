//! The INF that is checked: its sections, and its entries with the strings put in.

use crate::InfError;
use crate::strings::Strings;
use crate::syntax::{self, Line, Section, same_name};

/// An INF as far as it could be read.
pub struct Inf {
    /// Its sections.
    pub sections: Vec<Section>,
    /// The lines that could not be read.
    pub errors: Vec<InfError>,
    /// Its strings.
    pub strings: Strings,
}

impl Inf {
    /// Reads the text; what cannot be read is in `errors`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (sections, errors) = syntax::split(text);
        let strings = sections.iter().find(|section| same_name(&section.name, "Strings"));
        let strings = Strings::new(strings);
        Self { sections, errors, strings }
    }

    /// The section of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| same_name(&section.name, name))
    }

    /// The sections of that name without and with extensions.
    pub fn family<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Section> {
        self.sections.iter().filter(move |section| is_in_family(&section.name, name))
    }

    /// A text with its strings put in. One that has an undefined string stays as it is: that is
    /// told once, by the rule for it.
    #[must_use]
    pub fn expand(&self, text: &str) -> String {
        self.strings.expand(text, 0).unwrap_or_else(|_| text.to_owned())
    }

    /// A field of an entry with its strings put in; empty where the entry has none.
    #[must_use]
    pub fn text(&self, line: &Line, index: usize) -> String {
        self.expand(line.field(index))
    }

    /// The fields of an entry from the given one on that are not empty.
    pub fn list<'a>(&'a self, line: &'a Line, from: usize) -> impl Iterator<Item = String> + 'a {
        line.fields
            .iter()
            .skip(from)
            .filter(|field| !field.is_empty())
            .map(|field| self.expand(field))
    }

    /// The first field of the section's first entry with the key, and its line.
    #[must_use]
    pub fn value(&self, section: &Section, key: &str) -> Option<(String, usize)> {
        let line = section.first(key)?;
        Some((self.text(line, 0), line.number))
    }
}

/// Whether a section's name is that name, or that name and an extension.
#[must_use]
pub fn is_in_family(section: &str, name: &str) -> bool {
    let head = section.split('.').next().unwrap_or(section);
    same_name(head, name)
}

/// The line where a section begins.
#[must_use]
pub fn header(section: &Section) -> Option<usize> {
    section.headers.first().copied()
}

/// A directory number in front of a path, such as `%13%\echo.sys`, and the path below it.
#[must_use]
pub fn split_dirid(path: &str) -> Option<(&str, &str)> {
    let (dirid, rest) = path.strip_prefix('%')?.split_once('%')?;
    let digits = dirid.strip_prefix('-').unwrap_or(dirid);
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| (dirid, rest.trim_start_matches('\\')))
}
