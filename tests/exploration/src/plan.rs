//! The strategy of each scenario, and the limits of its exploration.

use std::time::Duration;

use echo_support::Variant;
use kmdf_host::explore::{Shard, Strategy};

use crate::{Scenario, Size};

/// The number of schedules after which the exhaustion of a scenario is given up.
const TOO_MANY: u64 = 5_000_000;

/// How long a schedule may take; one takes less than a millisecond.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// One exploration: a scenario, a strategy, and limits.
#[derive(Debug, Clone)]
pub struct Job {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// The variant.
    pub variant: Variant,
    /// How schedules are chosen.
    pub strategy: Strategy,
    /// The most schedules to run.
    pub schedules: u64,
    /// The longest time to run.
    pub time: Option<Duration>,
    /// Whether the job must cover all schedules of the strategy.
    pub exhausts: bool,
    /// The part of the schedules to explore; `None` for all, in a run without shards.
    pub shard: Option<Shard>,
    /// Whether the job is left to another shard.
    pub is_left_out: bool,
}

impl Job {
    /// Explores a scenario with the strategy for its size.
    #[must_use]
    pub fn of(scenario: &'static Scenario, variant: Variant) -> Self {
        let strategy = match scenario.size {
            Size::Single | Size::Small => Strategy::exhaustive(),
            Size::Large { preemptions } => Strategy::preemptions(preemptions),
        };
        let schedules = TOO_MANY;
        Self { exhausts: true, ..Self::with(scenario, variant, strategy, schedules) }
    }

    /// Draws schedules of a scenario: at random in even rounds, by PCT in odd ones.
    #[must_use]
    pub fn drawn(
        scenario: &'static Scenario,
        variant: Variant,
        round: u64,
        schedules: u64,
    ) -> Self {
        let strategy =
            if round.is_multiple_of(2) { Strategy::random(round) } else { Strategy::pct(round, 3) };
        Self::with(scenario, variant, strategy, schedules)
    }

    fn with(
        scenario: &'static Scenario,
        variant: Variant,
        strategy: Strategy,
        schedules: u64,
    ) -> Self {
        let (time, shard) = (None, None);
        Self {
            scenario,
            variant,
            strategy,
            schedules,
            time,
            exhausts: false,
            shard,
            is_left_out: false,
        }
    }

    /// Whether drawn schedules can show anything new.
    #[must_use]
    pub fn is_worth_drawing(scenario: &Scenario) -> bool {
        scenario.size != Size::Single
    }
}
