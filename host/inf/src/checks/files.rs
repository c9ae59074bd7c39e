//! Rules for files: their sources in the package, and their destinations.

use std::collections::HashSet;

use super::finding::Findings;
use super::package::Package;
use super::roles::Role;
use super::targets::Targets;
use super::version::catalogs;
use crate::follow::{self, Copied as Copy};
use crate::line::Line;
use crate::names::{fold, same_name, short};
use crate::path::join;
use crate::strings::number;
use crate::syntax::Section;

/// The DIRID of the package's directory in the driver store.
pub(super) const DRIVER_STORE: u32 = 13;
/// The DIRIDs of directories below the Windows directory (Using Dirids).
const BELOW_WINDOWS: [u32; 16] =
    [10, 11, 12, DRIVER_STORE, 17, 18, 20, 21, 23, 50, 51, 52, 55, 16404, 16420, 16421];
/// The DIRIDs of printers' directories, also below the Windows directory.
const PRINTERS: std::ops::RangeInclusive<u32> = 66000..=66004;

/// A file that is copied.
pub(super) struct Copied<'a> {
    /// The file's name at the destination.
    pub(super) name: String,
    /// The name in the package.
    source: String,
    /// The number of the line that names the file.
    line: usize,
    /// The entry of `[DestinationDirs]` for the file.
    destination: Option<&'a Line>,
    /// The destination's directory number; `None` if the field is not a number.
    pub(super) dirid: Option<u32>,
    /// The destination's path below the directory, without the file name.
    pub(super) folder: String,
    /// The Windows versions that copy the file.
    pub(super) targets: Targets,
}

/// The files that `CopyFiles` directives copy.
pub(super) fn copied<'a>(package: &Package<'a>) -> Vec<Copied<'a>> {
    let inf = package.inf;
    let mut files = Vec::new();
    let mut add = |list: &str, name: String, source: String, line, targets| {
        let destination = inf.destination(list);
        let folder = destination.map(|line| inf.text(line, 1)).unwrap_or_default();
        let folder = short(&folder).to_owned();
        let dirid = destination.and_then(|line| number(&inf.text(line, 0)));
        files.push(Copied { name, source, line, destination, dirid, folder, targets });
    };
    for list in package.lists("CopyFiles") {
        for line in &list.section.lines {
            let (name, source) = (inf.text(line, 0), inf.text(line, 1));
            let source = if source.is_empty() { name.clone() } else { source };
            add(&list.section.name, name, source, line.number, list.targets);
        }
    }
    for part in &package.parts {
        for copied in follow::copied(inf, part.section) {
            if let Copy::File { line, name } = copied {
                add("", name.clone(), name, line.number, part.targets);
            }
        }
    }
    files
}

/// The entry for a file or a disk on an architecture.
fn media<'a>(
    package: &Package<'a>,
    section: &str,
    architecture: &str,
    subject: &str,
) -> Option<&'a Line> {
    let own = package.inf.entry_for(&format!("{section}.{architecture}"), subject);
    own.or_else(|| package.inf.entry_for(section, subject))
}

/// The entries of a source media section, with and without an architecture's extension.
fn entries<'a>(package: &Package<'a>, name: &str) -> impl Iterator<Item = &'a Line> {
    package.inf.family(name).flat_map(|section| &section.lines)
}

/// The package has every copied file, for every architecture that copies the file.
pub(super) fn files_have_sources(package: &Package<'_>, findings: &mut Findings) {
    let given: HashSet<_> = entries(package, "SourceDisksFiles")
        .map(|line| fold(&package.inf.expand(line.subject())))
        .collect();
    for file in copied(package) {
        let source = &file.source;
        if !given.contains(&fold(source)) {
            findings.code(
                1230,
                file.line,
                format!(
                    "Missing file '{source}' under [SourceDisksFiles] section; add {source} = 1 \
                     there"
                ),
            );
            continue;
        }
        for architecture in package.reaches.architectures(file.targets) {
            if media(package, "SourceDisksFiles", architecture, source).is_none() {
                findings.code(
                    1230,
                    file.line,
                    format!(
                        "Missing file '{source}' under [SourceDisksFiles] section for \
                         {architecture}; add {source} = 1 to [SourceDisksFiles] or \
                         [SourceDisksFiles.{architecture}]"
                    ),
                );
            }
        }
    }
}

