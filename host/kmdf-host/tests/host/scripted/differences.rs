//! The form of the differences, and what occurs in the recordings of both drivers, beside the rows
//! that are never traced.

use kmdf_host_recordings::{Difference, why};

type Rows = &'static [&'static str];

/// Rows without an event of the host, in any recording of a driver.
pub const fn untraced(recorded: Rows, why: &'static str) -> Difference {
    Difference::untraced(&["*"], recorded, why)
}

/// Rows of the recordings of these names, and what happens instead.
pub const fn instead(
    recordings: Rows,
    recorded: Rows,
    happened: Rows,
    why: &'static str,
) -> Difference {
    Difference { recordings, recorded, happened, why }
}

pub const QUERY_POWER: Difference = untraced(&["po,>> QUERY_POWER S3"], why::NOT_FOR_THE_DRIVER);
