//! The mutants: the mistake of each, and the edit that makes it.
//!
//! Most mistakes show in a single schedule, or in one that preempts the driver before a particular
//! call. Mutants that need an exploration of schedules say so.
//!
//! One form of a defect is missing, because it is harmless in this driver:
//! `WdfRequestMarkCancelable` in place of `WdfRequestMarkCancelableEx`. For a request that is
//! already cancelled, the framework calls the cancel callback after the I/O callback, or on a
//! thread that waits for the lock of the I/O callback. By then the driver has stored the request.
//!
//! A programmer cannot make the edits with `unsafe` by mistake: the driver's modules forbid unsafe
//! code, and its types do not let a request be used twice.

mod callback_rules;
mod defects;
mod orders;
mod request_rules;
mod slips;

/// A build of the driver with one mistake.
#[derive(Debug)]
pub struct Mutant {
    /// The name of the mutant and of its module.
    pub name: &'static str,
    /// The mistake.
    pub mistake: &'static str,
    /// The variants in which the mistake must show.
    pub shows_in: Variants,
    /// Whether the mistake shows only in an exploration of schedules.
    pub needs_exploration: bool,
    /// The rule of the host that the mistake breaks, by its name; none if the mistake shows in the
    /// driver's behaviour only, or breaks different rules in different orders.
    pub rule: Option<&'static str>,
    /// The file, relative to the driver's source directory.
    pub file: &'static str,
    /// The text to replace, which occurs once in the file.
    pub original: &'static str,
    /// The replacement.
    pub mutated: &'static str,
    /// More texts of the file, and their replacements.
    pub also: &'static [(&'static str, &'static str)],
    /// Texts of other files: the file, the text, and the replacement.
    pub elsewhere: &'static [(&'static str, &'static str, &'static str)],
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

/// The fields that most mutants have in common.
const IN_BOTH: Mutant = Mutant {
    name: "",
    mistake: "",
    shows_in: Variants::Both,
    needs_exploration: false,
    rule: None,
    file: "",
    original: "",
    mutated: "",
    also: &[],
    elsewhere: &[],
};
const IN_AUTO_SYNC: Mutant = Mutant { shows_in: Variants::AutoSync, ..IN_BOTH };
const IN_DRIVER_SYNC: Mutant = Mutant { shows_in: Variants::DriverSync, ..IN_BOTH };

/// The copy of the driver without a mistake.
pub const ORIGINAL: &str = "original";

/// All mutants.
pub fn all() -> impl Iterator<Item = &'static Mutant> {
    let behaviour = defects::DEFECTS.iter().chain(slips::SLIPS).chain(orders::ORDERS);
    behaviour.chain(request_rules::REQUEST_RULES).chain(callback_rules::CALLBACK_RULES)
}
