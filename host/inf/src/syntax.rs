//! The text of an INF as sections of entries, each entry a key and its fields.

use std::collections::HashMap;

use crate::line::Line;
use crate::names::{Folded, SECTION_NAME_MAX, fold};
use crate::scanner::{Scanner, is_blank};
use crate::{InfError, InfErrorKind, work};

/// A section. Sections with the same name are merged.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    /// The section's name, in its first spelling.
    pub(crate) name: String,
    /// The numbers of the section's header lines, from 1.
    pub(crate) headers: Vec<usize>,
    /// The entries, in order.
    pub(crate) lines: Vec<Line>,
    /// The indexes of the entries with each key.
    keys: HashMap<Folded, Vec<usize>>,
}

impl Section {
    fn new(name: &str) -> Self {
        let name = name.to_owned();
        Self { name, headers: Vec::new(), lines: Vec::new(), keys: HashMap::new() }
    }

    fn push(&mut self, line: Line) {
        if let Some(key) = &line.key {
            self.keys.entry(fold(key)).or_default().push(self.lines.len());
        }
        self.lines.push(line);
    }

    /// The lines with the key, in order.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &Line> {
        let indexes = self.keys.get(&fold(key)).map_or(&[][..], Vec::as_slice);
        indexes.iter().filter_map(|index| self.lines.get(*index)).inspect(|_| work::count(1))
    }

    /// The first line with the key, which counts where a section can have only one.
    pub(crate) fn first(&self, key: &str) -> Option<&Line> {
        self.all(key).next()
    }

    /// The line where the section begins.
    pub(crate) fn header(&self) -> Option<usize> {
        self.headers.first().copied()
    }
}

/// The sections of an INF.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sections {
    list: Vec<Section>,
    names: HashMap<Folded, usize>,
    /// The sections by their names up to the first dot.
    families: HashMap<Folded, Vec<usize>>,
}

impl Sections {
    /// Splits the text into its sections (General Syntax Rules for INF Files). Windows ignores text
    /// before the first section. Malformed lines are left out, and their errors returned in order.
    pub(crate) fn split(text: &str) -> (Self, Vec<InfError>) {
        work::count(text.len());
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut sections = Self::default();
        let mut errors = Vec::new();
        let mut current = None;
        let mut lines = text.split('\n').zip(1..);
        while let Some((line, number)) = lines.next() {
            if let Some(header) = line.trim_start().strip_prefix('[') {
                match section_name(header, number) {
                    Ok(name) => current = Some(sections.open(name, number)),
                    Err(error) => errors.push(error),
                }
            } else if let Some(section) =
                current.and_then(|index: usize| sections.list.get_mut(index))
                && !is_blank(line)
            {
                match entry(line, number, &mut lines) {
                    Ok(Some(entry)) => section.push(entry),
                    Ok(None) => {}
                    Err(error) => errors.push(error),
                }
            }
        }
        (sections, errors)
    }

    /// Begins or continues the section with the name; returns the section's index. A section whose
    /// name is too long is found by no name.
    fn open(&mut self, name: &str, number: usize) -> usize {
        if name.chars().count() > SECTION_NAME_MAX {
            let mut section = Section::new(name);
            section.headers.push(number);
            self.list.push(section);
            return self.list.len() - 1;
        }
        let index = *self.names.entry(fold(name)).or_insert_with(|| {
            let index = self.list.len();
            self.list.push(Section::new(name));
            self.families.entry(fold(head(name))).or_default().push(index);
            index
        });
        if let Some(section) = self.list.get_mut(index) {
            section.headers.push(number);
        }
        index
    }

    /// The section with the name.
    pub(crate) fn find(&self, name: &str) -> Option<&Section> {
        self.names.get(&fold(name)).and_then(|index| self.list.get(*index))
    }

    /// The sections with the name, with and without extensions.
    pub(crate) fn family(&self, name: &str) -> impl Iterator<Item = &Section> {
        let indexes = self.families.get(&fold(name)).map_or(&[][..], Vec::as_slice);
        indexes.iter().filter_map(|index| self.list.get(*index))
    }

