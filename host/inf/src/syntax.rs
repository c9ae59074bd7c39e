//! The text of an INF as sections of lines, each line a key and its fields.

use crate::scanner::{Scanner, is_blank};
use crate::{InfError, InfErrorKind};

/// A section; sections of the same name are one.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name, as the INF spells it first.
    pub name: String,
    /// The numbers of the lines with its name, from 1.
    pub headers: Vec<usize>,
    /// Its entries, in order.
    pub lines: Vec<Line>,
}

/// An entry of a section. Quotes are gone, `%tokens%` are not expanded yet.
#[derive(Debug, Clone)]
pub struct Line {
    /// Number of the (first) line in the text, from 1.
    pub number: usize,
    /// What stands in front of the equals sign, if the entry has one.
    pub key: Option<String>,
    /// What stands between the commas; none for nothing at all.
    pub fields: Vec<String>,
}

impl Line {
    /// The field at `index`, from 0; empty where the line has none: trailing commas can be omitted.
    #[must_use]
    pub fn field(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", String::as_str)
    }

    fn has_key(&self, key: &str) -> bool {
        self.key.as_deref().is_some_and(|own| same_name(own, key))
    }
}

impl Section {
    /// The lines with the key, in order.
    pub fn all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.has_key(key))
    }

    /// The first line with the key, which is the one that counts where only one can.
    #[must_use]
    pub fn first(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.has_key(key))
    }
}

/// Whether two names of an INF are the same one; letter case does not matter.
#[must_use]
pub fn same_name(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
    }
}

/// Splits the text into its sections (General Syntax Rules for INF Files); the first error counts.
pub(crate) fn sections(text: &str) -> Result<Vec<Section>, InfError> {
    let (sections, errors) = split(text);
    errors.into_iter().next().map_or(Ok(sections), Err)
}

/// Splits the text into its sections, for who looks at the text itself: lines that do not follow
/// the syntax are left out, and told in order.
#[must_use]
pub fn split(text: &str) -> (Vec<Section>, Vec<InfError>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut sections: Vec<Section> = Vec::new();
    let mut errors = Vec::new();
    let mut current = None;
    let mut lines = text.split('\n').zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(header) = line.trim_start().strip_prefix('[') {
            match section_name(header, number) {
                Ok(name) => current = Some(open_section(&mut sections, name, number)),
                Err(error) => errors.push(error),
            }
        } else if !is_blank(line) {
            let entry = entry(line, number, &mut lines);
            match current.and_then(|index: usize| sections.get_mut(index)) {
                Some(section) => match entry {
                    Ok(entry) => section.lines.extend(entry),
                    Err(error) => errors.push(error),
                },
                None => errors.push(InfError::at(
                    InfErrorKind::NotAnInf,
                    number,
                    "text before the first section; an INF begins with a section such as [Version]",
                )),
            }
        }
    }
    (sections, errors)
}

/// The index of the section of that name, which is new or goes on.
fn open_section(sections: &mut Vec<Section>, name: &str, number: usize) -> usize {
    let known = sections.iter().position(|section| same_name(&section.name, name));
    let index = known.unwrap_or(sections.len());
    if known.is_none() {
        sections.push(Section { name: name.to_owned(), headers: Vec::new(), lines: Vec::new() });
    }
    if let Some(section) = sections.get_mut(index) {
        section.headers.push(number);
    }
    index
}

/// The entry that begins with the line and may go on over the next ones.
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
        return Err(syntax(format!("the section name `[{header}` has no closing `]`")));
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
        let error = sections(text).unwrap_err();
        (error.kind(), error.line())
    }

    #[test]
    fn sections_of_same_name_are_merged_whatever_their_letter_case() {
        let sections = sections("\u{feff}[A]\rx\r[b]\r\ny\n  [a] ; again\nz").unwrap();
        let names: Vec<_> = sections.iter().map(|section| section.name.as_str()).collect();
        assert_eq!(names, ["A", "b"]);
        let numbers: Vec<_> = sections[0].lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [2, 6]);
    }

    #[test]
    fn split_leaves_malformed_lines_out_and_reports_each() {
        let (sections, errors) = split("x\n[a]\nb = \"c\n[d\ne = f\n[A]\ng");
        let lines: Vec<_> = errors.iter().filter_map(InfError::line).collect();
        assert_eq!(lines, [1, 3, 4]);
        let [section] = <[Section; 1]>::try_from(sections).unwrap();
        assert_eq!(section.headers, [2, 6]);
        let numbers: Vec<_> = section.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [5, 7]);
    }

    #[test]
    fn malformed_lines_are_reported_with_their_number() {
        assert_eq!(error("; c\n\nx = 1"), (InfErrorKind::NotAnInf, Some(3)));
        assert_eq!(error("[a]\n[b"), (InfErrorKind::Syntax, Some(2)));
        assert_eq!(error("[a] b"), (InfErrorKind::Syntax, Some(1)));
        assert_eq!(error("[a]\nx = y,\\\n\"z"), (InfErrorKind::UnterminatedQuote, Some(3)));
        assert_eq!(error("[a]\nx = \"y\"\""), (InfErrorKind::UnterminatedQuote, Some(2)));
    }
}
