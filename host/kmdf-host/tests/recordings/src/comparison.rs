//! The comparison of recordings with what happened.

use std::fmt::Write;

use super::difference::Difference;
use super::findings::Findings;
use super::fit::Names;
use super::recording::Recording;
use super::story::Happened;

/// The lines of each side that a report shows around a difference.
const CONTEXT: usize = 6;

/// The first line of a recording that disagrees with what happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disagreement {
    /// How many rows agreed before.
    pub agreed: usize,
    /// The line, and what happened.
    pub report: String,
}

/// Compares recordings with what happened, line by line.
#[derive(Debug, Clone)]
pub struct Comparison {
    differences: Vec<&'static Difference>,
    /// Whether each difference has occurred.
    occurred: Vec<bool>,
    findings: Findings,
    problems: Vec<String>,
}

impl Comparison {
    /// A comparison that expects these differences, each of them at least once.
    #[must_use]
    pub fn new(differences: &'static [Difference]) -> Self {
        Self {
            differences: Vec::new(),
            occurred: Vec::new(),
            findings: Findings::default(),
            problems: Vec::new(),
        }
        .with(differences)
    }

    /// Expects more differences.
    #[must_use]
    pub fn with(mut self, differences: &'static [Difference]) -> Self {
        self.differences.extend(differences);
        self.occurred.resize(self.differences.len(), false);
        self
    }

    /// Allows more differences, which need not occur.
    #[must_use]
    pub fn allowing(mut self, differences: &'static [Difference]) -> Self {
        self.differences.extend(differences);
        self.occurred.resize(self.differences.len(), true);
        self
    }

    /// Compares a recording with what happened.
    pub fn compare(&mut self, recording: &Recording, happened: &[Happened]) {
        match self.align(recording, happened) {
            Ok(occurred) => {
                self.findings.compared(recording.name);
                for index in occurred {
                    self.occurred[index] = true;
                    self.findings.differs(recording.name, self.differences[index].why);
                }
            }
            Err(Disagreement { report, .. }) => self.problems.push(report),
        }
    }

    /// Compares one of several orders in which a recording may happen.
    ///
    /// # Errors
    /// If the recording and what happened disagree, apart from the differences.
    pub fn agree(&self, recording: &Recording, happened: &[Happened]) -> Result<(), Disagreement> {
        self.align(recording, happened).map(|_| ())
    }

    /// Notes a problem, which the end of the comparison reports.
    pub fn problem(&mut self, problem: String) {
        self.problems.push(problem);
    }

    /// Ends the comparison, and leaves its [findings](super::FOLDER) where the environment says so.
    ///
    /// # Panics
    /// If a recording disagrees, a difference has not occurred, or the findings cannot be written.
    pub fn finish(mut self) {
        for (difference, _) in self.differences.iter().zip(&self.occurred).filter(|pair| !pair.1) {
            self.problems.push(format!(
                "a listed difference has not occurred; take it out of the list: {difference:?}"
            ));
        }
        assert!(self.problems.is_empty(), "{}", self.problems.join("\n"));
        self.findings.write();
    }

    /// The indexes of the differences that occur.
    fn align(
        &self,
        recording: &Recording,
        happened: &[Happened],
    ) -> Result<Vec<usize>, Disagreement> {
        let (mut names, mut occurred) = (Names::default(), Vec::new());
        let (mut at, mut place) = (0, 0);
        while at < recording.lines.len() || place < happened.len() {
            let (recorded, now) = (&recording.lines[at..], &happened[place..]);
            if let ([line, ..], [event, ..]) = (recorded, now)
                && names.fit(line, event)
            {
                (at, place) = (at + 1, place + 1);
                continue;
            }
            let begins = |difference: &&Difference| {
                difference.concerns(recording.name) && difference.begins(recorded, now)
            };
            let Some(index) = self.differences.iter().position(begins) else {
                let report = report(recording, at, happened, place);
                return Err(Disagreement { agreed: at, report });
            };
            at += self.differences[index].recorded.len();
            place += self.differences[index].happened.len();
            occurred.push(index);
        }
        Ok(occurred)
    }
}

fn report(recording: &Recording, at: usize, happened: &[Happened], place: usize) -> String {
    let mut text = format!("{}: row {} differs\n", recording.name, at + 1);
    for (index, line) in
        recording.lines.iter().enumerate().take(at).skip(at.saturating_sub(CONTEXT))
    {
        let _ = writeln!(text, "  {:>4}  {line}", index + 1);
    }
    next_lines(&mut text, "recorded", &recording.lines[at..]);
    next_lines(&mut text, "happened", &happened[place..]);
    text
}

fn next_lines(text: &mut String, title: &str, lines: &[impl std::fmt::Display]) {
    let _ = writeln!(text, "{title} next:");
    if lines.is_empty() {
        let _ = writeln!(text, "        the end");
    }
    for line in lines.iter().take(CONTEXT) {
        let _ = writeln!(text, "        {line}");
    }
}
