//! How strictly a machine takes each rule.

use std::collections::BTreeMap;

use super::Rule;

/// How a machine takes a broken rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// The machine lists the breach in [`violations`](crate::Machine::violations): a test fails.
    #[default]
    Violation,
    /// The machine lists the breach in [`warnings`](crate::Machine::warnings) and traces it.
    Warning,
    /// The machine says nothing.
    Off,
}

/// The level of each rule. The default is strict: each rule has [`Level::Violation`].
///
/// ```
/// use kmdf_host::{Level, Rule, Rules};
///
/// let rules = Rules::default().warn(Rule::WrongIrql).off(Rule::LeakedPool);
/// assert_eq!(rules.level(Rule::WrongIrql), Level::Warning);
/// assert_eq!(rules.level(Rule::DoubleCompletion), Level::Violation);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules(BTreeMap<Rule, Level>);

impl Rules {
    /// Makes a rule a warning.
    #[must_use]
    pub fn warn(mut self, rule: Rule) -> Self {
        self.0.insert(rule, Level::Warning);
        self
    }

    /// Turns a rule off. A crash ends the machine all the same.
    #[must_use]
    pub fn off(mut self, rule: Rule) -> Self {
        self.0.insert(rule, Level::Off);
        self
    }

    /// The level of a rule.
    #[must_use]
    pub fn level(&self, rule: Rule) -> Level {
        self.0.get(&rule).copied().unwrap_or_default()
    }
}
