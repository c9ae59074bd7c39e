//! The mistakes: what each mutant gets wrong, and the edit that makes it.
//!
//! Most of them show in a single schedule, or in one that is directed by preempting the driver before
//! a particular call. Those that need an exploration of schedules say so.
//!
//! One form of a defect is not here because it is none in this driver: marking a request with
//! `WdfRequestMarkCancelable` in place of `WdfRequestMarkCancelableEx`. For a request that was
//! cancelled before, the framework then calls the cancel callback after the I/O callback, or on a
//! thread that waits for the lock which that callback runs under; by then the request is in its
//! place.
//!
//! Edits with `unsafe` cannot be made in the driver by mistake: its modules forbid unsafe code, and
//! its types do not let a request be used twice.

mod defects;
mod orders;
mod slips;

/// A build of the driver with one mistake.
#[derive(Debug)]
pub struct Mutant {
    /// Its name, and that of its module.
    pub name: &'static str,
    /// What is wrong with it.
    pub mistake: &'static str,
    /// The variants in which it must show.
    pub shows_in: Variants,
    /// How it shows.
    pub end: End,
    /// Whether it takes an exploration of schedules to show.
    pub needs_exploration: bool,
    /// The file below the driver's source directory.
    pub file: &'static str,
    /// The text that is replaced. It is there once.
    pub original: &'static str,
    /// What it is replaced by.
    pub mutated: &'static str,
    /// More texts of the file, and what they are replaced by.
    pub also: &'static [(&'static str, &'static str)],
}

/// The variants in which a mistake shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variants {
    /// Both.
    Both,
    /// The variant that the framework synchronizes.
    AutoSync,
    /// The variant that synchronizes itself.
    DriverSync,
}

/// How a mistake shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A scenario fails.
    Failure,
    /// The process ends, where a system would stop.
    Abort,
}

/// What most mutants have in common.
const IN_BOTH: Mutant = Mutant {
    name: "",
    mistake: "",
    shows_in: Variants::Both,
    end: End::Failure,
    needs_exploration: false,
    file: "",
    original: "",
    mutated: "",
    also: &[],
};
const IN_AUTO_SYNC: Mutant = Mutant { shows_in: Variants::AutoSync, ..IN_BOTH };
const IN_DRIVER_SYNC: Mutant = Mutant { shows_in: Variants::DriverSync, ..IN_BOTH };

/// The copy of the driver without a mistake.
pub const ORIGINAL: &str = "original";

/// All mutants.
pub fn all() -> impl Iterator<Item = &'static Mutant> {
    defects::DEFECTS.iter().chain(slips::SLIPS).chain(orders::ORDERS)
}
