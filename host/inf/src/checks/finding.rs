//! What the check finds: where, how bad, `InfVerif`'s number for it, and what to do.

use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The INF is not valid.
    Error,
    /// The INF may not do what it was meant to.
    Warning,
}

/// Something that is wrong with an INF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line of the INF, from 1; `None` for the INF as a whole.
    pub line: Option<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// `InfVerif`'s number for it; `None` where Microsoft documents none.
    pub code: Option<u16>,
    /// What is wrong with which value, and what to do.
    pub message: String,
}

impl Finding {
    /// The finding as a line of output, in the form in which compilers and editors know it.
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
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds an error.
    pub fn error(
        &mut self,
        code: impl Into<Option<u16>>,
        line: impl Into<Option<usize>>,
        message: impl Into<String>,
    ) {
        self.add(Severity::Error, code.into(), line.into(), message.into());
    }

    /// Adds a warning.
    pub fn warning(
        &mut self,
        code: impl Into<Option<u16>>,
        line: impl Into<Option<usize>>,
        message: impl Into<String>,
    ) {
        self.add(Severity::Warning, code.into(), line.into(), message.into());
    }

    fn add(&mut self, severity: Severity, code: Option<u16>, line: Option<usize>, message: String) {
        let finding = Finding { line, severity, code, message };
        // Two models may lead to the same line.
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    /// All of them, in the order of the INF's lines.
    #[must_use]
    pub fn sorted(self) -> Vec<Finding> {
        let mut findings = self.0;
        findings.sort_by_key(|finding| (finding.line, finding.severity));
        findings
    }
}
