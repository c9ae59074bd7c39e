//! The checks that read the tree.
//!
//! A new check is a module with `pub fn check(tree: &Tree) -> Result<Vec<Problem>>`, and a step with
//! [`Action::Check`](super::steps::Action) in the table of steps.

use std::fmt;

use anyhow::Result;

use super::tree::Tree;

/// Finds the problems of a tree.
pub type Check = fn(&Tree) -> Result<Vec<Problem>>;

/// A problem that a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path of the file or folder, from the root.
    pub file: String,
    /// The line, from 1; `None` if the problem concerns the whole file.
    pub line: Option<usize>,
    /// What was found, what was expected, what to do.
    pub what: String,
}

impl Problem {
    /// A problem on a line.
    pub fn at(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: Some(line), what: what.into() }
    }

    /// A problem of a whole file or folder.
    pub fn of(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.what),
            None => write!(formatter, "{}: {}", self.file, self.what),
        }
    }
}
