//! The table of results.

use std::fmt::Write;

use echo_exploration::scenarios;

use crate::program::work::Done;

/// The columns: name, width, and whether the cells are numbers.
const COLUMNS: [(&str, usize, bool); 8] = [
    ("scenario", 34, false),
    ("variant", 11, false),
    ("strategy", 30, false),
    ("schedules", 9, true),
    ("differing", 9, true),
    ("steps", 10, true),
    ("result", 9, false),
    ("seconds", 8, true),
];

/// The heading for a terminal.
pub fn heading() -> String {
    line(&COLUMNS.map(|(name, ..)| name.to_string()))
}

/// A result, in the words of the table.
pub struct Row {
    /// The scenario.
    pub scenario: &'static str,
    /// The variant.
    pub variant: &'static str,
    /// The strategy.
    pub strategy: String,
    /// How many schedules ran.
    pub schedules: u64,
    /// How many of them differ, if that is known.
    pub differing: Option<u64>,
    /// How many steps they had.
    pub steps: u64,
    /// The result.
    pub verdict: &'static str,
    /// How long they took, if one process ran them.
    pub seconds: Option<f64>,
}

/// The result in a word.
pub const fn verdict(has_failed: bool, is_exhausted: bool, must_be: bool) -> &'static str {
    match (has_failed, is_exhausted, must_be) {
        (true, ..) => "WRONG",
        (_, true, _) => "exhausted",
        (_, _, true) => "not all",
        _ => "drawn",
    }
}

impl Row {
    /// The row of a job.
    pub fn of(Done { job, report }: &Done) -> Self {
        Self {
            scenario: job.scenario.name,
            variant: job.variant.name(),
            strategy: job.strategy.to_string(),
            schedules: report.schedules(),
            differing: report.differing(),
            steps: report.steps(),
            verdict: verdict(report.failure().is_some(), report.is_exhausted(), job.exhausts),
            seconds: Some(report.elapsed().as_secs_f64()),
        }
    }

    /// The row for a terminal.
    pub fn line(&self) -> String {
        line(&self.cells())
    }

    /// The row in Markdown. The time is left out: it depends on the machine.
    pub fn markdown(&self) -> String {
        let cells = self.cells();
        format!("| {} |", cells[..cells.len() - 1].join(" | "))
    }

    fn cells(&self) -> [String; 8] {
        [
            self.scenario.to_string(),
            self.variant.to_string(),
            self.strategy.clone(),
            self.schedules.to_string(),
            self.differing.map_or_else(|| "-".to_string(), |differing| differing.to_string()),
            self.steps.to_string(),
            self.verdict.to_string(),
            self.seconds.map_or_else(String::new, |seconds| format!("{seconds:.2}")),
        ]
    }
}

fn line(cells: &[String; 8]) -> String {
    let padded = COLUMNS.iter().zip(cells).map(|((_, width, number), cell)| {
        if *number { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
    });
    padded.collect::<Vec<_>>().join("  ").trim_end().to_string()
}

/// The page in Markdown, in the order of the scenarios. `made` says by which command.
pub fn markdown(rows: &[Row], made: &str) -> String {
    let place = |row: &&Row| {
        let place = scenarios().iter().position(|one| one.name == row.scenario);
        (place, row.variant)
    };
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(place);
    let cells = |cells: &[String]| format!("| {} |", cells[..cells.len() - 1].join(" | "));
    let rule = COLUMNS.map(|(_, _, number)| if number { "---:" } else { "---" }.to_string());
    let schedules: u64 = rows.iter().map(|row| row.schedules).sum();
    let mut text = format!(
        "# The schedules of the echo driver\n\n\
         Made by {made}: {schedules} schedules. \
         [Verification](../VERIFICATION.md) says what the columns mean.\n\n{}\n{}\n",
        cells(&COLUMNS.map(|(name, ..)| name.to_string())),
        cells(&rule)
    );
    for row in sorted {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", row.markdown());
    }
    text
}
