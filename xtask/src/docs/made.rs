//! The table of everything that `cargo xtask docs` makes.

use std::fmt;

use anyhow::Result;

use super::{architecture, counts, explored, hosting, layers, pictures, sizes, traced};

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

/// Everything that is made.
pub const MADE: &[Made] = &[
    Made { name: "counts", place: Place::Block, cost: Cost::Quick, make: counts::counts },
    Made {
        name: "functions",
        place: Place::File("docs/results/FUNCTIONS.md"),
        cost: Cost::Quick,
        make: counts::functions,
    },
    Made {
        name: "rules",
        place: Place::File("docs/results/RULES.md"),
        cost: Cost::Quick,
        make: counts::rules,
    },
    Made { name: "layers", place: Place::Block, cost: Cost::Quick, make: layers::layers },
    Made { name: "sizes", place: Place::Block, cost: Cost::Images, make: sizes::sizes },
    Made {
        name: "mutants",
        place: Place::File("docs/results/MUTANTS.md"),
        cost: Cost::Minutes,
        make: explored::mutants,
    },
    Made {
        name: "schedules",
        place: Place::File("docs/results/SCHEDULES.md"),
        cost: Cost::Minutes,
        make: explored::schedules,
    },
    Made {
        name: "trace-auto-sync",
        place: Place::Block,
        cost: Cost::Quick,
        make: traced::auto_sync,
    },
    Made {
        name: "trace-driver-sync",
        place: Place::Block,
        cost: Cost::Quick,
        make: traced::driver_sync,
    },
    hosting::TEN_LINES,
    hosting::BELL_CALLBACKS,
    hosting::BELL_BUG,
    hosting::BELL_TESTS,
    hosting::BELL_EXPLORE,
    pictures::VARIANTS,
    pictures::MUTANT,
    architecture::ARCHITECTURE,
];
