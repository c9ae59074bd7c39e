//! Follows an INF from section to section: manufacturers, models, install sections and their
//! companions, and the lists that directives name.

use crate::document::Document;
use crate::line::Line;
use crate::names::short;
use crate::syntax::Section;

/// An entry of `[Manufacturer]` (INF Manufacturer Section).
pub(crate) struct Manufacturer<'a> {
    pub(crate) line: &'a Line,
    /// The name of the models sections, without decoration.
    pub(crate) models: String,
    /// The decorations of the models sections; none for a section without decoration.
    pub(crate) decorations: Vec<String>,
}

/// The entries of `[Manufacturer]`.
pub(crate) fn manufacturers(document: &Document) -> impl Iterator<Item = Manufacturer<'_>> {
    let lines = document.find("Manufacturer").map_or(&[][..], |section| &section.lines);
    lines.iter().map(|line| Manufacturer {
        line,
        models: short(&document.text(line, 0)).to_owned(),
        decorations: document.list(line, 1).collect(),
    })
}

/// The names that an install section can have for an architecture, the most specific one first
/// (Creating INF Files for Multiple Platforms and Operating Systems).
pub(crate) fn install_names(name: &str, architectures: &[&str]) -> Vec<String> {
    let mut names: Vec<_> =
        architectures.iter().map(|architecture| format!("{name}.NT{architecture}")).collect();
    names.extend([format!("{name}.NT"), name.to_owned()]);
    names
}

/// The companion of an install section: the section with the same name and this extension added.
pub(crate) fn companion<'a>(
    document: &'a Document,
    install: &Section,
    extension: &str,
) -> Option<&'a Section> {
    document.find(&format!("{}{extension}", install.name))
}

/// A section's name in a directive.
pub(crate) struct Named<'a> {
    /// The directive.
    pub(crate) line: &'a Line,
    pub(crate) name: String,
}

/// The names of sections in the directives of a section.
pub(crate) fn named<'a>(
    document: &'a Document,
    section: &'a Section,
    directive: &str,
) -> impl Iterator<Item = Named<'a>> {
    section
        .all(directive)
        .flat_map(move |line| document.list(line, 0).map(move |name| Named { line, name }))
}

/// An item of a `CopyFiles` directive.
pub(crate) enum Copied<'a> {
    /// A list of files.
    List(Named<'a>),
    /// A single file, written with @ in front.
    File {
        /// The directive.
        line: &'a Line,
        name: String,
    },
}

/// The files that the `CopyFiles` directives of a section copy.
pub(crate) fn copied<'a>(
    document: &'a Document,
    section: &'a Section,
) -> impl Iterator<Item = Copied<'a>> {
    named(document, section, "CopyFiles").map(|named| match named.name.strip_prefix('@') {
        Some(file) => Copied::File { line: named.line, name: file.to_owned() },
        None => Copied::List(named),
    })
}
