//! Rules for the text: its lines, its sections, its strings, and what a template leaves behind.

use crate::InfErrorKind;
use crate::encoding::Encoding;
use crate::names::same_name;
use crate::syntax::Line;

use super::finding::Findings;
use super::package::{Package, Role};
use crate::syntax::head;

/// The variables of a template, which stampinf replaces (Using INX Files to Create INF Files).
const VARIABLES: [&str; 5] = [
    "$ARCH$",
    "$KMDFVERSION$",
    "$KMDFCOINSTALLERVERSION$",
    "$UMDFVERSION$",
    "$UMDFCOINSTALLERVERSION$",
];
/// The longest section name (General Syntax Rules for INF Files).
const SECTION_NAME_MAX: usize = 255;

/// The encoding is one that Windows takes.
pub fn encoding_is_one_of_windows(encoding: Encoding, findings: &mut Findings) {
    match encoding {
        Encoding::Ascii | Encoding::Utf16 => {}
        Encoding::Ansi { line } => findings.warning(
            None,
            line,
            "there is a character beyond ASCII, which depends on the machine's ANSI code page; \
             save the file as UTF-16 LE with a byte order mark",
        ),
        Encoding::DamagedUtf16 => findings.error(
            1003,
            None,
            "the byte order mark says UTF-16 LE, but the text is cut or damaged; save the file \
             again",
        ),
        Encoding::BigEndian | Encoding::Utf8 => findings.error(
            1003,
            None,
            "INF has invalid or unknown file encoding, must be ANSI or UTF-16 LE; save it as \
             UTF-16 LE with a byte order mark",
        ),
    }
}

/// Every line follows the syntax.
pub fn lines_can_be_read(package: &Package<'_>, findings: &mut Findings) {
    for error in package.inf.errors() {
        findings.error(1002, error.line(), error.message());
    }
}

/// Section names are not empty, and not too long.
pub fn section_names_fit(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.sections() {
        let length = section.name.chars().count();
        if section.name.trim().is_empty() {
            findings.error(None, section.header(), "a section has no name; write [name]");
        } else if length > SECTION_NAME_MAX {
            findings.error(
                None,
                section.header(),
                format!(
                    "a section name has {length} characters; it can have {SECTION_NAME_MAX}: \
                     shorten it"
                ),
            );
        }
    }
}

/// No section is there twice. Windows merges the two, which is hardly ever meant.
pub fn sections_are_unique(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.sections() {
        for &line in section.headers.iter().skip(1) {
            findings.error(
                1209,
                line,
                format!("Section [{}] is defined multiple times; make one of them", section.name),
            );
        }
    }
}

/// Where a section takes entries with a key only, each one has an equals sign.
pub fn entries_have_keys(package: &Package<'_>, findings: &mut Findings) {
    let keyed = |role| !matches!(role, Role::Files | Role::Registry | Role::List);
    let parts = package.parts.iter().filter(|part| keyed(part.role)).map(|part| part.section);
    let fixed = ["Version", "DestinationDirs", "SourceDisksNames", "Strings", "Manufacturer"];
    let fixed = fixed.into_iter().flat_map(|name| package.inf.family(name));
    for section in parts.chain(fixed) {
        for line in section.lines.iter().filter(|line| line.key.is_none()) {
            findings.error(
                None,
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

/// Every `%token%` is a string of the INF.
pub fn strings_are_defined(package: &Package<'_>, findings: &mut Findings) {
    let sections = package.inf.sections();
    for section in sections.iter().filter(|section| !same_name(head(&section.name), "Strings")) {
        for line in &section.lines {
            for text in line.key.iter().chain(&line.fields) {
                let Err(error) = package.inf.strings().expand(text, line.number) else { continue };
                let kind = error.kind();
                debug_assert!(matches!(kind, InfErrorKind::UndefinedString | InfErrorKind::Syntax));
                findings.error(1235, line.number, error.message());
            }
        }
    }
}

/// No string is defined twice: the first one counts.
pub fn strings_are_unique(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.family("Strings") {
        for (line, first, key) in repeated(&section.lines) {
            findings.error(
                None,
                line.number,
                format!("the string `{key}` is defined in line {first} already; take one out"),
            );
        }
    }
}

/// The entries whose key an earlier entry has, whose line comes second.
pub fn repeated(lines: &[Line]) -> impl Iterator<Item = (&Line, usize, &str)> {
    lines.iter().enumerate().filter_map(|(index, line)| {
        let key = line.key.as_deref()?;
        let same = |other: &&Line| other.key.as_deref().is_some_and(|own| same_name(own, key));
        let first = lines.get(..index)?.iter().find(same)?;
        Some((line, first.number, key))
    })
}

/// No variable of the template is left.
pub fn template_is_stamped(package: &Package<'_>, findings: &mut Findings) {
    let mut look = |text: &str, line: Option<usize>| {
        let upper = text.to_ascii_uppercase();
        if let Some(variable) = VARIABLES.iter().find(|variable| upper.contains(**variable)) {
            findings.error(
                None,
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
