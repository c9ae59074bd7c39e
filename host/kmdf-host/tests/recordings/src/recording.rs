//! A recording of the real framework.

use super::line::Line;
use super::row::{Row, rows};

/// A recording of the real framework.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// The lines.
    pub lines: Vec<Line>,
}

impl Recording {
    /// The recording of a file's name and text.
    ///
    /// # Panics
    /// If the text is no recording: the header is missing, or a row is not numbered in order.
    #[must_use]
    pub fn new(name: &'static str, csv: &str) -> Self {
        Self { name, lines: rows(csv).iter().map(Line::of).collect() }
    }

    /// A recording of rows without steps and header, for what is known from elsewhere.
    ///
    /// # Panics
    /// If a row is not `who,what,irql`.
    #[must_use]
    pub fn of_rows(name: &'static str, text: &str) -> Self {
        let rows = text.lines().map(str::trim).filter(|row| !row.is_empty());
        let line = |row| {
            let parsed = Row::of(row).unwrap_or_else(|| panic!("expected who,what,irql: {row}"));
            Line::of(&parsed)
        };
        Self { name, lines: rows.map(line).collect() }
    }
}

/// The recordings of the files in a folder beside this source file, by their names:
/// `recordings!("recorded": "autosync-basic", "autosync-big")` is an array.
#[macro_export]
macro_rules! recordings {
    ($folder:literal: $($name:literal),* $(,)?) => {
        [$($crate::Recording::new($name, include_str!(concat!($folder, "/", $name, ".csv")))),*]
    };
}
