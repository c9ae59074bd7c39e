//! Looks for a mistake in a build of the driver: one scenario after the other, until one shows it.

use echo_support::Subject;
use kmdf_host::explore::{Explorer, Stage, Strategy};

use crate::plan::Job;
use crate::{Scenario, scenarios};

/// How all scenarios are looked through, with the most schedules of each: first briefly, and then as
/// they are explored, up to a limit.
const ROUNDS: [(Option<Strategy>, u64); 3] =
    [(Some(Strategy::preemptions(1)), 1_000), (Some(Strategy::random(1)), 1_000), (None, 200_000)];

/// Where a mistake shows.
#[derive(Debug)]
pub struct Find {
    /// In which scenario.
    pub scenario: &'static Scenario,
    /// After how many of its schedules.
    pub after: u64,
    /// After how many schedules of all scenarios.
    pub altogether: u64,
    /// The shortest schedule found that shows it.
    pub schedule: String,
    /// What is wrong in it.
    pub complaints: Vec<String>,
}

/// Looks for a mistake. `tell` hears of each schedule before it runs: the name of its scenario, its
/// number in that, and its number altogether. Without a find no schedule shows a mistake.
///
/// # Errors
/// If the driver's package is refused.
pub fn hunt(
    subject: &Subject,
    tell: impl Fn(&str, u64, u64) + Clone + 'static,
) -> Result<Option<Find>, kmdf_host::Error> {
    let mut before = 0;
    for (strategy, limit) in ROUNDS {
        for scenario in scenarios() {
            let situation = scenario.situation(subject)?;
            let (tell, number) = (tell.clone(), std::cell::Cell::new(0));
            let told = move |stage: &mut Stage| {
                number.set(number.get() + 1);
                tell(scenario.name, number.get(), before + number.get());
                situation(stage);
            };
            let own = || Job::of(scenario, subject.variant).strategy;
            let strategy = strategy.clone().unwrap_or_else(own);
            let report = Explorer::new(strategy).schedules(limit).run(&told);
            if let Some(failure) = report.failure() {
                return Ok(Some(Find {
                    scenario,
                    after: failure.after,
                    altogether: before + failure.after,
                    schedule: failure.schedule.to_string(),
                    complaints: failure.complaints.clone(),
                }));
            }
            before += report.schedules();
        }
    }
    Ok(None)
}
