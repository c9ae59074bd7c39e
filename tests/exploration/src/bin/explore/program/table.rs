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

/// A row for a terminal.
pub fn row(done: &Done) -> String {
    line(&cells(done))
}

fn line(cells: &[String; 8]) -> String {
    let padded = COLUMNS.iter().zip(cells).map(|((_, width, number), cell)| {
        if *number { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
    });
    padded.collect::<Vec<_>>().join("  ").trim_end().to_string()
}

fn cells(Done { job, report }: &Done) -> [String; 8] {
    let result = if report.failure().is_some() {
        "WRONG"
    } else if report.is_exhausted() {
        "exhausted"
    } else if job.exhausts {
        "not all"
    } else {
        "drawn"
    };
    [
        job.scenario.name.to_string(),
        job.variant.name().to_string(),
        job.strategy.to_string(),
        report.schedules().to_string(),
        report.differing().map_or_else(|| "-".to_string(), |differing| differing.to_string()),
        report.steps().to_string(),
        result.to_string(),
        format!("{:.2}", report.elapsed().as_secs_f64()),
    ]
}

/// The page in Markdown, in the order of the scenarios. The time is left out: it depends on the
/// machine.
pub fn markdown(all: &[Done]) -> String {
    let place = |done: &&Done| {
        let place = scenarios().iter().position(|one| one.name == done.job.scenario.name);
        (place, done.job.variant.name())
    };
    let mut sorted: Vec<&Done> = all.iter().collect();
    sorted.sort_by_key(place);
    let row = |cells: &[String]| format!("| {} |", cells[..cells.len() - 1].join(" | "));
    let rule = COLUMNS.map(|(_, _, number)| if number { "---:" } else { "---" }.to_string());
    let schedules: u64 = all.iter().map(|done| done.report.schedules()).sum();
    let mut text = format!(
        "# The schedules of the echo driver\n\n\
         Made by `cargo xtask docs --only schedules`: {schedules} schedules. \
         [Verification](../VERIFICATION.md) says what the columns mean.\n\n{}\n{}\n",
        row(&COLUMNS.map(|(name, ..)| name.to_string())),
        row(&rule)
    );
    for done in sorted {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", row(&cells(done)));
    }
    text
}
