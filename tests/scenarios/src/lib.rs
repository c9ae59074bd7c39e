//! What any build of the echo driver must do: one table of scenarios, for both variants.
//!
//! A [`Subject`] is a build of the driver: the source that was just compiled, a mutant of it, an
//! image that was loaded. A [`Scenario`] takes it through one situation on a simulated machine and
//! panics if anything is not as it must be. Whatever the situation was, it ends with a verdict on
//! the whole run: no rule was broken, each request was completed exactly once and under no lock of
//! the driver's, nothing is left.
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

/// One situation and what must come of it.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// Its group and its name: `transfers::read_before_any_write_succeeds_at_once_with_0_bytes`.
    pub name: &'static str,
    run: fn(&Bench),
}

impl Scenario {
    /// The scenario of a name.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn named(name: &str) -> &'static Self {
        let found = scenarios().iter().find(|scenario| scenario.name == name);
        found.unwrap_or_else(|| panic!("there is no scenario {name}: see `scenarios()`"))
    }

    /// Takes a build of the driver through the scenario.
    ///
    /// # Panics
    /// If the driver does not do what it must.
    pub fn run(&self, subject: &Subject) {
        Bench::run(subject, self.run);
    }
}

/// All of them.
#[must_use]
pub fn scenarios() -> &'static [Scenario] {
    table::SCENARIOS
}
