//! Parts: what the shards of a search found, and the whole that they make together.
#![forbid(unsafe_code)]

use std::fmt;

use super::report::Report;
use super::shard::Shard;

/// What one shard found, in plain values: to be written by one process and read by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The shard; 1/1 is the whole.
    pub shard: Shard,
    /// How many schedules were run.
    pub schedules: u64,
    /// How many steps the schedules had.
    pub steps: u64,
    /// A hash of each end that differs from the others, in order: the same hash in every process.
    /// `None` if the ends were not counted.
    pub ends: Option<Vec<u64>>,
    /// Whether all schedules of the part were covered and none failed.
    pub exhausted: bool,
    /// Why nothing was left out; see [`Report::pruning_off`].
    pub pruning_off: Option<String>,
    /// What the search forgot; see [`Report::memory_met`].
    pub memory_met: Option<String>,
    /// The schedule that failed, if one did.
    pub failure: Option<PartFailure>,
}

/// A schedule that failed in a shard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartFailure {
    /// Where one process that runs the whole search meets the failure: of several failures, such a
    /// process meets the least.
    pub place: Vec<u64>,
    /// The shortest failing schedule that was found.
    pub schedule: String,
    /// What was wrong.
    pub complaints: Vec<String>,
    /// How many schedules the shard tried until one failed.
    pub after: u64,
}

impl Report {
    /// The result of a shard, for [`Part::merge`].
    #[must_use]
    pub fn part(&self, shard: Shard) -> Part {
        Part {
            shard,
            schedules: self.schedules(),
            steps: self.steps(),
            ends: self.ends.clone(),
            exhausted: self.is_exhausted(),
            pruning_off: self.pruning_off(),
            memory_met: self.memory_met(),
            failure: self.failure().map(|failure| PartFailure {
                place: failure.place.clone(),
                schedule: failure.schedule.to_string(),
                complaints: failure.complaints.clone(),
                after: failure.after,
            }),
        }
    }
}

impl Part {
    /// The part of a shard that has nothing to explore.
    #[must_use]
    pub const fn nothing(shard: Shard) -> Self {
        Self {
            shard,
            schedules: 0,
            steps: 0,
            ends: Some(Vec::new()),
            exhausted: true,
            pruning_off: None,
            memory_met: None,
            failure: None,
        }
    }

    /// How many of the schedules differ in more than the order of independent steps, if the ends were
    /// counted.
    #[must_use]
    pub fn differing(&self) -> Option<u64> {
        self.ends.as_ref().map(|ends| ends.len() as u64)
    }

    /// The whole of the parts of all shards.
    ///
    /// Ends, verdict and failing schedule are those of one process that runs the whole search.
    /// Schedules and steps are sums. In a search that prunes they exceed those of one process: each shard
    /// runs what leads to its part, and leaves out only what it has covered itself.
    ///
    /// # Errors
    /// If a shard is missing or there twice, or the shards are not of one search.
    pub fn merge(parts: impl IntoIterator<Item = Self>) -> Result<Self, MergeError> {
        let mut parts: Vec<Self> = parts.into_iter().collect();
        parts.sort_by_key(|part| part.shard);
        let shards: Vec<Shard> = parts.iter().map(|part| part.shard).collect();
        complete(&shards)?;
        let pruned = parts.iter().filter(|part| part.pruning_off.is_none()).count();
        // A shard that prunes may rely on another that found that it must not.
        let agree = pruned == 0 || pruned == parts.len();
        let exhausted = agree && parts.iter().all(|part| part.exhausted);
        let whole = Self { exhausted, ..Self::nothing(Shard::WHOLE) };
        Ok(parts.into_iter().fold(whole, Self::with))
    }

    /// The part with another one.
    fn with(self, other: Self) -> Self {
        let ends = self.ends.zip(other.ends).map(|(mut ends, more)| {
            ends.extend(more);
            ends.sort_unstable();
            ends.dedup();
            ends
        });
        Self {
            schedules: self.schedules + other.schedules,
            steps: self.steps + other.steps,
            ends,
            pruning_off: self.pruning_off.or(other.pruning_off),
            memory_met: self.memory_met.or(other.memory_met),
            failure: [self.failure, other.failure].into_iter().flatten().min(),
            ..self
        }
    }
}

/// Checks that these are all shards of a search, each once.
///
/// # Errors
/// If they are not.
fn complete(shards: &[Shard]) -> Result<(), MergeError> {
    let Some(first) = shards.first() else { return Err(MergeError::Nothing) };
    if let Some(other) = shards.iter().find(|shard| shard.count() != first.count()) {
        return Err(MergeError::Differ(*first, *other));
    }
    if let Some(pair) = shards.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(MergeError::Twice(pair[0]));
    }
    let all = (1..=first.count()).filter_map(|number| Shard::new(number, first.count()));
    let missing: Vec<Shard> = all.filter(|shard| !shards.contains(shard)).collect();
    if missing.is_empty() { Ok(()) } else { Err(MergeError::Missing(missing)) }
}

/// Why parts make no whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeError {
    /// There are no parts.
    Nothing,
    /// Two shards have different counts.
    Differ(Shard, Shard),
    /// A shard is there twice.
    Twice(Shard),
    /// These shards are not there.
    Missing(Vec<Shard>),
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("found no results, expected one of each shard"),
            Self::Differ(one, other) => write!(
                f,
                "found shard {one} beside shard {other}, expected shards with the same count"
            ),
            Self::Twice(shard) => write!(f, "found shard {shard} twice, expected each shard once"),
            Self::Missing(shards) => {
                let names: Vec<String> = shards.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "the results of shard {} are missing, expected those of each shard: run that shard",
                    names.join(" and of shard ")
                )
            }
        }
    }
}

impl std::error::Error for MergeError {}