/// Every file of the package is on a named disk and is copied, and none is the catalog.
pub(super) fn sources_have_disks(package: &Package<'_>, findings: &mut Findings) {
    let copied: HashSet<_> =
        copied(package).into_iter().map(|copied| fold(&copied.source)).collect();
    let disks: HashSet<_> = entries(package, "SourceDisksNames")
        .map(|line| fold(&package.inf.expand(line.subject())))
        .collect();
    let catalogs: HashSet<_> =
        catalogs(package).map(|line| fold(&package.inf.text(line, 0))).collect();
    for line in entries(package, "SourceDisksFiles") {
        let file = package.inf.expand(line.subject());
        let disk = package.inf.text(line, 0);
        if line.key.is_none() || disk.is_empty() {
            findings.code(1008, line.number, format!("`{file}` has no disk; write {file} = 1"));
        } else if !disks.contains(&fold(&disk)) {
            findings.code(
                1273,
                line.number,
                format!(
                    "`{file}` is on the disk `{disk}`, which [SourceDisksNames] does not have; \
                     add {disk} = %DiskName%"
                ),
            );
        }
        if catalogs.contains(&fold(&file)) {
            findings.code(
                1213,
                line.number,
                format!(
                    "the catalog `{file}` is among the files of the package; remove it from \
                     [SourceDisksFiles]"
                ),
            );
        } else if !copied.contains(&fold(&file)) {
            findings.warning(
                line.number,
                format!("no CopyFiles copies `{file}`; add one, or remove the file"),
            );
        }
    }
}

/// Copied files stay in the driver store, under the path and name that they have in the package.
pub(super) fn files_stay_in_the_driver_store(package: &Package<'_>, findings: &mut Findings) {
    for file in copied(package) {
        let Some(destination) = file.destination else {
            findings.code(
                1275,
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
                destination.number,
                format!("`{written}` is not a directory number; write 13"),
            ),
            Some(DRIVER_STORE) => stays_as_it_is(package, &file, findings),
            Some(dirid) => leaves(package, &file, dirid, destination.number, findings),
        }
    }
}

/// Reports a file that is copied out of the driver store.
fn leaves(
    package: &Package<'_>,
    file: &Copied<'_>,
    dirid: u32,
    line: usize,
    findings: &mut Findings,
) {
    let (folder, name) = (&file.folder, &file.name);
    if !BELOW_WINDOWS.contains(&dirid) && !PRINTERS.contains(&dirid) {
        findings.code(
            1306,
            line,
            format!(
                "Found legacy operation with non-system target path: '%{dirid}%\\{folder}' for \
                 file '{name}' is not below the Windows directory; write 13"
            ),
        );
    }
    if package.reaches.isolates(file.targets) {
        findings.code(
            1322,
            line,
            format!(
                "Destination file path '%{dirid}%\\{folder}' for file '{name}' is not isolated to \
                 DIRID 13; write 13 in [DestinationDirs]"
            ),
        );
    }
}

/// Reports a file that gets another path or name in the driver store.
fn stays_as_it_is(package: &Package<'_>, file: &Copied<'_>, findings: &mut Findings) {
    for architecture in package.reaches.architectures(file.targets) {
        let Some(source) = media(package, "SourceDisksFiles", architecture, &file.source) else {
            continue;
        };
        let disk = package.inf.text(source, 0);
        let disk = media(package, "SourceDisksNames", architecture, &disk);
        let root = disk.map(|disk| package.inf.text(disk, 3)).unwrap_or_default();
        let folder = join([&root, &package.inf.text(source, 1)]);
        let destination = join([&file.folder]);
        if !same_name(&file.name, &file.source) || !same_name(&folder, &destination) {
            findings.code(
                1100,
                file.line,
                format!(
                    "Source and destination must match for file '{}' when using CopyFiles with \
                     DIRID 13: it is '{}' in the package and '{}' in [DestinationDirs]",
                    file.name,
                    join([&folder, &file.source]),
                    join([&destination, &file.name])
                ),
            );
        }
    }
}

/// Every entry of `[DestinationDirs]` is for a list of files that a directive names.
pub(super) fn destinations_are_used(package: &Package<'_>, findings: &mut Findings) {
    let lists = package.uses.iter().filter(|used| used.role == Role::Files);
    let lists: HashSet<_> = lists.map(|used| fold(&used.name)).collect();
    let lines =
        package.inf.find("DestinationDirs").map_or(&[][..], |section: &Section| &section.lines);
    for line in lines {
        let Some(key) = line.key.as_deref().map(|key| package.inf.expand(key)) else { continue };
        if !same_name(&key, "DefaultDestDir") && !lists.contains(&fold(&key)) {
            findings.warning(
                line.number,
                format!(
                    "[DestinationDirs] has a directory for [{key}], which no directive names; \
                     correct the name, or remove the entry"
                ),
            );
        }
    }
}
