//! Reads what the shards of a run found, and refuses files that make no whole.

use std::path::Path;

use echo_exploration::Scenario;
use echo_support::Variant;
use kmdf_host::explore::{MergeError, Part, PartFailure, Shard};
use serde_json::Value;

use crate::program::share::FORMAT;

/// One exploration of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The scenario.
    pub scenario: &'static str,
    /// The variant.
    pub variant: Variant,
    /// The strategy, in words.
    pub strategy: String,
    /// Whether all schedules of the strategy must be covered.
    pub exhausts: bool,
}

/// The file of a shard.
pub struct Share {
    source: String,
    options: String,
    /// The options of the driver package, for a replay.
    pub choice: String,
    /// The shard.
    pub shard: Shard,
    /// What the shard found.
    pub results: Vec<(Name, Part)>,
}

/// Reads the files of all shards.
pub fn read(files: &[impl AsRef<Path>]) -> Result<Vec<Share>, String> {
    let mut shares: Vec<Share> = Vec::new();
    for file in files {
        let path = file.as_ref();
        let said = |error: String| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| said(error.to_string()))?;
        let share = share(&text).ok_or_else(|| {
            said(format!(
                "found no results of a shard in format {FORMAT}, expected a file that \
                 cargo xtask explore --shard has written"
            ))
        })?;
        if let Some(first) = shares.first() {
            let first_path = files[0].as_ref().display();
            if share.source != first.source {
                return Err(said(format!(
                    "found results of other sources than in {first_path}; run all shards on one commit"
                )));
            }
            if share.options != first.options {
                return Err(said(format!(
                    "found the options {}, expected those of {first_path}: {}; run all shards with \
                     the same options",
                    share.options, first.options
                )));
            }
        }
        shares.push(share);
    }
    // Of the shards themselves, whatever ran.
    match Part::merge(shares.iter().map(|share| Part::nothing(share.shard))) {
        Ok(_) => Ok(shares),
        Err(error @ MergeError::Missing(_)) => Err(format!("{error}, and add its file")),
        Err(error) => Err(error.to_string()),
    }
}

fn share(text: &str) -> Option<Share> {
    let file: Value = serde_json::from_str(text).ok()?;
    if file["format"].as_u64()? != FORMAT {
        return None;
    }
    let shard = file["shard"].as_str()?.parse().ok()?;
    let results = file["results"].as_array()?.iter().map(|one| result(one, shard));
    let text = |name: &str| Some(file[name].as_str()?.to_string());
    Some(Share {
        source: text("source")?,
        options: text("options")?,
        choice: text("choice")?,
        shard,
        results: results.collect::<Option<_>>()?,
    })
}

fn result(value: &Value, shard: Shard) -> Option<(Name, Part)> {
    let text = |name: &str| value[name].as_str();
    let name = Name {
        scenario: Scenario::named(text("scenario")?)?.name,
        variant: Variant::named(text("variant")?)?,
        strategy: text("strategy")?.to_string(),
        exhausts: value["exhausts"].as_bool()?,
    };
    let part = Part {
        shard,
        schedules: value["schedules"].as_u64()?,
        steps: value["steps"].as_u64()?,
        ends: or_null(&value["ends"], |ends| hashes(ends.as_str()?))?,
        exhausted: value["exhausted"].as_bool()?,
        pruning_off: or_null(&value["pruning_off"], |text| Some(text.as_str()?.to_string()))?,
        memory_met: or_null(&value["memory_met"], |text| Some(text.as_str()?.to_string()))?,
        failure: or_null(&value["failure"], failure)?,
    };
    Some((name, part))
}

/// Reads a value that may be null; `None` if it is neither.
#[expect(clippy::option_option, reason = "the outer one ends the reading, for `?`")]
fn or_null<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}

fn failure(value: &Value) -> Option<PartFailure> {
    let complaints = value["complaints"].as_array()?.iter();
    Some(PartFailure {
        place: value["place"].as_array()?.iter().map(Value::as_u64).collect::<Option<_>>()?,
        schedule: value["schedule"].as_str()?.to_string(),
        complaints: complaints
            .map(|text| Some(text.as_str()?.to_string()))
            .collect::<Option<_>>()?,
        after: value["after"].as_u64()?,
    })
}

/// Reads hashes of 16 digits each.
fn hashes(text: &str) -> Option<Vec<u64>> {
    let (digits, rest) = text.as_bytes().as_chunks::<16>();
    let hash = |digits: &[u8; 16]| u64::from_str_radix(str::from_utf8(digits).ok()?, 16).ok();
    if rest.is_empty() { digits.iter().map(hash).collect() } else { None }
}
