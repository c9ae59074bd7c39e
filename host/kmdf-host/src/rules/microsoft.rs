//! The rules of Microsoft's tools, and what the host does about each.

use std::fmt;
use std::sync::LazyLock;

use super::Rule;

/// The rules, one per line; the first line names the columns. A list has commas, an empty column a
/// dash.
const TABLE: &str = include_str!("microsoft.tsv");

/// A tool of Microsoft that checks drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Tool {
    /// Static Driver Verifier, with its rules for KMDF drivers.
    Sdv,
    /// KMDF Verifier: the checks of the framework while `VerifierOn` is set. They have no names;
    /// the function of the framework stands for the check.
    KmdfVerifier,
    /// Bug check 0x10D (`WDF_VIOLATION`), by its codes.
    WdfViolation,
    /// Driver Verifier, by its bug checks and the names of its options.
    DriverVerifier,
}

impl Tool {
    const ALL: [(&str, Self); 4] = [
        ("SDV", Self::Sdv),
        ("KMDF verifier", Self::KmdfVerifier),
        ("WDF_VIOLATION", Self::WdfViolation),
        ("Driver Verifier", Self::DriverVerifier),
    ];

    /// Each tool.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().map(|(_, tool)| tool)
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, tool)| tool == self);
        f.pad(name.map_or("", |(name, _)| name))
    }
}

/// A rule of one of Microsoft's tools.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MicrosoftRule {
    /// The tool.
    pub tool: Tool,
    /// The rule's name there, or its code.
    pub name: &'static str,
    /// The host's rules that cover the tool's rule; none if the host does not check the rule.
    pub rules: Vec<Rule>,
    /// The host's tests whose drivers break the tool's rule: their paths in `tests/host`. Each rule
    /// that the host checks has one at least.
    pub tests: Vec<&'static str>,
    /// Why the host does not check the rule, or what the host does instead; may be empty.
    pub remark: &'static str,
}

impl MicrosoftRule {
    /// All rules, in the order of the tools.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        static ALL: LazyLock<Vec<MicrosoftRule>> =
            LazyLock::new(|| TABLE.lines().skip(1).filter_map(MicrosoftRule::read).collect());
        ALL.iter()
    }

    fn read(line: &'static str) -> Option<Self> {
        let list = |column: &'static str| column.split(',').filter(|item| *item != "-");
        let mut columns = line.split('\t');
        let mut column = || columns.next();
        let (tool, name, rules, tests, remark) =
            (column()?, column()?, column()?, column()?, column()?);
        let tool = Tool::ALL.iter().find(|(name, _)| *name == tool)?.1;
        let named = |name: &str| Rule::ALL.iter().copied().find(|rule| rule.name() == name);
        let rules = list(rules).filter_map(named).collect();
        let remark = if remark == "-" { "" } else { remark };
        Some(Self { tool, name, rules, tests: list(tests).collect(), remark })
    }
}

impl fmt::Display for MicrosoftRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.tool, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_the_table_is_a_rule_of_a_tool() {
        for line in TABLE.lines().skip(1) {
            let rule = MicrosoftRule::read(line).unwrap_or_else(|| panic!("{line:?}"));
            let column = line.split('\t').nth(2).unwrap_or_default();
            let named = column.split(',').filter(|name| *name != "-").count();
            assert_eq!(rule.rules.len(), named, "{line:?} names a rule that the host lacks");
            assert_eq!(line.split('\t').count(), 5, "{line:?}");
        }
    }

    #[test]
    fn each_rule_of_a_tool_has_an_answer() {
        for rule in MicrosoftRule::all() {
            assert!(!rule.rules.is_empty() || !rule.remark.is_empty(), "{rule}");
        }
    }
}
