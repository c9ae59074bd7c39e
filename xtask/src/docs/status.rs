//! `docs/STATUS.md`: what was run where. A row cites the steps of `cargo xtask ci` that run its
//! subject, or says who did it by hand, or that nobody did.

use std::fmt::Write;

use anyhow::{Result, ensure};

use super::status_rows::{Evidence, ROWS, Row};
use crate::ci::steps::{STEPS, Step};

/// The text before the table.
const BEFORE: &str = "\
# What was run where

<!-- Made by `cargo xtask docs --only status` from xtask/src/docs/status_rows.rs. Do not edit. -->

*Run* means that the thing itself ran and its result was checked. *CI* names the steps of
`cargo xtask ci` that do so, on Linux x86-64 with Rust 1.95; a step in the table that does not exist fails
`cargo xtask ci`. Changes to the host or the driver do not renew what was run *by hand*.

| what | run |
|---|---|
";

/// The text after the table of rows.
const AFTER: &str = "
Wine 8 has no list of device interfaces, no problem codes of devices, no signatures, no driver store, and no
kernel that could load the driver. It also does not know the Windows version in a models section of an INF:
the tests take the version out, and check separately that the unchanged INF gives the device no driver.

## What CI runs

`.ci/run` installs the tools and runs every step. `cargo xtask ci --only STEP` runs one.

| step | command |
|---|---|
";

/// The page.
///
/// # Errors
/// If a row cites a step that does not exist.
pub fn status() -> Result<Vec<u8>> {
    Ok(page(ROWS, STEPS)?.into_bytes())
}

fn page(rows: &[Row], steps: &[Step]) -> Result<String> {
    let mut page = BEFORE.to_owned();
    for row in rows {
        writeln!(page, "| {} | {} |", row.what, evidence(row, steps)?)?;
    }
    page.push_str("\n## What nobody has run\n\n");
    for row in rows.iter().filter(|row| matches!(row.evidence, Evidence::None(_))) {
        writeln!(page, "- {}", row.what)?;
    }
    page.push_str(AFTER);
    for step in steps {
        writeln!(page, "| {} | `{}` |", step.name, step.action)?;
    }
    Ok(page)
}

fn evidence(row: &Row, steps: &[Step]) -> Result<String> {
    Ok(match row.evidence {
        Evidence::Ci(cited, note) => {
            for name in cited {
                ensure!(
                    steps.iter().any(|step| step.name == *name),
                    "the row `{}` in xtask/src/docs/status_rows.rs cites the step {name}, which \
                     cargo xtask ci does not have; cargo xtask ci --list shows the names",
                    row.what
                );
            }
            let plural = if cited.len() == 1 { "" } else { "s" };
            with_note(format!("CI, step{plural} {}", cited.join(", ")), note)
        }
        Evidence::Hand(result) => with_note("by hand".to_owned(), result),
        Evidence::None(note) => with_note("**no**".to_owned(), note),
    })
}

fn with_note(text: String, note: &str) -> String {
    if note.is_empty() { text } else { format!("{text}: {note}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(evidence: Evidence) -> Row {
        Row { what: "a thing", evidence }
    }

    #[test]
    fn row_with_an_unknown_step_is_refused_with_its_name() {
        let rows = [row(Evidence::Ci(&["format", "no-such-step"], ""))];
        let error = page(&rows, STEPS).expect_err("the step does not exist").to_string();
        assert!(error.contains("`a thing`") && error.contains("the step no-such-step"), "{error}");
    }

    #[test]
    fn rows_say_who_ran_their_subject() {
        let rows = [
            row(Evidence::Ci(&["format"], "")),
            row(Evidence::Ci(&["format", "clippy"], "a note")),
            row(Evidence::Hand("no failure")),
            row(Evidence::None("it compiles")),
        ];
        let page = page(&rows, STEPS).expect("the steps exist");
        for line in [
            "| a thing | CI, step format |",
            "| a thing | CI, steps format, clippy: a note |",
            "| a thing | by hand: no failure |",
            "| a thing | **no**: it compiles |",
        ] {
            assert!(page.lines().any(|found| found == line), "{line} is missing in\n{page}");
        }
        assert_eq!(page.lines().filter(|line| *line == "- a thing").count(), 1, "{page}");
    }
}
