//! The table of everything that `cargo xtask docs` makes.

use super::made::{Cost, Made, Place};
use super::{architecture, counts, explored, hosting, layers, pictures, sizes, traced};

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
        place: Place::File("docs/RULES.md"),
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
