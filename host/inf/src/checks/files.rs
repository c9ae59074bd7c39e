//! Rules for files: where they are in the package, and where they are copied to.

use crate::follow::{self, Copied as Copy};
use crate::names::same_name;
use crate::strings::number;
use crate::syntax::{Line, Section};

use super::finding::Findings;
use super::package::{Package, Role};

/// The directory of the package in the driver store.
const DRIVER_STORE: u32 = 13;

/// A file that is copied.
pub struct Copied<'a> {
    /// Its name where it is copied to.
    pub name: String,
    /// Its name in the package.
    pub source: String,
    /// The number of the line that names it.
    pub line: usize,
    /// The entry of `[DestinationDirs]` for it.
    pub destination: Option<&'a Line>,
    /// The destination's directory number, if it is one.
    pub dirid: Option<u32>,
    /// The destination's directory below that.
    pub folder: String,
}

/// The files that `CopyFiles` directives copy.
pub fn copied<'a>(package: &Package<'a>) -> Vec<Copied<'a>> {
    let inf = package.inf;
    let mut files = Vec::new();
    let mut add = |list: &str, name: String, source: String, line| {
        let destination = inf.destination(list);
        let folder = destination.map(|line| inf.text(line, 1)).unwrap_or_default();
        let dirid = destination.and_then(|line| number(&inf.text(line, 0)));
        files.push(Copied { name, source, line, destination, dirid, folder });
    };
    for list in package.uses.iter().filter(|list| list.directive == "CopyFiles") {
        for line in list.section.map_or(&[][..], |section| &section.lines) {
            let (name, source) = (inf.text(line, 0), inf.text(line, 1));
            let source = if source.is_empty() { name.clone() } else { source };
            add(&list.name, name, source, line.number);
        }
    }
    for part in &package.parts {
        for copied in follow::copied(inf, part.section) {
            if let Copy::File { line, name } = copied {
                add("", name.clone(), name, line.number);
            }
        }
    }
    files
}

/// The entries of a section for source media, and of those with an architecture's extension.
fn media<'a>(package: &Package<'a>, name: &'a str) -> impl Iterator<Item = &'a Line> {
    package.inf.family(name).flat_map(|section| &section.lines)
}

/// The package has every file that is copied.
pub fn files_have_sources(package: &Package<'_>, findings: &mut Findings) {
    for file in copied(package) {
        let mut sources = media(package, "SourceDisksFiles");
        if !sources.any(|line| same_name(&package.inf.expand(line.subject()), &file.source)) {
            findings.error(
                1230,
                file.line,
                format!(
                    "Missing file '{0}' under [SourceDisksFiles] section; add {0} = 1 there",
                    file.source
                ),
            );
        }
    }
}

/// The files of the package are on disks that are named, and something is done with them.
pub fn sources_have_disks(package: &Package<'_>, findings: &mut Findings) {
    let copied = copied(package);
    for line in media(package, "SourceDisksFiles") {
        let file = package.inf.expand(line.subject());
        let disk = package.inf.text(line, 0);
        let mut disks = media(package, "SourceDisksNames");
        if line.key.is_none() || disk.is_empty() {
            findings.error(None, line.number, format!("`{file}` has no disk; write {file} = 1"));
        } else if !disks.any(|line| same_name(&package.inf.expand(line.subject()), &disk)) {
            findings.error(
                None,
                line.number,
                format!(
                    "`{file}` is on the disk `{disk}`, which [SourceDisksNames] does not have; \
                     add {disk} = %DiskName%"
                ),
            );
        }
        if !copied.iter().any(|copied| same_name(&copied.source, &file)) {
            findings.warning(
                None,
                line.number,
                format!("no CopyFiles copies `{file}`; add one, or take the file out"),
            );
        }
    }
}

/// The copied files stay in the driver store, where and as they are in the package.
pub fn files_stay_in_the_driver_store(package: &Package<'_>, findings: &mut Findings) {
    for file in copied(package) {
        let Some(destination) = file.destination else {
            findings.error(
                None,
                file.line,
                format!(
                    "[DestinationDirs] has no directory for `{}`; add DefaultDestDir = 13",
                    file.name
                ),
            );
            continue;
        };
        let written = package.inf.text(destination, 0);
        match file.dirid {
            None => findings.error(
                None,
                destination.number,
                format!("`{written}` is no directory number; write 13"),
            ),
            Some(DRIVER_STORE) => stays_as_it_is(package, &file, findings),
            Some(dirid) => findings.error(
                1322,
                destination.number,
                format!(
                    "Destination file path '%{dirid}%\\{}' for file '{}' is not isolated to DIRID \
                     13; write 13 in [DestinationDirs]",
                    file.folder, file.name
                ),
            ),
        }
    }
}

/// Whether copying the file makes no new file in the driver store.
fn stays_as_it_is(package: &Package<'_>, file: &Copied<'_>, findings: &mut Findings) {
    let mut sources = media(package, "SourceDisksFiles");
    let source = sources.find(|line| same_name(&package.inf.expand(line.subject()), &file.source));
    let Some(folder) = source.map(|source| package.inf.text(source, 1)) else { return };
    let trim = |path: &str| path.trim_matches('\\').to_ascii_lowercase();
    if !same_name(&file.name, &file.source) || trim(&folder) != trim(&file.folder) {
        findings.error(
            1100,
            file.line,
            format!(
                "Source and destination must match for file '{}' when using CopyFiles with DIRID \
                 13: it is '{}\\{}' in the package and '{}\\{}' in [DestinationDirs]",
                file.name, folder, file.source, file.folder, file.name
            ),
        );
    }
}

/// The entries of `[DestinationDirs]` are for lists of files that are used.
pub fn destinations_are_used(package: &Package<'_>, findings: &mut Findings) {
    let lines =
        package.inf.find("DestinationDirs").map_or(&[][..], |section: &Section| &section.lines);
    for line in lines {
        let Some(key) = line.key.as_deref() else { continue };
        let mut lists = package.uses.iter().filter(|list| list.role == Role::Files);
        if !same_name(key, "DefaultDestDir") && !lists.any(|list| same_name(&list.name, key)) {
            findings.warning(
                None,
                line.number,
                format!(
                    "[DestinationDirs] has a directory for [{key}], which no directive names; \
                     correct the name, or take it out"
                ),
            );
        }
    }
}
