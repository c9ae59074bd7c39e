//! The pictures of schedules, from the driver and from a mutant hosted in virtual time.

use anyhow::Result;

use super::example;
use super::made::{Cost, Made, Place};

/// One write and one read as both variants.
pub const VARIANTS: Made = Made {
    name: "variants",
    place: Place::File("docs/img/variants.svg"),
    cost: Cost::Quick,
    make: || draw("variants"),
};

/// A mutant in which a tick and a cancel complete the same request.
pub const MUTANT: Made = Made {
    name: "mutant",
    place: Place::File("docs/img/mutant.svg"),
    cost: Cost::Quick,
    make: || draw("mutant"),
};

fn draw(picture: &str) -> Result<Vec<u8>> {
    let svg = example::run("echo-exploration", "picture", &[picture], "a picture of a schedule")?;
    Ok(svg.into_bytes())
}
