//! `CopyFiles`: the files that are copied from the package, and their destinations.

use std::collections::HashSet;

use super::walk::{Walk, required_number};
use crate::follow::{self, Copied};
use crate::line::Line;
use crate::names::fold;
use crate::path::join;
use crate::syntax::Section;
use crate::{InfError, InfErrorKind, Target};

/// A file that an installation copies (INF `CopyFiles` Directive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedFile {
    /// The file in the package, relative to the INF, with `\` between the parts.
    pub source: String,
    /// The directory number (DIRID) of the destination: 13 is the package's directory in the driver
    /// store, 12 is `System32\drivers`.
    pub dirid: u32,
    /// The path of the destination below the directory, including the file name.
    pub destination: String,
}

impl CopiedFile {
    /// The destination in the form that other entries use, such as `%13%\echo.sys`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("%{}%\\{}", self.dirid, self.destination)
    }
}

impl<'a> Walk<'a> {
    /// The files that the `CopyFiles` directives of the sections copy. A list or a file that is
    /// named twice is copied once.
    pub(super) fn copy_files(
        &self,
        sections: &[&Section],
        target: Target,
    ) -> Result<Vec<CopiedFile>, InfError> {
        let mut files = Vec::new();
        let mut known = HashSet::new();
        for section in sections {
            self.check_directives(section, "CopyFiles")?;
            for copied in follow::copied(self.document, section) {
                match copied {
                    Copied::File { line, name } => {
                        if known.insert(format!("@{}", fold(&name))) {
                            files.push(self.copied("", &name, &name, line.number, target)?);
                        }
                    }
                    Copied::List(list) if !known.insert(fold(&list.name)) => {}
                    Copied::List(list) => {
                        let line = list.line.number;
                        for line in &self.named(&list.name, "CopyFiles", line)?.lines {
                            let (file, source) = (self.text(line, 0)?, self.text(line, 1)?);
                            let source = if source.is_empty() { &file } else { &source };
                            let copied =
                                self.copied(&list.name, &file, source, line.number, target);
                            files.push(copied?);
                        }
                    }
                }
            }
        }
        Ok(files)
    }

    fn copied(
        &self,
        list: &str,
        file: &str,
        source: &str,
        line: usize,
        target: Target,
    ) -> Result<CopiedFile, InfError> {
        let destination = self.document.destination(list).ok_or_else(|| {
            InfError::at(
                InfErrorKind::MissingEntry,
                line,
                format!(
                    "[DestinationDirs] has no directory for `{file}`; add `DefaultDestDir = 13`, \
                     the package's directory in the driver store"
                ),
            )
        })?;
        let dirid = required_number(&self.text(destination, 0)?, "the DIRID", destination.number)?;
        Ok(CopiedFile {
            source: self.source(source, line, target)?,
            dirid,
            destination: join([&self.text(destination, 1)?, file]),
        })
    }

    /// The file's path in the package.
    fn source(&self, file: &str, line: usize, target: Target) -> Result<String, InfError> {
        let media = |section, subject: &str| -> Option<&'a Line> {
            target.media_extensions().into_iter().find_map(|extension| {
                self.document.entry_for(&format!("{section}{extension}"), subject)
            })
        };
        let missing = |line, message| InfError::at(InfErrorKind::MissingEntry, line, message);
        let entry = media("SourceDisksFiles", file).ok_or_else(|| {
            missing(
                line,
                format!("`{file}` is not in the package; add `{file} = 1` to [SourceDisksFiles]"),
            )
        })?;
        let disk = self.text(entry, 0)?;
        let disk = media("SourceDisksNames", &disk).ok_or_else(|| {
            missing(
                entry.number,
                format!(
                    "[SourceDisksNames] has no disk `{disk}`; add `{disk} = \"Installation disk\"`"
                ),
            )
        })?;
        Ok(join([&self.text(disk, 3)?, &self.text(entry, 1)?, file]))
    }
}
