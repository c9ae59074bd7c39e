//! Mutants: builds of the echo driver with one mistake each, which the scenarios must find.
//!
//! The driver's own source never contains the mistakes. The build script of this crate copies the
//! source, replaces a text for each mutant of the [`catalogue`], and makes the copies modules of
//! this crate. If the driver changes and a text to replace is gone, the build fails and names the
//! mutant to update.

#![cfg(any(not(windows), hosted))]

pub mod catalogue;
pub mod forbidden;

/// The copies of the driver.
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::multiple_unsafe_ops_per_block,
    clippy::undocumented_unsafe_blocks,
    dead_code,
    missing_docs,
    rustdoc::private_intra_doc_links,
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

/// The entry point of the unchanged copy of the driver.
#[must_use]
pub fn original() -> DriverEntry {
    entry(ORIGINAL)
}

/// The mutants and their entry points.
pub fn mutants() -> impl Iterator<Item = (&'static Mutant, DriverEntry)> {
    catalogue::all().map(|mutant| (mutant, entry(mutant.name)))
}

/// A copy of the driver, as one of its variants.
#[must_use]
pub fn subject(entry: DriverEntry, variant: Variant) -> Subject {
    // SAFETY: the mistakes of the mutants lie in what they ask of the framework, which checks it, or in
    // accesses just behind a block or just after its free, where the host keeps memory to detect them.
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
