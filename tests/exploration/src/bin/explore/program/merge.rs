//! `merge FILE…`: puts together what the shards of a run found.

use std::path::Path;

use kmdf_host::explore::Part;

use crate::program::args::Merge;
use crate::program::output::{say, write};
use crate::program::shares::{Name, Share, read};
use crate::program::table::{self, Row};

/// What all shards together found of an exploration.
struct Whole {
    name: Name,
    part: Part,
    /// The shards that did not run it.
    lacking: Vec<String>,
}

/// Merges the files. Returns whether the coverage is complete and no schedule failed.
pub fn run(merge: &Merge) -> Result<bool, String> {
    let shares = read(&merge.files)?;
    let all = merged(&shares)?;
    let rows: Vec<Row> = all.iter().map(row).collect();
    say!("{}", table::heading());
    for row in &rows {
        say!("{}", row.line());
    }
    if let Some(path) = &merge.table {
        let made = format!("`cargo xtask explore merge` from {} shards", shares.len());
        write("--table", path, &table::markdown(&rows, &made))?;
    }
    let mut right = true;
    for Whole { name, part, lacking } in &all {
        let (scenario, variant) = (name.scenario, name.variant.name());
        if let Some(failure) = &part.failure {
            right = false;
            say!("\nWRONG: {scenario} as {variant}:");
            for complaint in &failure.complaints {
                say!("  {complaint}");
            }
            say!("the shortest schedule found is {}; this command replays it:", failure.schedule);
            say!(
                "  cargo xtask explore --scenario {scenario} --variant {variant}{} --replay '{}'",
                shares[0].choice,
                failure.schedule
            );
        } else if !lacking.is_empty() || name.exhausts && !part.exhausted {
            right = false;
            say!("incomplete coverage: {scenario} as {variant}");
            if !lacking.is_empty() {
                say!("  it did not run in shard {}", lacking.join(" and in shard "));
            }
        }
        for note in [&part.pruning_off, &part.memory_met].into_iter().flatten() {
            say!("{scenario} as {variant}: {note}");
        }
    }
    let against = merge.against.as_deref().map_or(Ok(true), |path| is_as_in(path, &rows))?;
    if right {
        say!("nothing was wrong");
    }
    Ok(right && against)
}

/// The results of all shards for each exploration that any of them ran.
fn merged(shares: &[Share]) -> Result<Vec<Whole>, String> {
    let mut names: Vec<&Name> = Vec::new();
    for (name, _) in shares.iter().flat_map(|share| &share.results) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| whole(name, shares)).collect()
}

fn whole(name: &Name, shares: &[Share]) -> Result<Whole, String> {
    let (mut parts, mut lacking) = (Vec::new(), Vec::new());
    for share in shares {
        let found = share.results.iter().find(|(one, _)| one == name);
        parts.push(found.map_or_else(
            || {
                lacking.push(share.shard.to_string());
                Part { exhausted: false, ..Part::nothing(share.shard) }
            },
            |(_, part)| part.clone(),
        ));
    }
    let part = Part::merge(parts).map_err(|error| error.to_string())?;
    Ok(Whole { name: name.clone(), part, lacking })
}

fn row(Whole { name, part, .. }: &Whole) -> Row {
    Row {
        scenario: name.scenario,
        variant: name.variant.name(),
        strategy: name.strategy.clone(),
        schedules: part.schedules,
        differing: part.differing(),
        steps: part.steps,
        verdict: table::verdict(part.failure.is_some(), part.exhausted, name.exhausts),
        seconds: None,
    }
}

/// Compares the strategy, the differing orders and the result of each row with a table.
fn is_as_in(path: &Path, rows: &[Row]) -> Result<bool, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("--against {}: {error}", path.display()))?;
    let compared = |row: &str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        match cells[..] {
            [scenario, variant, strategy, _, differing, _, result] => {
                Some([scenario, variant, strategy, differing, result].map(ToString::to_string))
            }
            _ => None,
        }
    };
    let table: Vec<_> = text.lines().filter_map(compared).collect();
    let lost = rows.iter().map(|row| (row, compared(&row.markdown())));
    let mut same = true;
    for (row, _) in lost.filter(|(_, row)| row.as_ref().is_none_or(|row| !table.contains(row))) {
        same = false;
        say!("not as in {}: {}", path.display(), row.markdown());
    }
    Ok(same)
}
