//! The results of the checks, as lines and as JSON.

use std::time::Duration;

use serde_json::{Value, json};

use super::checks::Check;
use super::expected::Expected;
use super::unmet::Unmet;
use crate::platform::DeviceInfo;

/// The result of a check.
pub struct Outcome {
    /// The check.
    pub check: &'static Check,
    /// The verdict.
    pub verdict: Verdict,
    /// The time that the check took, by the system's clock.
    pub took: Duration,
}

/// The verdict of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The device does what is expected.
    Passed,
    /// The device does something else.
    Failed(String),
    /// The check did not run, for this reason.
    Skipped(String),
}

impl From<Result<(), Unmet>> for Verdict {
    fn from(result: Result<(), Unmet>) -> Self {
        match result {
            Ok(()) => Self::Passed,
            Err(Unmet::Failed(found) | Unmet::Late(found)) => Self::Failed(found),
            Err(Unmet::Skipped(reason)) => Self::Skipped(reason),
            Err(Unmet::Interrupted) => Self::Skipped("interrupted".to_owned()),
        }
    }
}

impl Verdict {
    /// The word in a report, and what follows on a line of its own.
    fn told(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Passed => ("passed", None),
            Self::Failed(found) => ("FAILED", Some(found)),
            Self::Skipped(reason) => ("skipped", Some(reason)),
        }
    }
}

impl Outcome {
    /// The lines for a person.
    pub fn lines(&self) -> Vec<String> {
        let (word, more) = self.verdict.told();
        let Check { name, expectation, .. } = self.check;
        let mut lines = vec![format!("{word:<8} {name}: {expectation}")];
        let label = if word == "FAILED" { "found" } else { "why" };
        lines.extend(more.map(|more| format!("{:<8} {label}: {more}", "")));
        lines
    }

    fn json(&self) -> Value {
        let (word, more) = self.verdict.told();
        let detail = if word == "FAILED" { "found" } else { "why" };
        let mut value = json!({
            "name": self.check.name,
            "expectation": self.check.expectation,
            "result": word.to_lowercase(),
            "seconds": self.took.as_secs_f64(),
        });
        if let Some(more) = more {
            value[detail] = more.into();
        }
        value
    }
}

/// The numbers of passed, failed and skipped checks.
pub fn counts(outcomes: &[Outcome]) -> [usize; 3] {
    let count = |word| outcomes.iter().filter(|it| it.verdict.told().0 == word).count();
    ["passed", "FAILED", "skipped"].map(count)
}

/// The last line for a person.
pub fn summary(outcomes: &[Outcome]) -> String {
    let [passed, failed, skipped] = counts(outcomes);
    format!("{passed} passed, {failed} failed, {skipped} skipped")
}

/// The report as JSON.
pub fn json(device: &DeviceInfo, expected: &Expected, outcomes: &[Outcome]) -> Value {
    let [passed, failed, skipped] = counts(outcomes);
    json!({
        "device": device.path,
        "variant": device.variant,
        "like": expected.like.name(),
        "period_ms": u64::try_from(expected.period.as_millis()).unwrap_or(u64::MAX),
        "checks": outcomes.iter().map(Outcome::json).collect::<Vec<_>>(),
        "passed": passed,
        "failed": failed,
        "skipped": skipped,
    })
}
