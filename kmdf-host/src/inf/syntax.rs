//! The text of an INF as sections of lines, each line a key and its fields.

use super::scanner::{Scanner, is_blank};
use super::{InfError, InfErrorKind};

/// A section; sections of the same name are one.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) lines: Vec<Line>,
}

/// An entry of a section. Quotes are gone, `%tokens%` are not expanded yet.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Number of the (first) line in the text, from 1.
    pub(super) number: usize,
    pub(super) key: Option<String>,
    /// What stands between the commas; none for nothing at all.
    pub(super) fields: Vec<String>,
}

impl Line {
    /// The field at `index`, from 0; empty where the line has none: trailing commas can be omitted.
    pub(super) fn field(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", String::as_str)
    }

    fn has_key(&self, key: &str) -> bool {
        self.key.as_deref().is_some_and(|own| same_name(own, key))
    }
}

impl Section {
    /// The lines with the key, in order.
    pub(super) fn all<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.has_key(key))
    }

    /// The first line with the key, which is the one that counts where only one can.
    pub(super) fn first(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.has_key(key))
    }
}

/// Whether two names of an INF are the same one; letter case does not matter.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
    }
}

/// Splits the text into its sections (General Syntax Rules for INF Files).
pub(super) fn sections(text: &str) -> Result<Vec<Section>, InfError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut sections: Vec<Section> = Vec::new();
    let mut current = None;
    let mut lines = text.split('\n').zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(header) = line.trim_start().strip_prefix('[') {
            let name = section_name(header, number)?;
            let known = sections.iter().position(|section| same_name(&section.name, name));
            current = known.or_else(|| {
                sections.push(Section { name: name.to_owned(), lines: Vec::new() });
                Some(sections.len() - 1)
            });
            continue;
        }
        if is_blank(line) {
            continue;
        }
        let Some(section) = current.and_then(|index: usize| sections.get_mut(index)) else {
            return Err(InfError::at(
                InfErrorKind::NotAnInf,
                number,
                "text before the first section; an INF begins with a section such as [Version]",
            ));
        };
        let mut scanner = Scanner::default();
        let mut open = scanner.scan(line, number)?;
        while open {
            let Some((line, number)) = lines.next() else { break };
            open = scanner.scan(line.trim_start(), number)?;
        }
        section.lines.extend(scanner.finish(number));
    }
    Ok(sections)
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
    fn malformed_lines_are_reported_with_their_number() {
        assert_eq!(error("; c\n\nx = 1"), (InfErrorKind::NotAnInf, Some(3)));
        assert_eq!(error("[a]\n[b"), (InfErrorKind::Syntax, Some(2)));
        assert_eq!(error("[a] b"), (InfErrorKind::Syntax, Some(1)));
        assert_eq!(error("[a]\nx = y,\\\n\"z"), (InfErrorKind::UnterminatedQuote, Some(3)));
        assert_eq!(error("[a]\nx = \"y\"\""), (InfErrorKind::UnterminatedQuote, Some(2)));
    }
}
