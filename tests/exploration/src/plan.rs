//! What is explored how: the strategy of each scenario, and how a budget is shared.

use std::time::Duration;

use echo_support::Variant;
use kmdf_host::explore::Strategy;

use crate::{Scenario, Size};

/// Schedules at which a scenario that should have been exhausted is given up.
const TOO_MANY: u64 = 5_000_000;

/// What to explore, how, and until when.
#[derive(Debug, Clone)]
pub struct Job {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// The variant.
    pub variant: Variant,
    /// How schedules are chosen.
    pub strategy: Strategy,
    /// How many schedules at most.
    pub schedules: u64,
    /// For how long at most.
    pub time: Option<Duration>,
    /// Whether it is to cover all schedules of its strategy.
    pub exhausts: bool,
}

impl Job {
    /// A scenario with the strategy that fits its size.
    #[must_use]
    pub fn of(scenario: &'static Scenario, variant: Variant) -> Self {
        let strategy = match scenario.size {
            Size::Single | Size::Small => Strategy::exhaustive(),
            Size::Large { preemptions } => Strategy::preemptions(preemptions),
        };
        Self { scenario, variant, strategy, schedules: TOO_MANY, time: None, exhausts: true }
    }

    /// A scenario with schedules that are drawn: half of the jobs at random, half by PCT.
    #[must_use]
    pub fn drawn(
        scenario: &'static Scenario,
        variant: Variant,
        round: u64,
        schedules: u64,
    ) -> Self {
        let strategy =
            if round.is_multiple_of(2) { Strategy::random(round) } else { Strategy::pct(round, 3) };
        Self { scenario, variant, strategy, schedules, time: None, exhausts: false }
    }

    /// Whether schedules that are drawn could show more.
    #[must_use]
    pub fn is_worth_drawing(scenario: &Scenario) -> bool {
        scenario.size != Size::Single
    }
}
