//! The scenarios: the behaviour that every build of the echo driver must show, in both variants.
//!
//! A [`Subject`] is a build of the driver: the source just compiled, a mutant, or a loaded image. A
//! [`Scenario`] takes the subject through one situation on a simulated machine and panics on any
//! deviation. Every scenario ends with a verdict on the whole run: the driver broke no rule,
//! completed each request exactly once and while holding no lock, and left nothing behind.
//!
//! [`tests!`] makes a test of each scenario for each variant.

mod bench;
mod cancellation;
mod close;
mod creation;
mod devices;
mod echo;
mod failures;
mod order;
mod outcome;
mod power;
mod presentation;
mod races_of_arrival;
mod races_of_power;
mod races_of_ticks;
mod removal;
mod settings;
mod story;
mod sweep;
mod table;
mod transfers;
mod turns;
mod verdict;

use bench::Bench;
pub use echo_support::{Subject, Variant};

/// One situation, and the behaviour expected in it.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// The group and the name: `transfers::read_before_any_write_succeeds_at_once_with_0_bytes`.
    pub name: &'static str,
    run: fn(&Bench),
}

impl Scenario {
    /// The scenario with this name.
    ///
    /// # Panics
    /// If there is no such scenario.
    #[must_use]
    pub fn named(name: &str) -> &'static Self {
        let found = scenarios().iter().find(|scenario| scenario.name == name);
        found.unwrap_or_else(|| panic!("there is no scenario {name}: `scenarios()` lists them all"))
    }

    /// Takes a build of the driver through the scenario.
    ///
    /// # Panics
    /// If the driver deviates from the expected behaviour.
    pub fn run(&self, subject: &Subject) {
        Bench::run(subject, self.run);
    }
}

/// All scenarios.
#[must_use]
pub fn scenarios() -> &'static [Scenario] {
    table::SCENARIOS
}
