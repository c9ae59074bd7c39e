//! A shard's share of a run, and the file of what the shard found.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use echo_exploration::plan::Job;
use echo_exploration::{Size, scenarios};
use kmdf_host::explore::{Part, Shard};
use serde_json::{Value, json};

use crate::program::args::Args;
use crate::program::work::{Choice, Done};

/// The format of the file.
pub const FORMAT: u64 = 1;

/// The digest of the sources of this program.
pub const SOURCE: &str = env!("EXPLORATION_SOURCE");

/// Gives each job the part of its schedules that the shard explores: of a large scenario and of drawn
/// schedules a part, of others all or none. The shards take turns. If there are fewer jobs than shards, all
/// are divided.
pub fn divide(jobs: &mut [Job], shard: Shard) {
    let few = jobs.len() < shard.count() as usize;
    let mut turn = 0;
    for job in jobs {
        let is_large = matches!(job.scenario.size, Size::Large { .. });
        if few || is_large || !job.exhausts {
            job.shard = Some(shard);
            continue;
        }
        turn = turn % shard.count() + 1;
        if turn == shard.number() {
            job.shard = Shard::new(1, 1);
        } else {
            job.is_left_out = true;
        }
    }
}

/// The file for the results of a shard.
pub fn file(args: &Args, shard: Shard) -> PathBuf {
    let name = || format!("shard-{}-of-{}.json", shard.number(), shard.count()).into();
    args.out.clone().unwrap_or_else(name)
}

/// The options that decide what is explored, as text: the same for all shards of a run.
pub fn options(args: &Args) -> Result<String, String> {
    let names: Vec<&str> = args.scenario.iter().map(|scenario| scenario.name).collect();
    let or_all = |text: String| if text.is_empty() { "all".to_string() } else { text };
    let digest = |path: &Option<PathBuf>| path.as_deref().map_or(Ok("none".into()), digest);
    let number = |number: Option<u64>| number.map_or("none".into(), |number| number.to_string());
    Ok(format!(
        "scenario {}, variant {}, strategy {}, budget {}, seconds {}, sys {}, inf {}",
        or_all(names.join(",")),
        or_all(args.variant.map_or(String::new(), |variant| variant.name().into())),
        args.strategy.as_ref().map_or("of each scenario".into(), ToString::to_string),
        number(args.budget),
        number(args.seconds),
        digest(&args.sys)?,
        digest(&args.inf)?,
    ))
}

/// The digest of a file.
fn digest(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// The text of the file: what the shard found of the jobs that ran, and nothing of those that are left to
/// other shards.
pub fn text(args: &Args, shard: Shard, all: &[Done], others: &[Job]) -> Result<String, String> {
    let found = all.iter().map(|done| (&done.job, done.report.part(shard)));
    let mut found: Vec<_> =
        found.chain(others.iter().map(|job| (job, Part::nothing(shard)))).collect();
    found.sort_by_key(|(job, _)| {
        let place = scenarios().iter().position(|one| one.name == job.scenario.name);
        (place, job.variant.name())
    });
    let results: Vec<Value> = found.iter().map(|(job, part)| result(job, part)).collect();
    let file = json!({
        "format": FORMAT,
        "source": SOURCE,
        "options": options(args)?,
        "choice": Choice::of(args).to_string(),
        "shard": shard.to_string(),
        "results": results,
    });
    Ok(format!("{file:#}\n"))
}

/// The hashes, of 16 digits each.
fn digits(hashes: &[u64]) -> String {
    hashes.iter().fold(String::with_capacity(16 * hashes.len()), |mut text, hash| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{hash:016x}");
        text
    })
}

fn result(job: &Job, part: &Part) -> Value {
    let ends = part.ends.as_deref().map(digits);
    let failure = part.failure.as_ref().map(|failure| {
        json!({
            "place": failure.place,
            "schedule": failure.schedule,
            "complaints": failure.complaints,
            "after": failure.after,
        })
    });
    json!({
        "scenario": job.scenario.name,
        "variant": job.variant.name(),
        "strategy": job.strategy.to_string(),
        "exhausts": job.exhausts,
        "schedules": part.schedules,
        "steps": part.steps,
        "ends": ends,
        "exhausted": part.exhausted,
        "pruning_off": part.pruning_off,
        "memory_met": part.memory_met,
        "failure": failure,
    })
}
