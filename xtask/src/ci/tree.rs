//! The files of the workspace that the checks read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Generated folders, which are not committed: names of folders anywhere, or paths from the root.
const MADE: [&str; 5] =
    [".git", "target", "tests/fuzz/artifacts", "tests/fuzz/corpus", "tests/fuzz/coverage"];

/// A folder and the files below it.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    files: BTreeSet<String>,
}

impl Tree {
    /// Lists a folder without its generated folders.
    ///
    /// # Errors
    /// If a folder cannot be listed.
    pub fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeSet::new();
        let mut left = vec![String::new()];
        while let Some(folder) = left.pop() {
            let path = root.join(&folder);
            let failed = || format!("cannot list the folder {}", path.display());
            for entry in fs::read_dir(&path).with_context(failed)? {
                let entry = entry.with_context(failed)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let inside =
                    if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                if MADE.contains(&&*name) || MADE.contains(&&*inside) {
                    continue;
                }
                if entry.file_type().with_context(failed)?.is_dir() {
                    left.push(inside);
                } else {
                    files.insert(inside);
                }
            }
        }
        Ok(Self { root: root.to_owned(), files })
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The paths of all files from the root, with `/` between names, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The paths of the files whose name has an ending, such as `.md`.
    pub fn ending(&self, end: &str) -> impl Iterator<Item = &str> {
        self.files().filter(move |path| path.ends_with(end))
    }

    /// Whether a path from the root names a file or a folder of the tree.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = format!("{path}/");
        path.is_empty()
            || self.files.contains(path)
            || self
                .files
                .range(inside.clone()..)
                .next()
                .is_some_and(|file| file.starts_with(&inside))
    }

    /// The text of a file; bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn text(&self, path: &str) -> Result<String> {
        let bytes =
            fs::read(self.root.join(path)).with_context(|| format!("cannot read {path}"))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
