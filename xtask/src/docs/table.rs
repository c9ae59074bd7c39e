//! The table of everything that `cargo xtask docs` makes.

use super::made::{Cost, Made, Place};
use super::{
    architecture, counts, ddi, differences, explored, hosting, layers, measured, pictures, sizes,
    status, traced,
};

/// Everything that is made.
pub const MADE: &[Made] = &[
    Made { name: "counts", place: Place::Block, cost: Cost::Quick, make: counts::counts },
    Made { name: "ddi", place: Place::File("docs/DDI.md"), cost: Cost::Quick, make: ddi::ddi },
    Made {
        name: "differences",
        place: Place::File("docs/results/DIFFERENCES.md"),
        cost: Cost::Quick,
        make: differences::differences,
    },
    Made {
        name: "rules",
        place: Place::File("docs/RULES.md"),
        cost: Cost::Quick,
        make: counts::rules,
    },
    Made { name: "layers", place: Place::Block, cost: Cost::Quick, make: layers::layers },
    Made {
        name: "status",
        place: Place::File("docs/STATUS.md"),
        cost: Cost::Quick,
        make: status::status,
    },
    Made { name: "sizes", place: Place::Block, cost: Cost::Images, make: sizes::sizes },
    Made {
        name: "measured",
        place: Place::File("docs/results/MEASURED.md"),
        cost: Cost::Images,
        make: measured::measured,
    },
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
