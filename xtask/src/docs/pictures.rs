//! The pictures of schedules, from the driver and from a mutant hosted in virtual time.

use std::process::Command;

use anyhow::Result;

use super::made::{Cost, Made, Place};
use crate::process::output;
use crate::{paths, toolchain};

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
    let mut cargo = Command::new(toolchain::cargo());
    cargo
        .args(["run", "--quiet", "--locked", "--package", "echo-exploration"])
        .args(["--example", "picture"])
        .arg("--manifest-path")
        .arg(paths::root().join("Cargo.toml"))
        .args(["--", picture]);
    Ok(output(&mut cargo, "a picture of a schedule")?.into_bytes())
}
