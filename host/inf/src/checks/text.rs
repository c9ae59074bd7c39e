//! Rules for the text: its encoding, lines, sections and strings, and the variables of a template.

use std::collections::HashMap;

use super::finding::Findings;
use super::package::Package;
use crate::InfErrorKind;
use crate::encoding::Encoding;
use crate::line::Line;
use crate::names::{SECTION_NAME_MAX, fold, same_name};
use crate::syntax::head;

/// The variables of a template, which stampinf replaces (Using INX Files to Create INF Files).
const VARIABLES: [&str; 5] = [
    "$ARCH$",
    "$KMDFVERSION$",
    "$KMDFCOINSTALLERVERSION$",
    "$UMDFVERSION$",
    "$UMDFCOINSTALLERVERSION$",
];

/// The encoding is one that Windows reads.
pub(super) fn encoding_is_one_of_windows(encoding: Encoding, findings: &mut Findings) {
    match encoding {
        Encoding::Ascii | Encoding::Utf16 => {}
        Encoding::Ansi { line } => findings.warning(
            line,
            "the line has a character beyond ASCII, which depends on the machine's ANSI code \
             page; save the file as UTF-16 LE with a byte order mark",
        ),
        Encoding::DamagedUtf16 => findings.code(
            1003,
            None,
            "the byte order mark says UTF-16 LE, but the text is cut or damaged; save the file \
             again",
        ),
        Encoding::BigEndian | Encoding::Utf8 => findings.code(
            1003,
            None,
            "INF has invalid or unknown file encoding, must be ANSI or UTF-16 LE; save it as \
             UTF-16 LE with a byte order mark",
        ),
    }
}

/// Every line follows the syntax.
pub(super) fn lines_can_be_read(package: &Package<'_>, findings: &mut Findings) {
    for error in package.inf.errors() {
        findings.code(1002, error.line(), error.message());
    }
}

/// Section names are not empty, and not too long.
pub(super) fn section_names_fit(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.sections() {
        let length = section.name.chars().count();
        if section.name.trim().is_empty() {
            findings.error(section.header(), "a section has no name; write [name]");
        } else if length > SECTION_NAME_MAX {
            findings.error(
                section.header(),
                format!(
                    "a section name has {length} characters; shorten it to at most \
                     {SECTION_NAME_MAX}"
                ),
            );
        }
    }
}

/// Every section has one header.
pub(super) fn sections_are_unique(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.sections() {
        for line in section.headers.iter().skip(1) {
            findings.code(
                1209,
                *line,
                format!("Section [{}] is defined multiple times; merge its parts", section.name),
            );
        }
    }
}

/// In sections whose entries all need a key, every entry has an equals sign.
pub(super) fn entries_have_keys(package: &Package<'_>, findings: &mut Findings) {
    let parts = package.parts.iter().map(|part| part.section);
    let fixed = ["Version", "DestinationDirs", "SourceDisksNames", "Strings", "Manufacturer"];
    let fixed = fixed.into_iter().flat_map(|name| package.inf.family(name));
    for section in parts.chain(fixed) {
        for line in section.lines.iter().filter(|line| line.key.is_none()) {
            findings.error(
                line.number,
                format!(
                    "`{}` in [{}] has no `=`; write name = value",
                    line.fields.join(","),
                    section.name
                ),
            );
        }
    }
}

/// Every `%token%` is defined, and no field is too long.
pub(super) fn strings_are_defined(package: &Package<'_>, findings: &mut Findings) {
    let sections = package.inf.sections().iter();
    for section in sections.filter(|section| !same_name(head(&section.name), "Strings")) {
        for line in &section.lines {
            for text in line.key.iter().chain(&line.fields) {
                let Err(error) = package.inf.strings().expand(text, line.number) else { continue };
                match error.kind() {
                    InfErrorKind::BadValue => findings.error(line.number, error.message()),
                    _ => findings.code(1235, line.number, error.message()),
                }
            }
        }
    }
}

/// No string is defined twice: only the first definition counts.
pub(super) fn strings_are_unique(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.family("Strings") {
        for (line, first, key) in repeated(&section.lines) {
            findings.error(
                line.number,
                format!("the string `{key}` is defined in line {first} already; remove one"),
            );
        }
    }
}

/// The entries whose key an earlier entry has, each with the earlier line and the key.
pub(super) fn repeated(lines: &[Line]) -> impl Iterator<Item = (&Line, usize, &str)> {
    let mut known = HashMap::new();
    lines.iter().filter_map(move |line| {
        let key = line.key.as_deref()?;
        let first = *known.entry(fold(key)).or_insert(line.number);
        (first != line.number).then_some((line, first, key))
    })
}

/// No variable of the template is left.
pub(super) fn template_is_stamped(package: &Package<'_>, findings: &mut Findings) {
    let mut look = |text: &str, line: Option<usize>| {
        if !text.contains('$') {
            return;
        }
        let upper = text.to_ascii_uppercase();
        if let Some(variable) = VARIABLES.iter().find(|variable| upper.contains(**variable)) {
            findings.code(
                1274,
                line,
                format!(
                    "Unresolved {variable} in `{text}`; stamp the template, and write the \
                     variable in capitals"
                ),
            );
        }
    };
    for section in package.inf.sections() {
        look(&section.name, section.header());
        for line in &section.lines {
            for text in line.key.iter().chain(&line.fields) {
                look(text, Some(line.number));
            }
        }
    }
}
