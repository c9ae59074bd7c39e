//! Runs checks on a device, and leaves the device as it was.

use super::checks::{Check, Need};
use super::expected::Expected;
use super::found::Found;
use super::report::{Outcome, Verdict};
use super::rig::Rig;
use super::system::System;
use super::unmet::Unmet;
use crate::stop::Stop;

/// How often a check runs that fails in time only.
const ATTEMPTS: u32 = 3;

/// Runs checks in order, and passes each outcome on.
pub fn run(
    system: &dyn System,
    expected: &Expected,
    checks: impl Iterator<Item = &'static Check>,
    stop: &Stop,
    mut report: impl FnMut(&Outcome),
) -> Vec<Outcome> {
    let rig = Rig::new(system, expected, stop);
    let mut found = None;
    let mut outcomes = Vec::new();
    for check in checks {
        system.begin(check);
        let since = system.now();
        let verdict = match check.needs {
            Need::Nothing | Need::Process => attempts(check, &rig).into(),
            Need::Elevation | Need::Sleep => restoring(check, &rig, &mut found).into(),
        };
        let outcome = Outcome { check, verdict, took: system.now().saturating_sub(since) };
        report(&outcome);
        outcomes.push(outcome);
    }
    outcomes
}

/// Runs a check, again if a busy machine may be the reason of its failure.
fn attempts(check: &Check, rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut attempt = 1;
    loop {
        rig.interrupted()?;
        match (check.run)(rig) {
            Err(Unmet::Late(_)) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

/// Runs a check that changes the device's state or settings, and restores them. `found` is the
/// device before the first such check; `Some(Err)` after a restoration that failed.
fn restoring(
    check: &Check,
    rig: &Rig<'_>,
    found: &mut Option<Result<Found, String>>,
) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    rig.interrupted()?;
    let state =
        found.get_or_insert_with(|| Found::of(administration).map_err(|error| error.to_string()));
    let before = state.as_ref().map_err(|reason| Unmet::Skipped(reason.clone()))?;
    let mut attempt = 1;
    loop {
        let result = (check.run)(rig);
        if let Err(error) = before.restore(administration) {
            let left = format!("the device is not as it was found: {error}");
            *found = Some(Err(left.clone()));
            return match Verdict::from(result) {
                Verdict::Failed(found) => Err(Unmet::Failed(format!("{found}; {left}"))),
                Verdict::Passed | Verdict::Skipped(_) => Err(Unmet::Failed(left)),
            };
        }
        match result {
            Err(Unmet::Late(_)) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
        rig.interrupted()?;
    }
}

#[cfg(all(test, any(not(windows), hosted)))]
mod tests {
    use std::time::Duration;

    use echo_support::Variant;
    use kmdf_host::Machine;

    use super::*;
    use crate::verify::arguments::Like;
    use crate::verify::checks::CHECKS;
    use crate::verify::hosted::HostedSystem;
    use crate::watchdog::Pulse;

    #[test]
    fn run_that_is_stopped_skips_the_other_checks() {
        let machine = Machine::new();
        let subject = echo_mutants::subject(echo_mutants::original(), Variant::AutoSync);
        subject.install(&machine).expect("a valid package");
        let node = machine.create_device(Variant::AutoSync.hardware_id());
        let system = HostedSystem::new(&machine, node.expect("a model"), &Pulse::default());
        let expected = Expected {
            like: Like::ThisDriver,
            period: Duration::from_millis(100),
            load: Duration::from_secs(1),
            sleep: true,
        };
        let stop = Stop::default();
        let report = |outcome: &Outcome| {
            // In the middle of the elevated checks: what they changed is restored.
            if outcome.check.name == "disable-open" {
                stop.request();
            }
        };
        let outcomes = run(&system, &expected, CHECKS.iter(), &stop, report);
        let interrupted = Verdict::Skipped("interrupted".to_owned());
        let first = outcomes.iter().position(|outcome| outcome.verdict == interrupted);
        let first = first.expect("the rest is skipped");
        assert_eq!(outcomes[first - 1].check.name, "disable-open");
        assert!(outcomes[..first].iter().all(|outcome| outcome.verdict == Verdict::Passed));
        assert!(outcomes[first..].iter().all(|outcome| outcome.verdict == interrupted));
    }
}
