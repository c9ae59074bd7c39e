//! Looks for a mistake in a build of the driver, scenario by scenario, until one shows the mistake.

use echo_support::Subject;
use kmdf_host::explore::{Explorer, Strategy};

use crate::plan::{Job, PATIENCE};
use crate::{Scenario, scenarios};

/// The rounds through all scenarios: the strategy, and the most schedules of each scenario. Two short
/// rounds come first; without a strategy each scenario has its own.
const ROUNDS: [(Option<Strategy>, u64); 3] =
    [(Some(Strategy::preemptions(1)), 1_000), (Some(Strategy::random(1)), 1_000), (None, 200_000)];

/// Where a mistake shows.
#[derive(Debug)]
pub struct Find {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// The number of the scenario's schedules that ran.
    pub after: u64,
    /// The number of schedules of all scenarios that ran.
    pub altogether: u64,
    /// The shortest schedule found that shows the mistake.
    pub schedule: String,
    /// What is wrong in this schedule.
    pub complaints: Vec<String>,
}

/// Looks for a mistake; `None` if no schedule shows one.
///
/// # Errors
/// If the host refuses the driver's package.
pub fn hunt(subject: &Subject) -> Result<Option<Find>, kmdf_host::Error> {
    let mut before = 0;
    for (strategy, limit) in ROUNDS {
        for scenario in scenarios() {
            let situation = scenario.situation(subject)?;
            let own = || Job::of(scenario, subject.variant).strategy;
            let strategy = strategy.clone().unwrap_or_else(own);
            let explored =
                Explorer::new(strategy).patience(PATIENCE).schedules(limit).run(&situation);
            if let Some(failure) = explored.failure() {
                return Ok(Some(Find {
                    scenario,
                    after: failure.after,
                    altogether: before + failure.after,
                    schedule: failure.schedule.to_string(),
                    complaints: failure.complaints.clone(),
                }));
            }
            before += explored.schedules();
        }
    }
    Ok(None)
}
