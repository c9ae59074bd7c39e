//! A finding: the line, the severity, `InfVerif`'s number for the fault, and the message.

use std::collections::HashSet;
use std::fmt;

use super::levels::{Mode, Severity, level};
use crate::work;

/// A fault of an INF.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The line of the INF, from 1; `None` for the INF as a whole.
    pub line: Option<usize>,
    /// The severity in the mode of the check.
    pub severity: Severity,
    /// `InfVerif`'s number for the fault; `None` where Microsoft documents none.
    pub code: Option<u16>,
    /// The fault, the faulty value, and the remedy.
    pub message: String,
}

impl Finding {
    /// The finding as a line of output, in the form of compilers, which editors understand.
    #[must_use]
    pub fn in_file(&self, file: &str) -> String {
        match self.line {
            Some(line) => format!("{file}:{line}: {self}"),
            None => format!("{file}: {self}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })?;
        if let Some(code) = self.code {
            write!(formatter, " {code}")?;
        }
        write!(formatter, ": {}", self.message)
    }
}

/// The findings so far.
pub(super) struct Findings {
    mode: Mode,
    list: Vec<Finding>,
    // Two models may lead to the same finding.
    seen: HashSet<Finding>,
}

impl Findings {
    pub(super) fn new(mode: Mode) -> Self {
        Self { mode, list: Vec::new(), seen: HashSet::new() }
    }

    /// Adds a fault with a number, unless the mode does not report the number.
    pub(super) fn code(
        &mut self,
        code: u16,
        line: impl Into<Option<usize>>,
        message: impl Into<String>,
    ) {
        if let Some(severity) = level(code, self.mode) {
            self.add(severity, Some(code), line.into(), message.into());
        }
    }

    /// Adds an error without a number.
    pub(super) fn error(&mut self, line: impl Into<Option<usize>>, message: impl Into<String>) {
        self.add(Severity::Error, None, line.into(), message.into());
    }

    /// Adds a warning without a number.
    pub(super) fn warning(&mut self, line: impl Into<Option<usize>>, message: impl Into<String>) {
        self.add(Severity::Warning, None, line.into(), message.into());
    }

    fn add(&mut self, severity: Severity, code: Option<u16>, line: Option<usize>, message: String) {
        work::count(1 + message.len());
        let finding = Finding { line, severity, code, message };
        if self.seen.insert(finding.clone()) {
            self.list.push(finding);
        }
    }

    /// All findings, in the order of the INF's lines.
    pub(super) fn sorted(self) -> Vec<Finding> {
        let mut findings = self.list;
        findings.sort_by_key(|finding| (finding.line, finding.severity));
        findings
    }
}