    /// All sections, in the order of the INF.
    pub(crate) fn all(&self) -> &[Section] {
        &self.list
    }
}

/// The name of a section or of an entry without extensions.
pub(crate) fn head(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Reads the entry that begins on the line and may continue on the next ones.
fn entry<'a>(
    line: &str,
    number: usize,
    rest: &mut impl Iterator<Item = (&'a str, usize)>,
) -> Result<Option<Line>, InfError> {
    let mut scanner = Scanner::default();
    let mut open = scanner.scan(line, number)?;
    while open {
        let Some((line, number)) = rest.next() else { break };
        open = scanner.scan(line.trim_start(), number)?;
    }
    Ok(scanner.finish(number))
}

fn section_name(header: &str, number: usize) -> Result<&str, InfError> {
    let syntax = |message| InfError::at(InfErrorKind::Syntax, number, message);
    let Some((name, rest)) = header.split_once(']') else {
        return Err(syntax(format!("the section name `[{header}` has no closing `]`; add it")));
    };
    if is_blank(rest) {
        Ok(name)
    } else {
        let rest = rest.trim_start();
        Err(syntax(format!("`{rest}` follows the section name [{name}]; put it on its own line")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> (InfErrorKind, Option<usize>) {
        let error = Sections::split(text).1.remove(0);
        (error.kind(), error.line())
    }

    #[test]
    fn sections_of_same_name_merge_in_any_letter_case() {
        let (sections, errors) = Sections::split("\u{feff}[A]\rx\r[b]\r\ny\n  [a] ; again\nz");
        assert_eq!(errors, []);
        let names: Vec<_> = sections.all().iter().map(|section| section.name.as_str()).collect();
        assert_eq!(names, ["A", "b"]);
        let numbers: Vec<_> = sections.find("a").unwrap().lines.iter().map(|l| l.number).collect();
        assert_eq!(numbers, [2, 6]);
    }

    #[test]
    fn malformed_lines_are_left_out_and_each_is_reported() {
        let (sections, errors) = Sections::split("[a]\nb = \"c\n[d\ne = f\n[A]\ng");
        let lines: Vec<_> = errors.iter().filter_map(InfError::line).collect();
        assert_eq!(lines, [2, 3]);
        let [section] = sections.all() else { panic!("{sections:?}") };
        assert_eq!(section.headers, [1, 5]);
        let numbers: Vec<_> = section.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [4, 6]);
    }

    #[test]
    fn text_before_the_first_section_is_ignored() {
        let (sections, errors) = Sections::split("/*++\n\"x\\\n[a]\ny");
        assert_eq!(errors, []);
        assert_eq!(sections.find("a").unwrap().lines.len(), 1);
    }

    #[test]
    fn entries_are_found_by_key_and_sections_by_family() {
        let (sections, _) = Sections::split("[a]\nK = 1\nx\nk = 2\n[A.b]\n[ab]");
        let section = sections.find("A").unwrap();
        let values: Vec<_> = section.all("k").map(|line| line.field(0)).collect();
        assert_eq!((values, section.first("x").is_none()), (vec!["1", "2"], true));
        let names: Vec<_> = sections.family("a").map(|section| &section.name[..]).collect();
        assert_eq!(names, ["a", "A.b"]);
    }

    #[test]
    fn malformed_lines_are_reported_with_their_number() {
        assert_eq!(error("[a]\n[b"), (InfErrorKind::Syntax, Some(2)));
        assert_eq!(error("[a] b"), (InfErrorKind::Syntax, Some(1)));
        assert_eq!(error("[a]\nx = y,\\\n\"z"), (InfErrorKind::UnterminatedQuote, Some(3)));
        assert_eq!(error("[a]\nx = \"y\"\""), (InfErrorKind::UnterminatedQuote, Some(2)));
    }
}
