//! Builds of the echo driver with one mistake each, which the scenarios must find.
//!
//! The mistakes are never in the driver's own source: this crate's build script copies that, makes
//! one replacement of text for each mutant of the [`catalogue`], and the copies become modules of
//! this crate. When the driver changes so that a text to be replaced is gone, the build fails and
//! says which mutant has to be brought up to date.

#![cfg(any(not(windows), hosted))]

pub mod catalogue;

/// The copies of the driver.
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::multiple_unsafe_ops_per_block,
    clippy::undocumented_unsafe_blocks,
    dead_code,
    missing_docs,
    unused,
    reason = "these are the driver's files, with mistakes"
)]
mod copies {
    use kmdf_host::DriverEntry;

    include!(concat!(env!("OUT_DIR"), "/mutants.rs"));
}

extern crate alloc;

use catalogue::{Mutant, ORIGINAL, Variants};
use echo_support::{Subject, Variant};
use kmdf_host::DriverEntry;

// The mutants use the driver's allocator. A program can have only one, and so the driver brings it.
use echo as _;

/// The entry point of the copy of the driver that was not changed.
#[must_use]
pub fn original() -> DriverEntry {
    entry(ORIGINAL)
}

/// The mutants, with their entry points.
pub fn mutants() -> impl Iterator<Item = (&'static Mutant, DriverEntry)> {
    catalogue::all().map(|mutant| (mutant, entry(mutant.name)))
}

/// A copy of the driver, as one of its variants.
#[must_use]
pub fn subject(entry: DriverEntry, variant: Variant) -> Subject {
    // SAFETY: the mutants are made so that their mistakes lie in what they ask of the framework, which
    // checks it, and not in what they do to memory.
    unsafe { Subject::of_entry(entry, variant) }
}

/// Whether a mistake shows in a variant.
#[must_use]
pub fn shows_in(mutant: &Mutant, variant: Variant) -> bool {
    match mutant.shows_in {
        Variants::Both => true,
        Variants::AutoSync => variant == Variant::AutoSync,
        Variants::DriverSync => variant == Variant::DriverSync,
    }
}

fn entry(name: &str) -> DriverEntry {
    let found = copies::ENTRIES.iter().find(|(copy, _)| *copy == name);
    found.unwrap_or_else(|| unreachable!("the build script makes a copy for {name}")).1
}
