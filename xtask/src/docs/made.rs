//! A thing that `cargo xtask docs` makes: its name, its place and the cost of making it.

use std::fmt;

use anyhow::Result;

/// The effort of making something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Seconds once the workspace is built.
    Quick,
    /// A build of the kernel images.
    Images,
    /// Minutes.
    Minutes,
}

impl Cost {
    /// The word in the list.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Images => "images",
            Self::Minutes => "minutes",
        }
    }
}

/// The place of something that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A whole file: a page in `docs/results/` or a picture in `docs/img/`.
    File(&'static str),
    /// The lines between markers with its name, in each page that has the markers.
    Block,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::File(path) => path,
            Self::Block => "a block",
        })
    }
}

/// Something that is made.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// The name that `--only` and the markers use.
    pub name: &'static str,
    /// The place.
    pub place: Place,
    /// The effort.
    pub cost: Cost,
    /// Makes the content. Two runs on the same tree give the same bytes.
    pub make: fn() -> Result<Vec<u8>>,
}
