//! `--mutants FILE.md`: looks for the mistake of each mutant of the driver, and writes where each
//! shows.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use echo_exploration::hunt::hunt;
use echo_mutants::catalogue::Mutant;
use echo_mutants::{mutants, shows_in, subject};
use echo_support::Variant;
use kmdf_host::DriverEntry;

use crate::program::args::Args;
use crate::program::output::{note, say, write};

/// Where the mistake of a mutant shows, in the words of the table.
struct Row {
    mutant: &'static Mutant,
    variant: Variant,
    /// Scenario, its schedules, schedules in total, shortest schedule, complaint.
    found: Option<[String; 5]>,
}

/// Looks for the mistakes of all mutants, and writes the table; returns whether each was found.
pub fn run(args: &Args, table: &Path) -> Result<bool, String> {
    let asked = |mutant: &Mutant| args.only.as_ref().is_none_or(|only| only == mutant.name);
    let mut waiting: Vec<_> = mutants()
        .filter(|(mutant, _)| asked(mutant))
        .flat_map(|(mutant, entry)| Variant::ALL.map(|variant| (mutant, entry, variant)))
        .filter(|(mutant, _, variant)| shows_in(mutant, *variant))
        .collect();
    if waiting.is_empty() {
        return Err(format!(
            "--only {}: no mutant has this name; tests/mutants/src/catalogue lists them",
            args.only.as_deref().unwrap_or_default()
        ));
    }
    waiting.reverse();
    let (waiting, rows) = (Mutex::new(waiting), Mutex::new(Vec::new()));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let work = || {
        while let Some((mutant, entry, variant)) = next() {
            let found = search(entry, variant).unwrap_or_else(|error| {
                note(&format!("{}: {error}\n", mutant.name));
                None
            });
            let row = Row { mutant, variant, found };
            say!("{}", line(&row));
            rows.lock().unwrap_or_else(PoisonError::into_inner).push(row);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..args.jobs {
            scope.spawn(work);
        }
    });
    let mut rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    let place = |row: &Row| mutants().position(|(mutant, _)| mutant.name == row.mutant.name);
    rows.sort_by_key(|row| (place(row), row.variant.name()));
    let survivors = rows.iter().filter(|row| row.found.is_none()).count();
    say!("\n{} mutants and variants, {survivors} not found", rows.len());
    write("--mutants", table, &page(&rows))?;
    Ok(survivors == 0)
}

fn search(entry: DriverEntry, variant: Variant) -> Result<Option<[String; 5]>, String> {
    let found = hunt(&subject(entry, variant)).map_err(|error| error.to_string())?;
    Ok(found.map(|find| {
        let complaint = find.complaints.first().cloned().unwrap_or_default();
        let (after, altogether) = (find.after.to_string(), find.altogether.to_string());
        [find.scenario.name.to_string(), after, altogether, find.schedule, complaint]
    }))
}

fn line(Row { mutant, variant, found }: &Row) -> String {
    let what = match found {
        Some([scenario, after, altogether, ..]) => {
            format!("{scenario}, schedule {after} ({altogether} in total)")
        }
        None => "NOT FOUND".to_string(),
    };
    format!("{:<52} {:<11}  {what}", mutant.name, variant.name())
}

fn page(rows: &[Row]) -> String {
    const TEXT: &str = "# Mutants of the driver, and the schedules that show them

Each mutant is the driver with one mistake (`tests/mutants/src/catalogue`). Exploration runs the scenarios in
their order until a schedule shows the mistake: in the first round up to 1,000 schedules of each scenario with
at most one preemption, in the second 1,000 at random, in the third up to 200,000 with the scenario's own
strategy. *Schedules* is the number of schedules of the last scenario, *all* the number in total. `--replay`
takes the shortest schedule: `7=clock` means that at decision 7 the clock runs, `!` makes a call of the thread
fail, and `-` is the schedule in which each thread runs as long as it can.

Made by `cargo xtask docs --only mutants`.

| mutant | mistake | variant | scenario | schedules | all | shortest schedule | what was wrong |
| --- | --- | --- | --- | ---: | ---: | --- | --- |
";
    let row = |Row { mutant, variant, found }: &Row| {
        let found = found.clone().unwrap_or_else(|| ["not found"; 5].map(ToString::to_string));
        let [scenario, after, all, schedule, complaint] = found.map(|text| text.replace('|', "/"));
        let (name, mistake) = (mutant.name, mutant.mistake);
        let complaint = complaint.lines().next().unwrap_or_default().to_string();
        format!(
            "| `{name}` | {mistake} | {} | `{scenario}` | {after} | {all} | `{schedule}` | {complaint} |\n",
            variant.name()
        )
    };
    format!("{TEXT}{}", rows.iter().map(row).collect::<String>())
}

#[cfg(test)]
mod tests {
    use echo_mutants::original;

    use super::{Variant, hunt, subject};

    #[test]
    #[ignore = "takes minutes: the whole search finds nothing"]
    fn hunt_in_the_unchanged_driver_finds_nothing() {
        for variant in Variant::ALL {
            let found = hunt(&subject(original(), variant)).unwrap();
            assert!(found.is_none(), "{found:?}");
        }
    }
}
